// A take as the store holds it: what everybody sees, and what only the store and the queue need. PURE.
import type { Take, TakeSegment } from '../contract/take.ts';

export interface StoredTake {
  readonly take: Take;
  /** Order in history: unix milliseconds x 1000, plus a number that tells takes of one millisecond apart. */
  readonly seq: number;
  /** Who works on it (see owner-lock.ts); null = nobody. */
  readonly owner: string | null;
  /** Waits to be sent again without being asked. */
  readonly queued: boolean;
  /** Failed tries so far. */
  readonly attempts: number;
  /** Unix milliseconds of the deletion that can still be undone. */
  readonly deletedAt: number | null;
  readonly audioBytes: number;
  /** A dropped file kept as it came. */
  readonly original: { readonly extension: string; readonly contentType: string } | null;
  /** Rises with every change. */
  readonly revision: number;
}

/** A change to a take: `take` is merged, a key set to undefined is taken away. */
export type TakePatch = { readonly [K in keyof Take]?: Take[K] | undefined };

export function patched(take: Take, patch: TakePatch): Take {
  const next: Record<string, unknown> = { ...take };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) delete next[key];
    else next[key] = value;
  }
  return next as unknown as Take; // keys and values come from Take and TakePatch; required keys are never cleared
}

/** One segment put in its place, by its index. */
export function withSegment(segments: readonly TakeSegment[], segment: TakeSegment): readonly TakeSegment[] {
  const others = segments.filter(({ index }) => index !== segment.index);
  return [...others, segment].sort((a, b) => a.index - b.index);
}

/** Whole samples only: a write that was cut short may leave half of one. */
export function durationOf(bytes: number, sampleRate: number): number {
  return Math.floor((Math.floor(bytes / 2) * 1000) / sampleRate);
}
