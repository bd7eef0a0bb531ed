// When a failed take is tried again without being asked: by its error's rule in the table, slower each time. PURE.

import { type ErrorCode, type ErrorFacts, errorFacts } from '../contract/error-table.ts';

export type RetryRule = ErrorFacts['retry'];

export interface RetryPlan {
  readonly rule: Exclude<RetryRule, 'never'>;
  /** Unix milliseconds; null = only when something happens (signed in). */
  readonly at: number | null;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** After these the service has had a day; the take waits for the user then. */
export const backoffMs = [
  5 * second,
  20 * second,
  minute,
  5 * minute,
  15 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
];
/** A challenge is answered by another network or by time, not by insisting. */
const challengeMs = [minute, 5 * minute, 15 * minute, hour, 6 * hour];
/** Beside the word of the system that the network is back, which not every system gives. Never given up. */
const offlineMs = [15 * second, 30 * second, minute, 2 * minute, 5 * minute, 15 * minute];
/** When the service gave no time. */
const limitMs = [5 * minute, 15 * minute, hour];

/**
 * @param failedTries including the one that failed just now (1 or more)
 * @param chance 0..1; spreads tries by up to a tenth, so that many copies of the app don't come at one moment
 * @returns null: not by itself (again).
 */
export function retryPlan(
  error: { readonly code: ErrorCode; readonly retryAfterMs?: number | undefined },
  failedTries: number,
  now: number,
  chance: number,
): RetryPlan | null {
  const rule = errorFacts(error.code).retry;
  const later = (waitMs: number): number => Math.ceil(now + waitMs * (1 + chance / 10));
  switch (rule) {
    case 'never':
      return null;
    case 'signed-in':
      return { rule, at: null };
    case 'online':
      return { rule, at: later(step(offlineMs, failedTries)) };
    case 'at-time':
      return { rule, at: later(error.retryAfterMs ?? step(limitMs, failedTries)) };
    case 'backoff': {
      const steps = error.code === 'upstream_challenge' ? challengeMs : backoffMs;
      if (failedTries > steps.length) return null;
      return { rule, at: later(Math.max(step(steps, failedTries), error.retryAfterMs ?? 0)) };
    }
  }
}

function step(steps: readonly number[], failedTries: number): number {
  return steps[Math.min(failedTries, steps.length) - 1] ?? 0;
}
