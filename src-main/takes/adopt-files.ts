// Brings takes back that lie on disk without a row: all of them from their sidecars after a damaged database was set
// aside, audio without sidecar as a row of its own. Works in small steps beside the running app.
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Log } from '../lib/log.ts';
import { readSidecar } from './sidecar.ts';
import { durationOf, type StoredTake } from './stored-take.ts';
import { recovered } from './take-changes.ts';
import { monthShape, type TakeFiles, takeFiles } from './take-files.ts';
import { firstIdAt, isTakeId, takeIdTime } from './take-id.ts';

export interface AdoptOptions {
  readonly takesFolder: string;
  /** Takes of this span that have a row, on disk or in memory. */
  readonly known: (fromId: string, toId: string) => ReadonlySet<string>;
  readonly adopt: (rows: readonly StoredTake[]) => void;
  readonly isAlive: (owner: string | null) => boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const rowsPerStep = 100;
/** Takes of this app have always had sidecars with the rate; samples without one are older or lost theirs. */
const assumedSampleRate = 16_000;
const staleTemporaryMs = 60_000;

/** @returns how many takes got a row. Missing folders are no takes. */
export async function adoptFiles(options: AdoptOptions): Promise<number> {
  let adopted = 0;
  for (const month of (await list(options.takesFolder)).filter((name) => monthShape.test(name)).sort()) {
    if (options.signal.aborted) break;
    adopted += await adoptMonth(options, month);
  }
  if (adopted > 0) options.log.warn('takes without rows adopted', { count: adopted });
  return adopted;
}

async function adoptMonth(options: AdoptOptions, month: string): Promise<number> {
  const { takesFolder, signal } = options;
  const names = await list(join(takesFolder, month));
  await removeStale(join(takesFolder, month), names);
  const found = new Set(
    names.filter((name) => /^[^.]+\.(json|pcm)$/.test(name)).map((name) => name.slice(0, name.indexOf('.'))),
  );
  // The files first, then the rows: a take that begins now has its row before its file.
  const known = options.known(...monthSpan(month));
  let rows: StoredTake[] = [];
  let adopted = 0;
  const give = (): void => {
    options.adopt(rows);
    adopted += rows.length;
    rows = [];
  };
  for (const id of [...found].sort()) {
    if (signal.aborted) break;
    if (known.has(id) || !isTakeId(id)) continue;
    const row = await readTake(options, id);
    if (row) rows.push(row);
    if (rows.length < rowsPerStep) continue;
    give();
    await setImmediate();
  }
  if (rows.length > 0) give();
  return adopted;
}

async function readTake(options: AdoptOptions, id: string): Promise<StoredTake | null> {
  const files = takeFiles(options.takesFolder, id);
  const audioBytes = (await sizeOf(files.pcm)) ?? 0;
  const stored = readSidecar((await textOf(files.sidecar)) ?? '');
  if (!stored || stored.take.id !== id) return audioBytes >= 2 ? orphan(id, audioBytes) : null;
  if (options.isAlive(stored.owner)) return stored;
  if (['recording', 'recorded', 'transcribing'].includes(stored.take.state)) return recovered(stored, audioBytes);
  return { ...withAudioAsFound(stored, audioBytes, await hasOriginal(files, stored)), owner: null };
}

/** What the sidecar says of the audio may be older than a retention run. */
function withAudioAsFound(stored: StoredTake, pcmBytes: number, original: boolean): StoredTake {
  if (pcmBytes > 0 || original) return { ...stored, audioBytes: Math.max(pcmBytes, original ? stored.audioBytes : 0) };
  return {
    ...stored,
    audioBytes: 0,
    take: { ...stored.take, audio: stored.audioBytes > 0 ? 'removed' : stored.take.audio },
  };
}

async function hasOriginal(files: TakeFiles, stored: StoredTake): Promise<boolean> {
  return stored.original !== null && (await sizeOf(files.original(stored.original.extension))) !== null;
}

/** Not sent by itself: nobody knows any more whether it was discarded, or sent already. */
function orphan(id: string, audioBytes: number): StoredTake {
  return {
    seq: 0,
    owner: null,
    queued: false,
    attempts: 0,
    deletedAt: null,
    audioBytes,
    original: null,
    revision: 0,
    take: {
      id,
      source: 'dictation',
      state: 'recorded',
      createdAt: takeIdTime(id),
      durationMs: durationOf(audioBytes, assumedSampleRate),
      sampleRate: assumedSampleRate,
      text: '',
      insertion: 'none',
      starred: false,
      practice: false,
      audio: 'kept',
      segments: [],
      timings: {},
    },
  };
}

function monthSpan(month: string): [string, string] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return [firstIdAt(Date.UTC(year, number - 1)), firstIdAt(Date.UTC(year, number))];
}

async function removeStale(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names.filter((each) => each.endsWith('.tmp'))) {
    const path = join(folder, name);
    const changedAt = await stat(path).then((facts) => facts.mtimeMs, ignoreMissing);
    if (changedAt !== null && Date.now() - changedAt > staleTemporaryMs) await rm(path, { force: true });
  }
}

const list = (folder: string): Promise<string[]> => readdir(folder).catch((thrown) => ignoreMissing(thrown) ?? []);
const sizeOf = (path: string): Promise<number | null> => stat(path).then((facts) => facts.size, ignoreMissing);
const textOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(ignoreMissing);

function ignoreMissing(thrown: unknown): null {
  if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR'))
    return null;
  throw thrown;
}
