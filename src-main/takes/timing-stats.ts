// How long each stage of the last takes took: the median and the 95th percentile. PURE.
import type { TakeTimings } from '../contract/take.ts';

export interface StageTiming {
  readonly stage: keyof TakeTimings;
  readonly count: number;
  /** Milliseconds (bytes for sentBytes). */
  readonly p50: number;
  readonly p95: number;
}

const stages = [
  'keyDownToFirstSample',
  'keyUpToRecorded',
  'keyUpToLastSegmentSent',
  'keyUpToLastAnswer',
  'keyUpToInserted',
  'insertion',
  'service',
  'sentBytes',
] as const satisfies readonly (keyof TakeTimings)[];

/** Stages that never happened are left out. */
export function stageTimings(takes: readonly TakeTimings[]): readonly StageTiming[] {
  return stages.flatMap((stage) => {
    const values = takes.flatMap((timings) => timings[stage] ?? []).sort((a, b) => a - b);
    if (values.length === 0) return [];
    return [{ stage, count: values.length, p50: percentile(values, 0.5), p95: percentile(values, 0.95) }];
  });
}

/** Nearest rank: the smallest value that at least this share of all values doesn't exceed. @param sorted not empty */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
