// What a dictation needs from other rooms, named by role. boot.ts hands the adapters over; tests hand over fakes.
// PURE: types only. All times are milliseconds on the clock that `Clock.now` gives (monotonic), unless "unix" is said.
import type { AppError } from '../contract/app-error.ts';
import type { EmptyReason, Insertion, Take, TakeSegment, TakeSource, TakeTimings } from '../contract/take.ts';

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Unix milliseconds. */
  unix(): number;
}

// --- audio ---------------------------------------------------------------------------------------------------------

export interface RecorderOptions {
  /** Recorder's device id; empty = the system's default. */
  readonly device: string;
  readonly sampleRate: 16000 | 24000;
}

export type RecordingEnd = { readonly kind: 'stopped' } | { readonly kind: 'died'; readonly error: AppError };

/** A microphone that is open. Blocks are 16-bit little-endian mono PCM, 10-30 ms each, in order, none lost after the first. */
export interface Recording extends AsyncDisposable {
  /** For people: the device's label when known, else the program's word for it. */
  readonly device: string;
  /** Which adapter runs ("pw-record", "parecord", "arecord", "sox", "window"). */
  readonly recorder: string;
  /** Clock time of the first non-empty block. Rejects with AppError when the recorder failed before one came. */
  readonly firstSample: Promise<number>;
  /** Ends after stop() has delivered what was captured, or when the recorder died. Single consumer; buffers until read. */
  readonly blocks: AsyncIterable<Buffer>;
  /** Settles once, after the last block. */
  readonly ended: Promise<RecordingEnd>;
  /** Ends the capture now; what the recorder has captured is still delivered. Idempotent. */
  stop(): void;
}

export interface Recorder {
  /** Starts at once (before any await): called at key-down. Never throws; failure arrives through `firstSample` and `ended`. */
  open(options: RecorderOptions): Recording;
}

// --- takes ---------------------------------------------------------------------------------------------------------

export interface BeginTake {
  readonly source: TakeSource;
  readonly sampleRate: number;
  readonly device?: string;
  readonly target?: string;
  readonly language?: string;
  readonly fileName?: string;
  readonly practice?: boolean;
}

export interface OriginalAudio {
  readonly path: string;
  readonly contentType: string;
}

/** Audio of one take on its way to disk. append is synchronous: when it returns, the bytes are with the kernel. */
export interface TakeWriter {
  readonly id: string;
  append(pcm: Uint8Array): void;
  /** Set when the disk refused; audio goes on in memory then. */
  readonly trouble: AppError | null;
  /** Row becomes `recorded`; returns the take. Idempotent. */
  finish(timings?: TakeTimings): Take;
}

export interface TakeResult {
  readonly text: string;
  readonly language?: string;
  /** Who heard it; unless told, who was meant to at the take's begin. */
  readonly practice?: boolean;
  readonly timings: TakeTimings;
}

export interface TakeBook {
  begin(input: BeginTake): TakeWriter;
  /** Sets device, target … that became known later. */
  describe(id: string, facts: Partial<Pick<Take, 'device' | 'target' | 'practice' | 'segments'>>): void;
  /** One segment of the take, new or changed; told by its index. */
  segment(id: string, segment: TakeSegment): void;
  transcribing(id: string): void;
  /** Text is on disk when this returns. */
  done(id: string, result: TakeResult): Take;
  empty(id: string, reason: EmptyReason, timings?: TakeTimings): Take;
  failed(id: string, error: AppError, retryAt?: number): Take;
  discarded(id: string): Take;
  inserted(id: string, insertion: Insertion, timings: TakeTimings): Take;
  /** 16-bit mono PCM of a part of the take, whatever lies on disk. */
  readPcm(id: string, fromMs: number, toMs: number): Promise<Int16Array>;
  get(id: string): Take | null;
  /** The file that the take was made of, where that was kept as it came. */
  original(id: string): OriginalAudio | null;
}

// --- speech --------------------------------------------------------------------------------------------------------

export type Verdict =
  | { readonly kind: 'speech' }
  | { readonly kind: 'quiet-speech' }
  | { readonly kind: 'empty'; readonly reason: Exclude<EmptyReason, 'nothing-recognised'> };

