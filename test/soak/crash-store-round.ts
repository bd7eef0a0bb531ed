// One round of the crash test: lets the program dictate, kills it with SIGKILL at a moment of chance, opens the store
// again and compares what is there with what the program had said.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Take } from '../../src-main/contract/take.ts';
import { silentLog } from '../../src-main/lib/log.ts';
import { openTakeStore, type TakeStore } from '../../src-main/takes/take-store.ts';
import { rampAt, readSteps, type ToldTake } from './crash-store-steps.ts';

export interface RoundResult {
  readonly takes: number;
  /** What the killed take was doing. */
  readonly killedAt: string;
  /** Most audio that was missing at the end of any take, though the disk had not refused it. */
  readonly lostMs: number;
  readonly troubles: readonly string[];
  readonly mended: number;
  /** Takes that were begun on a full disk and died with the process: all that the ballast could not save. */
  readonly neverOnDisk: number;
  /** Everything that is not as promised, as sentences. */
  readonly faults: readonly string[];
}

export interface RoundOptions {
  readonly folder: string;
  readonly seed: number;
  /** From the first step of the program to its death. */
  readonly killAfterMs: number;
  /** What is done to the disk meanwhile. */
  readonly meanwhile?: () => Promise<void>;
  /** Before the store is opened again. */
  readonly afterwards?: () => void;
}

export async function crashRound({
  folder,
  seed,
  killAfterMs,
  meanwhile,
  afterwards,
}: RoundOptions): Promise<RoundResult> {
  const program = spawn(process.execPath, [`${import.meta.dirname}/crash-store-child.ts`, folder, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = collect(program);
  await output.started;
  const work = meanwhile?.();
  await wait(killAfterMs);
  await work;
  const ended = once(program, 'close');
  program.kill('SIGKILL');
  await ended;
  afterwards?.();
  const { takes, troubles, mended } = readSteps(output.text());
  await using store = openTakeStore({ folder, now: Date.now, log: silentLog });
  await store.settled();
  const checked = await check(store, takes);
  const last = [...takes.values()].at(-1);
  return { takes: takes.size, killedAt: last?.last ?? 'open', troubles, mended, ...checked };
}

function collect(program: ChildProcess): { readonly started: Promise<void>; text(): string } {
  const started = Promise.withResolvers<void>();
  let text = '';
  program.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (text.includes('\n')) started.resolve();
  });
  program.once('error', started.reject);
  program.once('exit', () => started.reject(new Error('The program ended by itself.')));
  return { started: started.promise, text: () => text };
}

async function check(
  store: TakeStore,
  told: Map<string, ToldTake>,
): Promise<{ lostMs: number; neverOnDisk: number; faults: string[] }> {
  const faults: string[] = [];
  const listed = everything(store);
  const queued = new Set(store.queued().map(({ id }) => id));
  let lostMs = 0;
  let neverOnDisk = 0;
  if (new Set(listed.map(({ id }) => id)).size !== listed.length) faults.push('a take is listed twice');
  for (const want of told.values()) {
    const take = listed.find(({ id }) => id === want.id);
    if (!take) {
      // A row that the disk refused, of a process that was killed before it was freed: it was said so.
      if (want.bytesAtTrouble === 0) neverOnDisk += 1;
      else faults.push(`${want.id} is not there (${want.last})`);
      continue;
    }
    faults.push(...stateFaults(take, want, queued.has(take.id)));
    const pcm = Buffer.from(
      (await store.readPcm(take.id, 0, take.durationMs + 1000).catch(() => new Int16Array())).buffer,
    );
    if (!pcm.equals(rampAt(0, pcm.byteLength))) faults.push(`${want.id} has other samples than were recorded`);
    const promised = Math.min(want.bytes, want.bytesAtTrouble ?? want.bytes);
    lostMs = Math.max(lostMs, (promised - pcm.byteLength) / 32);
    if (pcm.byteLength > 0) faults.push(...(await playFaults(store, take, pcm)));
  }
  return { lostMs, neverOnDisk, faults };
}

function stateFaults(take: Take, want: ToldTake, queued: boolean): string[] {
  const says = `${want.id} was ${want.last} and is ${take.state}`;
  if (want.bytesAtTrouble !== null) return []; // the row may be older than what was said
  switch (want.last) {
    case 'done':
    case 'inserted':
      return take.state === 'done' && take.text === want.text ? [] : [says];
    case 'failed':
      return take.state === 'failed' && queued ? [] : [says];
    case 'discarded':
      return take.state === 'discarded' ? [] : [says];
    default:
      // The next step may have been written but not said any more.
      if (['done', 'failed', 'discarded'].includes(take.state)) return want.last === 'finished' ? [] : [says];
      if (take.state === 'empty') return want.bytes <= 640 ? [] : [says];
      return take.state === 'recorded' && queued ? [] : [`${says}${queued ? '' : ', not queued'}`];
  }
}

async function playFaults(store: TakeStore, take: Take, pcm: Buffer): Promise<string[]> {
  const audio = store.audio(take.id);
  const head = await audio.read(0, 44);
  const right = head.readUInt32LE(40) === pcm.byteLength && audio.totalBytes === pcm.byteLength + 44;
  return right ? [] : [`${take.id} has a wrong header`];
}

function everything(store: TakeStore): Take[] {
  const takes: Take[] = [];
  for (let before: { createdAt: number; id: string } | undefined; ; ) {
    const page = store.list({ before, limit: 500 });
    takes.push(...page.takes);
    if (!page.next) return takes;
    before = page.next;
  }
}
