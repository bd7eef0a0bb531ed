// What the recording of one take writes to, by shape the dictation's port. PURE: types only.
import type { AppError } from '../contract/app-error.ts';
import type { Take, TakeTimings } from '../contract/take.ts';

export interface TakeWriter {
  readonly id: string;
  /** The samples are with the kernel (or, while the disk refuses, in memory) when this returns. */
  append(pcm: Uint8Array): void;
  /** Why the disk refuses; null again when everything is on disk. */
  readonly trouble: AppError | null;
  /** Closes the audio; a row that was recording is `recorded`. May be called again after late blocks. */
  finish(timings?: TakeTimings): Take;
}

export interface BeginTake {
  readonly source: Take['source'];
  readonly sampleRate: number;
  readonly device?: string;
  readonly target?: string;
  readonly language?: string;
  readonly fileName?: string;
  readonly practice?: boolean;
}
