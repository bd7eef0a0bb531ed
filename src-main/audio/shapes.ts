// What this room gives to others, by shape: it fits the dictation's ports without importing that room (a test holds the
// two together). PURE: types only. All times are milliseconds; clock times are those of the `now` that boot hands over.
import type { AppError } from '../contract/app-error.ts';
import type { EmptyReason } from '../contract/take.ts';

export type SampleRate = 16000 | 24000;

export interface RecorderOptions {
  /** Device id of listMicrophones(); '' = the system's default. */
  readonly device: string;
  readonly sampleRate: SampleRate;
}

export type RecordingEnd = { readonly kind: 'stopped' } | { readonly kind: 'died'; readonly error: AppError };

/** A microphone that is open. Blocks are 16-bit little-endian mono PCM of 20 ms (the last one shorter), in order. */
export interface Recording extends AsyncDisposable {
  /** For people: the device's label when known, else its id. May change when the system moves the stream. */
  readonly device: string;
  /** "pw-record", "parecord", "arecord", "sox", "window". */
  readonly recorder: string;
  /** Clock time of the first sample. Rejects with AppError when there never was one. */
  readonly firstSample: Promise<number>;
  /** Single consumer; buffers until read. */
  readonly blocks: AsyncIterable<Buffer>;
  /** Settles once, after the last block is in `blocks`. */
  readonly ended: Promise<RecordingEnd>;
  /** Ends the capture now; what has been captured is still delivered. Idempotent. */
  stop(): void;
}

export interface Recorder {
  /** Starts at once, never throws; failure arrives through `firstSample` and `ended`. */
  open(options: RecorderOptions): Recording;
}

/** Why there is nothing to send. */
export type SilenceReason = Exclude<EmptyReason, 'nothing-recognised'>;

export type Verdict =
  | { readonly kind: 'speech' }
  | { readonly kind: 'quiet-speech' }
  | { readonly kind: 'empty'; readonly reason: SilenceReason };

export interface EncodedAudio {
  readonly bytes: Uint8Array;
  readonly contentType: 'audio/ogg' | 'audio/flac' | 'audio/wav';
  readonly fileName: string;
  readonly durationMs: number;
  /** Called when nobody reads the bytes any more: their memory may be used for another segment. Needn't be called. */
  readonly release?: () => void;
}

export interface SpokenSegment {
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly overlapMs: number;
  readonly audio: Promise<EncodedAudio>;
  readonly verdict: Verdict;
}

export interface TakeListener {
  push(pcm: Buffer): void;
  onLevel?: (bar: number) => void;
  onSegment?: (segment: SpokenSegment) => void;
  onSilenceAlarm?: (silent: boolean) => void;
  readonly trailingQuietMs: number;
  readonly durationMs: number;
  finish(): Promise<{ readonly verdict: Verdict; readonly last: SpokenSegment | null }>;
  abandon(): void;
}

export interface Listening {
  listen(options: { readonly sampleRate: number; readonly segments: boolean }): TakeListener;
}
