// What one running dictation is made of, beside the ports of transcription: settings as they are at key-down, the
// microphone, the cursor's end, and whoever is told. Types only.
import type { AppState, Microphone } from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import type { StateStore } from '../lib/state-store.ts';
import type { DictationView } from './dictation-view.ts';
import type { MachineEvent } from './machine.ts';
import type { Cues, Inserter, PostRoll, PostRollOptions, Recorder } from './ports.ts';
import type { SessionDesk } from './session-desk.ts';
import type { TranscriptionPorts } from './transcription.ts';

export interface DictationSettings {
  readonly device: string;
  readonly sampleRate: 16000 | 24000;
  readonly language: string;
  readonly segments: boolean;
  readonly postRollMs: number;
  readonly practice: boolean;
}

export interface DictationPorts extends TranscriptionPorts {
  readonly recorder: Recorder;
  readonly inserter: Inserter;
  readonly cues: Cues;
  readonly postRoll: (options: PostRollOptions) => PostRoll;
  readonly microphones: () => Promise<readonly Microphone[]>;
  readonly state: StateStore<AppState>;
  readonly settings: () => DictationSettings;
  /** Bars for the pill, each 0..1. */
  readonly onLevel: (bar: number) => void;
  /** A take reached its end (done, empty, failed or discarded): retry queue, retention and the list want to know. */
  readonly onSettled: (take: Take) => void;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** What the sides of a dictation (recording, sending, delivering) share. */
export interface DictationParts {
  readonly ports: DictationPorts;
  readonly view: DictationView;
  readonly desk: SessionDesk;
  /** Tells the machine a fact; what follows from it is carried out before this returns. */
  readonly dispatch: (event: MachineEvent) => void;
  /** Work that nobody awaits: awaited at the end, and a bug in it is seen. */
  readonly track: (work: Promise<void>) => void;
}

/** Segments of one take that are under way at a time. */
export const segmentsAtOnce = 3;
/** After the key was let go: the rest is cut into at most four short parts, and none of them waits for another. */
export const segmentsAtOnceAtEnd = 6;
