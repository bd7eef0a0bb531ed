// The list as one column of things with known heights: files in work, day heads, takes. Heights are decided before
// drawing, so that a list of any length knows where everything stands. PURE: measuring is handed in.
import type { FileJob } from '../../../src-main/contract/events.ts';
import type { Take } from '../../../src-main/contract/take.ts';
import { startOfDay } from '../../words/format.ts';

export type ListItem =
  | { readonly kind: 'batch'; readonly key: string; readonly height: number }
  | { readonly kind: 'job'; readonly key: string; readonly height: number; readonly job: FileJob }
  | {
      readonly kind: 'day';
      readonly key: string;
      readonly height: number;
      readonly at: number;
      /** Absent while the day may go on in the next page. */
      readonly count?: number;
    }
  | {
      readonly kind: 'take';
      readonly key: string;
      readonly height: number;
      readonly take: Take;
      readonly lines: 1 | 2;
    };

export const heights = { batch: 84, job: 60, day: 36, take1: 58, take2: 78 } as const;

export const inWork = (job: FileJob): boolean => ['queued', 'reading', 'sending', 'waiting'].includes(job.state);
/** What the list shows of a batch: done files are takes and stand in History. */
const isShown = (job: FileJob): boolean => job.state !== 'done';

export interface ItemsInput {
  readonly takes: readonly Take[];
  readonly complete: boolean;
  readonly jobs: readonly FileJob[];
  readonly linesOf: (take: Take) => 1 | 2;
}

export function listItems({ takes, complete, jobs, linesOf }: ItemsInput): ListItem[] {
  const items: ListItem[] = [];
  if (jobs.length > 0) {
    items.push({ kind: 'batch', key: 'batch', height: heights.batch });
    for (const job of jobs) {
      if (isShown(job)) items.push({ kind: 'job', key: `job ${job.id}`, height: heights.job, job });
    }
  }
  let day = Number.NaN;
  let head = -1;
  let count = 0;
  const closeDay = (): void => {
    const item = items[head];
    if (item?.kind === 'day') items[head] = { ...item, count };
  };
  for (const take of takes) {
    // Rows are sorted, so a new day begins only where a take is older than the day's start (or the clock was set back).
    if (!(take.createdAt >= day && take.createdAt < day + 86_400_000)) {
      const start = startOfDay(take.createdAt);
      if (start !== day) {
        closeDay();
        day = start;
        count = 0;
        head = items.push({ kind: 'day', key: `day ${start}`, height: heights.day, at: start }) - 1;
      }
    }
    count++;
    const lines = linesOf(take);
    items.push({ kind: 'take', key: take.id, height: lines === 2 ? heights.take2 : heights.take1, take, lines });
  }
  if (complete) closeDay();
  return items;
}

/** Where each item begins; the last entry is the whole height. */
export function offsetsOf(items: readonly ListItem[]): Float64Array {
  const offsets = new Float64Array(items.length + 1);
  let at = 0;
  for (let k = 0; k < items.length; k++) {
    offsets[k] = at;
    at += items[k]?.height ?? 0;
  }
  offsets[items.length] = at;
  return offsets;
}

/** Index of the item that covers this height. */
export function itemAt(offsets: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** [from, to) of the items to draw for a view, with some beyond both edges. */
export function rangeOf(offsets: Float64Array, top: number, height: number, beyond = 400): [number, number] {
  const count = offsets.length - 1;
  if (count <= 0) return [0, 0];
  return [itemAt(offsets, Math.max(0, top - beyond)), Math.min(count, itemAt(offsets, top + height + beyond) + 1)];
}
