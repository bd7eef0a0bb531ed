// What the recorder needs from whatever delivers samples: a recorder program, or a hidden window. Types only; knows
// neither processes nor windows.
import type { AppError } from '../../contract/app-error.ts';
import type { RecorderOptions } from '../shapes.ts';

/** Told by a source while it runs. Nothing is told after `ended`. */
export interface SourceEvents {
  /** 16-bit little-endian mono PCM at the asked rate, of any length, also odd. */
  pcm(chunk: Uint8Array): void;
  /** The source learned which device it really records; may be told again when the system moves it to another. */
  device(id: string): void;
  /** Exactly once, after the last sample. A failure is null only when stop() was asked for. */
  ended(failure: AppError | null): void;
}

export interface RunningSource {
  /** Ends the capture; samples that are on their way still come. Idempotent. Always leads to `ended`, within about 2 s. */
  stop(): void;
}

export interface SampleSource {
  /** "parecord", "window": what a recording says of itself. */
  readonly name: string;
  /** Begins at once and never throws: what fails is told through `ended`, never before start() has returned. */
  start(options: RecorderOptions, events: SourceEvents): RunningSource;
}
