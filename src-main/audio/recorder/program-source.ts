// Samples from a recorder program, started through node-record-lpcm16 with this project's own recorder definitions.
// What the library leaves open is closed here: a missing program, an end that nobody asked for, stderr that it drops,
// a stop that nothing answers. Knows nothing of takes.
import { join } from 'node:path';
import lpcm16 from 'node-record-lpcm16';
import { programEnv } from '../../lib/program-env.ts';
import type { RecorderOptions } from '../shapes.ts';
import { recorderFailure } from './recorder-failure.ts';
import { RecorderProcess } from './recorder-process.ts';
import {
  type DeviceRoute,
  deviceRoute,
  type Environment,
  type RecorderProgram,
  soxDriver,
} from './recorder-programs.ts';
import type { RunningSource, SampleSource, SourceEvents } from './sample-source.ts';

export interface ProgramSourceOptions {
  readonly program: RecorderProgram;
  /** Folder with `<program>.cjs`: real files, since the library loads them by path. */
  readonly definitionsDir: string;
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
}

/** None when the program can't record that device; several when it has to be tried in several ways. */
export function programSources(options: ProgramSourceOptions, device: string): SampleSource[] {
  const { program, platform } = options;
  const route = deviceRoute(program.name, device, platform);
  if (route === null) return [];
  const ways = program.name === 'pw-record' ? [{ rawOption: true }, { rawOption: false }] : [{}];
  return ways.map((way) => programSource(options, device, route, way));
}

function programSource(
  options: ProgramSourceOptions,
  device: string,
  route: DeviceRoute,
  way: Readonly<Record<string, boolean>>,
): SampleSource {
  const { program, platform } = options;
  return {
    name: program.name,
    start: (recording: RecorderOptions, events: SourceEvents): RunningSource =>
      new RecorderProcess({
        posixSignals: platform !== 'win32',
        launch: () =>
          lpcm16.record({
            recorder: join(options.definitionsDir, `${program.name}.cjs`),
            program: program.path,
            sampleRate: recording.sampleRate,
            channels: 1,
            audioType: 'raw',
            device: route.argument,
            driver: soxDriver(platform),
            ...way,
            spawnOptions: {
              // English messages, so that they can be told apart.
              env: { ...programEnv(options.env), ...route.env, LC_ALL: 'C', LANGUAGE: 'C' },
              // Its own process group: Ctrl+C in a terminal is for this program, which then stops it in its own time.
              detached: platform !== 'win32',
              windowsHide: true,
            },
          }).process,
        onData: (chunk) => events.pcm(chunk),
        onStderrLine: (line) => {
          const connected = connectedDevice(line);
          if (connected !== null) events.device(connected);
        },
        onEnd: (exit) => events.ended(exit.asked ? null : recorderFailure({ ...exit, program: program.name, device })),
      }),
  };
}

/** parecord --verbose says where it records from, at the start and whenever the server moves it. */
export function connectedDevice(line: string): string | null {
  return /^(?:Connected to|Stream moved to) device (\S+) \(/u.exec(line)?.[1] ?? null;
}
