// A take: one recording and what became of it. PURE data, shared by the store, the window, REST and the command line.
import type { ErrorReport } from './app-error.ts';

export type TakeState = 'recording' | 'recorded' | 'transcribing' | 'done' | 'empty' | 'failed' | 'discarded';
export type TakeSource = 'dictation' | 'file' | 'server' | 'cli';
export type Insertion = 'pasted' | 'copied' | 'none';

/** Why a take holds no speech; `quiet` is not among them: quiet speech is amplified and sent. */
export type EmptyReason = 'no-frames' | 'digital-silence' | 'noise-only' | 'nothing-recognised';

/** Milliseconds, measured on one monotonic clock per take; absent = that stage did not happen. */
export interface TakeTimings {
  readonly keyDownToFirstSample?: number;
  readonly keyUpToRecorded?: number; // post-roll included
  readonly keyUpToLastSegmentSent?: number;
  readonly keyUpToLastAnswer?: number;
  readonly keyUpToInserted?: number;
  readonly insertion?: number;
  /** Time the service itself took for the last answer (request sent to first byte). */
  readonly service?: number;
  readonly sentBytes?: number;
}

export interface TakeSegment {
  readonly index: number;
  /** Position in the take's audio, milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** Overlap with the segment before (hard cuts only), milliseconds. */
  readonly overlapMs: number;
  readonly state: 'open' | 'waiting' | 'sending' | 'done' | 'failed';
  readonly text?: string;
  readonly error?: ErrorReport;
}

export interface Take {
  readonly id: string;
  readonly source: TakeSource;
  readonly state: TakeState;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly durationMs: number;
  readonly sampleRate: number;
  readonly text: string;
  /** What the service answered, when the user has edited the text since. */
  readonly originalText?: string;
  readonly language?: string;
  readonly device?: string;
  /** Program that the text was meant for ("Slack"), when known. */
  readonly target?: string;
  /** Dropped or transcribed file's own name. */
  readonly fileName?: string;
  readonly insertion: Insertion;
  readonly emptyReason?: EmptyReason;
  readonly error?: ErrorReport;
  /** Unix milliseconds of the next automatic try. */
  readonly retryAt?: number;
  readonly starred: boolean;
  readonly practice: boolean;
  readonly audio: 'kept' | 'removed' | 'memory';
  readonly segments: readonly TakeSegment[];
  readonly timings: TakeTimings;
}

export type TakeFilter = 'all' | 'failed' | 'discarded' | 'starred';
