// What each event of a take's life makes of its row. PURE: (row, facts) -> row.
import { AppError, errorReport } from '../contract/app-error.ts';
import type { EmptyReason, Insertion, TakeSegment, TakeTimings } from '../contract/take.ts';
import { retryPlan } from './retry-plan.ts';
import { durationOf, patched, type StoredTake, type TakePatch } from './stored-take.ts';

function change(stored: StoredTake, patch: TakePatch, own: Partial<Omit<StoredTake, 'take'>> = {}): StoredTake {
  return { ...stored, ...own, take: patched(stored.take, patch) };
}

const merged = (stored: StoredTake, timings: TakeTimings | undefined): TakeTimings => ({
  ...stored.take.timings,
  ...timings,
});

/** The audio is closed. Late blocks may still make it longer; a state that came meanwhile (discarded) stays. */
export function finished(stored: StoredTake, audioBytes: number, timings?: TakeTimings): StoredTake {
  const { state, sampleRate } = stored.take;
  return change(
    stored,
    {
      state: state === 'recording' ? 'recorded' : state,
      durationMs: durationOf(audioBytes, sampleRate),
      timings: merged(stored, timings),
    },
    { audioBytes },
  );
}

export function inWork(stored: StoredTake, owner: string): StoredTake {
  return change(
    stored,
    { state: 'transcribing', error: undefined, retryAt: undefined, emptyReason: undefined },
    { owner },
  );
}

export interface DoneFacts {
  readonly text: string;
  readonly language?: string;
  /** Who heard it, when that was another one than at the take's begin. */
  readonly practice?: boolean;
  readonly timings: TakeTimings;
}

export function done(stored: StoredTake, { text, language, practice, timings }: DoneFacts): StoredTake {
  return change(
    stored,
    {
      state: 'done',
      text,
      originalText: undefined,
      ...(language === undefined ? {} : { language }),
      ...(practice === undefined ? {} : { practice }),
      error: undefined,
      retryAt: undefined,
      emptyReason: undefined,
      timings: merged(stored, timings),
    },
    { owner: null, queued: false, attempts: 0 },
  );
}

export function empty(stored: StoredTake, reason: EmptyReason, timings?: TakeTimings): StoredTake {
  // A second try that hears nothing doesn't take away the text of the first.
  const state = stored.take.text === '' ? 'empty' : 'done';
  return change(
    stored,
    { state, emptyReason: reason, error: undefined, retryAt: undefined, timings: merged(stored, timings) },
    { owner: null, queued: false, attempts: 0 },
  );
}

/** @param retryAt unix milliseconds of the next try, when the caller knows better than the error's rule */
export function failed(
  stored: StoredTake,
  error: AppError,
  when: { readonly now: number; readonly chance: number; readonly retryAt?: number | undefined },
): StoredTake {
  const hadText = stored.take.text !== '';
  const attempts = stored.attempts + 1;
  const plan = hadText ? null : retryPlan(error, attempts, when.now, when.chance);
  const queued = !hadText && (plan !== null || when.retryAt !== undefined);
  const retryAt = queued ? (when.retryAt ?? plan?.at ?? undefined) : undefined;
  return change(
    stored,
    { state: hadText ? 'done' : 'failed', error: errorReport(error), retryAt },
    { owner: null, queued, attempts },
  );
}

export function discarded(stored: StoredTake): StoredTake {
  return change(stored, { state: 'discarded', retryAt: undefined }, { owner: null, queued: false });
}

/** A discarded take is wanted after all; it is sent as soon as somebody takes it up. */
export function restored(stored: StoredTake): StoredTake {
  if (stored.take.state !== 'discarded') return stored;
  return released(stored);
}

/** Nobody works on it any more and it is not finished: back to the queue. */
export function released(stored: StoredTake): StoredTake {
  const hasText = stored.take.text !== '';
  return change(
    stored,
    { state: hasText ? 'done' : 'recorded', segments: settledSegments(stored.take.segments), retryAt: undefined },
    { owner: null, queued: !hasText },
  );
}

/** Finished segments keep their text. One that was still open has no end yet: its audio is cut anew. */
export function settledSegments(segments: readonly TakeSegment[]): readonly TakeSegment[] {
  return segments
    .filter((segment) => segment.state !== 'open')
    .map((segment) => (segment.state === 'sending' ? { ...segment, state: 'waiting' } : segment));
}

export function inserted(stored: StoredTake, insertion: Insertion, timings: TakeTimings): StoredTake {
  return change(stored, { insertion, timings: merged(stored, timings) });
}

/** The first answer of the service is kept beside every later wording. */
export function edited(stored: StoredTake, text: string): StoredTake {
  const original = stored.take.originalText ?? stored.take.text;
  return change(stored, { text, originalText: text === original ? undefined : original });
}

/** A file that was being read is only there in part: sent by itself, it would pass for the whole. */
export const readInPart = (): AppError =>
  new AppError('audio_unreadable', 'Sotto ended while it read this file.', { hint: 'Add the file again.' });

const mostTriesAfterCrashes = 5;

/**
 * A take whose process died. Recorded audio goes to the queue, unless it was there at several deaths already (it may be
 * their cause); without a sample it is an empty take.
 * @param audioBytes what lies on disk
 */
export function recovered(stored: StoredTake, audioBytes: number): StoredTake {
  const { sampleRate, text } = stored.take;
  const bare = change(
    stored,
    { durationMs: durationOf(audioBytes, sampleRate) || stored.take.durationMs },
    { audioBytes },
  );
  if (audioBytes < 2 && stored.original === null && text === '') return empty(bare, 'no-frames');
  if (stored.take.state === 'recording' && stored.take.fileName !== undefined) {
    return change(bare, { state: 'failed', error: errorReport(readInPart()) }, { owner: null, queued: false });
  }
  const attempts = stored.attempts + (stored.take.state === 'transcribing' ? 1 : 0);
  const back = released(bare);
  return { ...back, attempts, queued: back.queued && attempts < mostTriesAfterCrashes };
}
