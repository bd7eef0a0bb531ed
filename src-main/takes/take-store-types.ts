// What the take store gives to the rest of the app. The recording side fits the dictation's ports by shape (a test holds
// the two together). PURE: types only.
import type { AppError, ErrorReport } from '../contract/app-error.ts';
import type { TakeCounts, TakePage } from '../contract/commands.ts';
import type { EmptyReason, Insertion, Take, TakeSegment, TakeTimings } from '../contract/take.ts';
import type { Log } from '../lib/log.ts';
import type { Exported, ExportFormat } from './export-takes.ts';
import type { PageInput } from './history-pages.ts';
import type { RetentionResult, RetentionRule } from './retention.ts';
import type { TextRange } from './search-query.ts';
import type { DoneFacts } from './take-changes.ts';
import type { BeginTake, TakeWriter } from './take-writer.ts';
import type { StageTiming } from './timing-stats.ts';
import type { PlayableAudio } from './wav-file.ts';

export interface TakeStoreOptions {
  /** The app's data folder: history.db and takes/ lie in it. Made when missing. */
  readonly folder: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** Ids of takes that changed, after the change; none = everything may have. */
  readonly onChange?: (ids: readonly string[]) => void;
  /** The disk refuses, or accepts again (null). */
  readonly onProblem?: (problem: AppError | null) => void;
  /** How long samples may lie in the kernel's hands only; 1000. */
  readonly syncEveryMs?: number;
  /** How long a deletion can be undone; 60000. */
  readonly undeleteMs?: number;
  /** First pause before the disk is tried again; 2000. It doubles up to a minute. */
  readonly mendAfterMs?: number;
}

/** A page of history; with a query also where it was found in each take's text. */
export interface HistoryPage extends TakePage {
  readonly marks: Readonly<Record<string, readonly TextRange[]>>;
}

/** A take that waits to be sent again, oldest first. */
export interface QueuedTake {
  readonly id: string;
  /** Unix milliseconds; null: at once, or when what it waits for happens. */
  readonly retryAt: number | null;
  readonly error: ErrorReport | null;
  readonly practice: boolean;
}

/** While a take is made. Unknown ids throw AppError take_not_found. */
export interface RecordingSide {
  begin(input: BeginTake): TakeWriter;
  describe(id: string, facts: Partial<Pick<Take, 'device' | 'target' | 'practice' | 'segments'>>): void;
  /** One segment, new or changed; costs the same however many there are. */
  segment(id: string, segment: TakeSegment): void;
  transcribing(id: string): void;
  /** Text is on disk when this returns. */
  done(id: string, result: DoneFacts): Take;
  empty(id: string, reason: EmptyReason, timings?: TakeTimings): Take;
  /** The next try is set by the error's rule, unless `retryAt` (unix ms) says otherwise. */
  failed(id: string, error: AppError, retryAt?: number): Take;
  discarded(id: string): Take;
  inserted(id: string, insertion: Insertion, timings: TakeTimings): Take;
  /** 16-bit mono PCM of a part, clipped to what there is. Rejects with AppError take_has_no_audio. */
  readPcm(id: string, fromMs: number, toMs: number): Promise<Int16Array>;
  get(id: string): Take | null;
  /** Keeps a dropped file as it came, for playing and for sending it again. */
  keepOriginal(id: string, path: string, extension: string, contentType: string): Take;
  /** Path and type of the file that came, when it was kept. */
  original(id: string): { readonly path: string; readonly contentType: string } | null;
}

export interface HistorySide {
  list(input: PageInput): HistoryPage;
  counts(): TakeCounts;
  edit(id: string, text: string): Take;
  star(ids: readonly string[], starred: boolean): void;
  /** Can be undone for a minute; a take that is being recorded or sent stays. @returns those that are deleted */
  delete(ids: readonly string[]): readonly string[];
  undelete(ids: readonly string[]): void;
  /** Takes a discarded take back; it waits to be sent. */
  restore(id: string): Take;
  /** Gone at once: audio, text, row, sidecar ("don't keep this one"). */
  forget(id: string): void;
  /** Peaks, 0..1, on a scale of decibels. */
  waveform(id: string, bars: number): Promise<readonly number[]>;
  /** A file for players, with byte ranges. Throws AppError take_has_no_audio. */
  audio(id: string): PlayableAudio;
  /** A playable file on disk, to be shown in the file manager. */
  audioPath(id: string): Promise<string>;
  exportTakes(ids: readonly string[], format: ExportFormat, folder: string): Promise<Exported>;
  retain(rule: RetentionRule, signal?: AbortSignal): Promise<RetentionResult>;
  /** Stages of the last dictations that ended in text. */
  timings(lastTakes?: number): readonly StageTiming[];
  /** Bytes of audio that history holds. */
  audioBytes(): number;
}

export interface QueueSide {
  queued(): readonly QueuedTake[];
  /** Takes it up for sending; false: somebody else, or this process already, is at it. */
  claim(id: string): boolean;
  /** Back to the queue: nobody is at it any more. */
  release(id: string): void;
}

export interface TakeStore extends RecordingSide, HistorySide, QueueSide, AsyncDisposable {
  /** @returns what ends it */
  subscribe(listener: (ids: readonly string[]) => void): () => void;
  /** Why takes are kept in memory only. */
  readonly problem: AppError | null;
  /** Tries the disk again now. @returns true when nothing waits for it any more. */
  mend(): boolean;
  /** Takes of processes that died go back to the queue; done at opening. @returns their ids */
  recover(): readonly string[];
  /** When files without rows were looked for, sidecars written, syncs done. */
  settled(): Promise<void>;
}