/**
 * Follows the samples of one take while they arrive: levels for the pill, pauses for segments, silence for the alarm,
 * and an encoder per segment. Made by the audio room, one per take.
 */
export interface TakeListener {
  push(pcm: Buffer): void;
  /** Called about 40 times a second of audio with one bar, 0..1. */
  onLevel?: (bar: number) => void;
  /** A segment was closed at a pause (or at the hard limit) while speaking goes on. */
  onSegment?: (segment: SpokenSegment) => void;
  /** Digital silence or no sample for a second since the start of the take: true; sound again: false. */
  onSilenceAlarm?: (silent: boolean) => void;
  /** Milliseconds of quiet at the very end so far: ends the post-roll early. */
  readonly trailingQuietMs: number;
  readonly durationMs: number;
  /** No more audio: closes the last segment. Judges the whole take. */
  finish(): Promise<{ readonly verdict: Verdict; readonly last: SpokenSegment | null }>;
  /** Frees encoders of a take that was discarded. */
  abandon(): void;
}

export interface SpokenSegment {
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly overlapMs: number;
  /** Ready to upload: trimmed at the outer ends, normalised, encoded. */
  readonly audio: Promise<EncodedAudio>;
  readonly verdict: Verdict;
}

export interface EncodedAudio {
  readonly bytes: Uint8Array;
  readonly contentType: 'audio/ogg' | 'audio/flac' | 'audio/wav';
  readonly fileName: string;
  readonly durationMs: number;
  /** Called when nobody reads the bytes any more: their memory may be used for another segment. Needn't be called. */
  readonly release?: () => void;
}

/** Joins the texts of a take's segments in order, with right spacing and case; overlaps (hard cuts) said once. */
export type TranscriptJoiner = (parts: readonly { readonly text: string; readonly overlapMs: number }[]) => string;

export interface PostRollOptions {
  readonly maxMs: number;
  readonly sampleRate: number;
  /** Milliseconds of quiet at the end of the take, as its listener judges it. */
  readonly trailingQuietMs: () => number;
}

/** Says when the post-roll may end: after `maxMs` of audio, or earlier when it was quiet for a while since the key was let go. */
export interface PostRoll {
  /** @returns true when the recording may stop now. */
  push(pcm: Buffer): boolean;
}

export interface Listening {
  listen(options: { readonly sampleRate: number; readonly segments: boolean }): TakeListener;
}

// --- service -------------------------------------------------------------------------------------------------------

export interface Transcript {
  readonly text: string;
  /** Milliseconds from the start of the request to all bytes sent, first byte of the answer, and the end. */
  readonly timings: { readonly sentMs: number; readonly firstByteMs: number; readonly totalMs: number };
}

export interface TranscribeOptions {
  readonly language?: string;
  /** By the practice service. Said with each request, so that a switch meanwhile never mixes two services in a take. */
  readonly practice: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

export interface Transcriber {
  /** Connection, TLS and token made ready; never throws. */
  warm(practice: boolean): void;
  transcribe(audio: EncodedAudio, options: TranscribeOptions): Promise<Transcript>;
  /** A file as it is: what it holds is found out by the one who sends it. */
  transcribeFile(
    audio: OriginalAudio & { readonly fileName?: string },
    options: TranscribeOptions,
  ): Promise<Transcript>;
}

// --- insertion -----------------------------------------------------------------------------------------------------

/** The window that was active at key-down. Opaque to everybody but the insertion room. */
export interface InsertionTarget {
  /** Stable while the window lives; empty when unknown. */
  readonly windowId: string;
  /** For people: "Slack". */
  readonly name?: string;
}

export interface InsertionResult {
  readonly insertion: Insertion;
  /** Keys that the user must press when it was only copied ("Ctrl+V"). */
  readonly chord?: string;
  /** Why it was not pasted. */
  readonly reason?: AppError;
}

export interface Inserter {
  /** At key-down: which window is active now. Never throws. */
  target(): Promise<InsertionTarget>;
  insert(text: string, target: InsertionTarget, signal?: AbortSignal): Promise<InsertionResult>;
  copy(text: string): Promise<InsertionResult>;
}

export interface Cues {
  play(cue: 'start' | 'stop' | 'failed'): void;
}
