// The Recorder that the app uses: which sources are tried for a recording, in which order, and which one worked last.
// Knows no window and no process itself.
import type { Log } from '../../lib/log.ts';
import type { Recorder, RecorderOptions, Recording } from '../shapes.ts';
import { OpenRecording } from './open-recording.ts';
import { programSources } from './program-source.ts';
import { recorderMissing } from './recorder-failure.ts';
import { type Environment, installedPrograms, type ProgramName, programOrder } from './recorder-programs.ts';
import type { SampleSource } from './sample-source.ts';

/** 'auto' tries what is installed, best first, and the window last. */
export type RecorderChoice = 'auto' | ProgramName | 'window';

export interface CreateRecorderOptions {
  /** Asked at every opening, so that a changed setting counts at once. */
  readonly choice: () => RecorderChoice;
  /** Where `parecord.cjs` and its sisters lie as real files: `recorderDefinitionsDir`, or its copy beside the bundle. */
  readonly definitionsDir: string;
  readonly platform: NodeJS.Platform;
  /** Handed to the recorder programs; PATH says where they are. */
  readonly env: Environment;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** Capture in a hidden window, where there is one. */
  readonly window?: SampleSource | null;
  readonly labelOf?: (deviceId: string) => string | undefined;
  readonly order?: readonly ProgramName[];
  /** 5 s unless told: Bluetooth headsets take 1.5 s, some drivers far longer. */
  readonly firstSampleTimeoutMs?: number;
}

export function createRecorder(options: CreateRecorderOptions): Recorder {
  const { platform, env } = options;
  const order = options.order ?? programOrder(platform);
  // The one that spoke last goes first; one that ran and stayed silent goes last.
  let preferred: string | null = null;
  let silent: string | null = null;

  const sourcesFor = (device: string): SampleSource[] => {
    const choice = options.choice();
    const window = options.window ? [options.window] : [];
    if (choice === 'window') return window;
    const programs = installedPrograms(env, platform, choice === 'auto' ? order : [choice]).flatMap((program) =>
      programSources({ program, definitionsDir: options.definitionsDir, platform, env }, device),
    );
    if (choice !== 'auto') return programs;
    const rank = (source: SampleSource): number => (source.name === preferred ? 0 : source.name === silent ? 2 : 1);
    return [...programs, ...window].sort((a, b) => rank(a) - rank(b)); // stable: equal ranks keep their order
  };

  return {
    open: (recording: RecorderOptions): Recording =>
      new OpenRecording({
        ...recording,
        sources: sourcesFor(recording.device),
        nothingToTry: recorderMissing(platform),
        now: options.now,
        log: options.log,
        firstSampleTimeoutMs: options.firstSampleTimeoutMs ?? 5000,
        labelOf: options.labelOf ?? (() => undefined),
        onOutcome: (source, works) => {
          if (works) {
            preferred = source;
            if (silent === source) silent = null;
          } else {
            silent = source;
            if (preferred === source) preferred = null;
          }
        },
      }),
  };
}
