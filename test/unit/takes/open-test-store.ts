// A real store in a folder of its own, with a clock that tests set; everything is gone afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AppError } from '../../../src-main/contract/app-error.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { openTakeStore, type TakeStore, type TakeStoreOptions } from '../../../src-main/takes/take-store.ts';

export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-takes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestStore {
  readonly store: TakeStore;
  readonly folder: string;
  readonly changes: string[][];
  readonly problems: (AppError | null)[];
  /** Unix milliseconds, set by the test. */
  readonly clock: { now: number };
}

export const noon = Date.UTC(2026, 10, 21, 12);

export function openTestStore(options: Partial<TakeStoreOptions> = {}): TestStore {
  const folder = options.folder ?? testFolder();
  const clock = { now: noon };
  const changes: string[][] = [];
  const problems: (AppError | null)[] = [];
  const store = openTakeStore({
    folder,
    now: () => clock.now,
    log: silentLog,
    onChange: (ids) => changes.push([...ids]),
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  onTestFinished(async () => await store[Symbol.asyncDispose]());
  return { store, folder, changes, problems, clock };
}

/** Samples that say where they stand: the n-th has the value n mod 20011. */
export function ramp(samples: number, from = 0): Buffer {
  const pcm = Buffer.alloc(samples * 2);
  for (let index = 0; index < samples; index += 1) pcm.writeInt16LE((from + index) % 20_011, index * 2);
  return pcm;
}

/** A take of so many milliseconds with this text. */
export function addTake(
  { store }: Pick<TestStore, 'store'>,
  text: string,
  facts: { ms?: number; target?: string; fileName?: string } = {},
): string {
  const { ms = 100, ...rest } = facts;
  const writer = store.begin({ source: 'dictation', sampleRate: 16_000, ...rest });
  writer.append(ramp(ms * 16));
  writer.finish();
  store.done(writer.id, { text, timings: {} });
  return writer.id;
}
