// Files on their way into history: real files and folders; what transcribes them is the port that the test plays.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FileJobs, type FileJobsOptions } from '../../../src-main/app/file-jobs.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import type { FileJob } from '../../../src-main/contract/events.ts';
import { pollUntil } from '../../desktop/poll-until.ts';

/** A file's turn, ended by the test. */
interface Turn {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly progress: (state: FileJob['state'], share: number, takeId?: string) => void;
  readonly end: PromiseWithResolvers<{ takeId?: string; empty: boolean }>;
}

function open(options: Partial<FileJobsOptions> = {}) {
  const turns: Turn[] = [];
  const told: (readonly FileJob[])[] = [];
  const jobs = new FileJobs({
    transcribe: (path, { signal, progress }) => {
      const end = Promise.withResolvers<{ takeId?: string; empty: boolean }>();
      signal.addEventListener('abort', () => end.reject(new AppError('cancelled', 'The file was taken back.')));
      turns.push({ path, signal, progress, end });
      return end.promise;
    },
    onChange: (list) => told.push(list),
    ...options,
  });
  onTestFinished(() => jobs[Symbol.asyncDispose]());
  const states = (): string[] => jobs.list.map(({ state }) => state);
  const turn = (at: number): Promise<Turn> => pollUntil(`turn ${at}`, () => turns[at]);
  return { jobs, turns, told, states, turn };
}

async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-jobs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), name);
  }
  return folder;
}

it('works on three files at a time, in their order, and takes the next when one has ended', async () => {
  const folder = await folderWith('1', '2', '3', '4', '5');
  const { jobs, turns, states, turn } = open();
  await jobs.add([folder]);
  expect(states()).toEqual(['reading', 'reading', 'reading', 'queued', 'queued']);
  (await turn(1)).end.resolve({ takeId: 'b', empty: false });
  await turn(3);
  expect(states()).toEqual(['reading', 'done', 'reading', 'reading', 'queued']);
  expect(jobs.busy).toBe(4);
  expect(turns.map(({ path }) => path.at(-1))).toEqual(['1', '2', '3', '4']);
});

it('takes folders apart, leaves hidden files out, and says what is not there', async () => {
  const folder = await folderWith('a.wav', 'deep/er/b.wav', '.hidden', 'deep/.DS_Store');
  const { jobs } = open({ atOnce: 0 });
  await jobs.add([join(folder, 'gone.wav'), folder]);
  expect(jobs.list.map(({ name, state, error }) => [name, state, error?.message])).toEqual([
    ['gone.wav', 'failed', '"gone.wav" is not there any more.'],
    ['a.wav', 'queued', undefined],
    ['b.wav', 'queued', undefined],
  ]);
});

it('cancels a file in work and one that waits; both can be sent after all', async () => {
  const folder = await folderWith('1', '2');
  const { jobs, states, turn } = open({ atOnce: 1 });
  const [first, second] = await jobs.add([folder]);
  jobs.cancel(second?.id ?? '');
  jobs.cancel(first?.id ?? '');
  await expect.poll(states).toEqual(['cancelled', 'cancelled']);
  jobs.retry(second?.id ?? '');
  (await turn(1)).end.resolve({ takeId: 'second', empty: false });
  await expect.poll(states).toEqual(['cancelled', 'done']);
});

it('a retry that works takes the place of the takes that failed; one that fails takes nothing away', async () => {
  const superseded: string[] = [];
  const folder = await folderWith('tape.wav');
  const { jobs, states, turn } = open({ onSuperseded: (takeId) => superseded.push(takeId) });
  const [job] = await jobs.add([folder]);
  for (const at of [0, 1]) {
    const { progress, end } = await turn(at);
    progress('sending', 0.5, `take ${at}`);
    end.reject(new AppError('network', 'No network.'));
    await expect.poll(states).toEqual(['failed']);
    expect(superseded).toEqual([]);
    jobs.retry(job?.id ?? '');
  }
  (await turn(2)).end.resolve({ takeId: 'take 2', empty: false });
  await expect.poll(states).toEqual(['done']);
  expect(superseded).toEqual(['take 0', 'take 1']);
  expect(jobs.list[0]).toMatchObject({ takeId: 'take 2' });
  expect(jobs.list[0]).not.toHaveProperty('error');
});

it('tells the last state of a storm of changes, in far fewer tellings', async () => {
  const folder = await folderWith('1');
  const { jobs, told, turn } = open();
  await jobs.add([folder]);
  const { progress, end } = await turn(0);
  for (let at = 0; at < 1000; at += 1) progress('sending', at / 1000);
  end.resolve({ empty: false });
  await expect.poll(() => told.at(-1)?.[0]?.state).toBe('done');
  expect(told.length).toBeLessThan(10);
});

it('clears what has ended and leaves what is in work', async () => {
  const folder = await folderWith('1', '2');
  const { jobs, states, turn } = open();
  await jobs.add([folder]);
  (await turn(0)).end.resolve({ empty: true });
  await expect.poll(states).toEqual(['empty', 'reading']);
  jobs.clear();
  expect(states()).toEqual(['reading']);
});

it('begins no file any more when the app ends', async () => {
  const folder = await folderWith('1', '2', '3', '4', '5');
  const { jobs, turns } = open();
  await jobs.add([folder]);
  await jobs[Symbol.asyncDispose]();
  await jobs.add([folder]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(turns.map(({ path }) => path.at(-1))).toEqual(['1', '2', '3']);
});
