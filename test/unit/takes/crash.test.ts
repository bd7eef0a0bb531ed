import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { takeFiles } from '../../../src-main/takes/take-files.ts';
import { takeIds } from '../../../src-main/takes/take-id.ts';
import { crashRound } from '../../soak/crash-store-round.ts';
import { addTake, noon, openTestStore, ramp, type TestStore, testFolder } from './open-test-store.ts';

test('no take is lost, doubled or cut when the process is killed at any moment', async () => {
  const folder = testFolder();
  for (let round = 0; round < 15; round += 1) {
    const { faults, lostMs, takes } = await crashRound({ folder, seed: round + 1, killAfterMs: round * 20 });
    expect(faults).toEqual([]);
    expect(lostMs).toBeLessThanOrEqual(100);
    if (round > 5) expect(takes).toBeGreaterThan(0);
  }
}, 60_000);

/** Leaves a store as a killed process does: its rows as they were, its lock free. */
async function abandon(opened: TestStore): Promise<void> {
  await opened.store.settled();
  await opened.store[Symbol.asyncDispose]();
}

describe('at the next start', () => {
  test('a take that was being recorded is closed, kept and waits to be sent', async () => {
    const first = openTestStore();
    const writer = first.store.begin({ source: 'dictation', sampleRate: 24_000 });
    writer.append(ramp(24_000));
    await abandon(first);
    appendFileSync(takeFiles(join(first.folder, 'takes'), writer.id).pcm, Buffer.alloc(1)); // half a sample
    const { store } = openTestStore({ folder: first.folder });
    expect(store.get(writer.id)).toMatchObject({ state: 'recorded', durationMs: 1000, audio: 'kept' });
    expect(store.queued().map(({ id }) => id)).toEqual([writer.id]);
    expect(await store.readPcm(writer.id, 0, 9000)).toHaveLength(24_000);
  });

  test('a file that was being read is not taken for the whole', async () => {
    const first = openTestStore();
    const writer = first.store.begin({ source: 'file', sampleRate: 16_000, fileName: 'memo.mp3' });
    writer.append(ramp(16_000));
    await abandon(first);
    const { store } = openTestStore({ folder: first.folder });
    expect(store.get(writer.id)).toMatchObject({
      state: 'failed',
      error: { code: 'audio_unreadable' },
      durationMs: 1000,
    });
    expect(store.queued()).toEqual([]);
  });

  test('finished segments keep their text, unfinished ones wait, an open one is cut anew', async () => {
    const first = openTestStore();
    const writer = first.store.begin({ source: 'dictation', sampleRate: 16_000 });
    writer.append(ramp(64_000));
    const segment = { overlapMs: 0 };
    const { id } = writer;
    first.store.segment(id, { ...segment, index: 0, startMs: 0, endMs: 1000, state: 'waiting' });
    first.store.segment(id, { ...segment, index: 1, startMs: 1000, endMs: 2000, state: 'sending' });
    first.store.transcribing(id);
    first.store.segment(id, { ...segment, index: 2, startMs: 2000, endMs: 2500, state: 'open' });
    first.store.segment(id, { ...segment, index: 0, startMs: 0, endMs: 1000, state: 'done', text: 'One.' });
    expect(first.store.list({ limit: 1 }).takes[0]?.segments.map(({ text }) => text)).toEqual([
      'One.',
      undefined,
      undefined,
    ]);
    await abandon(first);
    const { store } = openTestStore({ folder: first.folder });
    const take = store.get(id);
    expect(take).toMatchObject({ state: 'recorded', durationMs: 4000 });
    expect(take?.segments.map(({ state, text }) => [state, text])).toEqual([
      ['done', 'One.'],
      ['waiting', undefined],
    ]);
  });

  test('a take without a sample is empty, not gone', async () => {
    const first = openTestStore();
    const { id } = first.store.begin({ source: 'dictation', sampleRate: 16_000 });
    await abandon(first);
    const { store } = openTestStore({ folder: first.folder });
    expect(store.get(id)).toMatchObject({ state: 'empty', emptyReason: 'no-frames' });
    expect(store.queued()).toEqual([]);
  });

  test('a take that was there at five deaths is not sent by itself any more', async () => {
    const folder = testFolder();
    const first = openTestStore({ folder });
    const writer = first.store.begin({ source: 'dictation', sampleRate: 16_000 });
    writer.append(ramp(1600));
    writer.finish();
    first.store.transcribing(writer.id);
    await abandon(first);
    for (let death = 1; death < 5; death += 1) {
      const next = openTestStore({ folder });
      expect(next.store.queued()).toHaveLength(1);
      expect(next.store.claim(writer.id)).toBe(true);
      await abandon(next);
    }
    const { store } = openTestStore({ folder });
    expect(store.queued()).toEqual([]);
    expect(store.get(writer.id)).toMatchObject({ state: 'recorded' });
  });

  test('audio without a row gets one; it is not sent by itself', async () => {
    const folder = testFolder();
    const id = takeIds(() => noon)();
    const files = takeFiles(join(folder, 'takes'), id);
    mkdirSync(files.folder, { recursive: true });
    writeFileSync(files.pcm, ramp(16_000));
    const { store } = openTestStore({ folder });
    await store.settled();
    expect(store.get(id)).toMatchObject({ state: 'recorded', createdAt: noon, durationMs: 1000 });
    expect(store.queued()).toEqual([]);
  });

  test('sidecars that a crash held up are written', async () => {
    const first = openTestStore();
    const id = addTake(first, 'words');
    const { sidecar } = takeFiles(join(first.folder, 'takes'), id);
    await abandon(first);
    const database = new DatabaseSync(join(first.folder, 'history.db'));
    database.prepare('insert or replace into sidecars_due (id, revision) values (?, 1)').run(id);
    database.close();
    rmSync(sidecar);
    const { store } = openTestStore({ folder: first.folder });
    await store.settled();
    expect(JSON.parse(readFileSync(sidecar, 'utf8'))).toMatchObject({ take: { id, text: 'words' } });
  });
});

describe('a damaged database', () => {
  async function damaged(): Promise<{
    folder: string;
    kept: ReturnType<TestStore['store']['list']>['takes'];
    lost: string;
  }> {
    const opened = openTestStore();
    addTake(opened, 'first words', { target: 'Mail' });
    const starred = addTake(opened, 'starred words');
    opened.store.star([starred], true);
    const writer = opened.store.begin({ source: 'dictation', sampleRate: 24_000 });
    writer.append(ramp(24_000));
    writer.finish();
    const lost = writer.id;
    const kept = opened.store.list({}).takes.filter(({ id }) => id !== lost);
    opened.store.forget(addTake(opened, 'forgotten words'));
    const removed = addTake(opened, 'deleted words');
    opened.store.delete([removed]);
    await abandon(opened);
    return { folder: opened.folder, kept, lost };
  }

  test.each([
    ['is no database at all', () => Buffer.from('nothing that SQLite knows '.repeat(400))],
    ['lost its first page', (file: Buffer) => file.fill(0xa5, 0, 4096)],
    ['is torn in the middle', (file: Buffer) => file.fill(0xa5, 4096)],
    ['is cut off', (file: Buffer) => file.subarray(0, 5000)],
  ])('that %s is set aside, and history is there again from the sidecars', async (_what, damage) => {
    const { folder, kept, lost } = await damaged();
    const path = join(folder, 'history.db');
    writeFileSync(path, damage(readFileSync(path)));
    const { store } = openTestStore({ folder });
    expect(store.problem).toBeNull();
    await store.settled();
    expect(store.list({}).takes.filter(({ id }) => id !== lost)).toEqual(kept);
    expect(store.get(lost)).toMatchObject({ state: 'recorded', durationMs: 1000, sampleRate: 24_000 });
    expect(store.queued().map(({ id }) => id)).toEqual([lost]);
    expect(store.list({ query: 'words' }).takes).toHaveLength(2);
    expect(readdirSync(folder).some((name) => name.startsWith('history.db.damaged-'))).toBe(true);
  });

  test('is noticed while the store is open, too: the take at hand goes on', async () => {
    const opened = openTestStore();
    const { store, folder } = opened;
    addTake(opened, 'before');
    opened.clock.now += 1;
    const writer = store.begin({ source: 'dictation', sampleRate: 16_000 });
    writer.append(ramp(1600));
    await store.settled();
    const other = new DatabaseSync(join(folder, 'history.db'));
    other.exec('pragma wal_checkpoint(truncate)');
    other.exec('pragma writable_schema = on');
    const root = Number(other.prepare("select rootpage from sqlite_schema where name = 'takes'").get()?.rootpage);
    other.close();
    const file = readFileSync(join(folder, 'history.db'));
    writeFileSync(join(folder, 'history.db'), file.fill(0xa5, (root - 1) * 4096, root * 4096));
    expect(writer.finish()).toMatchObject({ state: 'recorded', durationMs: 100 });
    expect(store.done(writer.id, { text: 'after', timings: {} }).text).toBe('after');
    await store.settled();
    expect(store.list({}).takes.map(({ text }) => text)).toEqual(['after', 'before']);
  });

  test('is replaced by a look at history alone, too', async () => {
    const opened = openTestStore();
    const { store, folder } = opened;
    addTake(opened, 'before');
    await store.settled();
    const path = join(folder, 'history.db');
    const other = new DatabaseSync(path);
    other.exec('pragma wal_checkpoint(truncate)');
    other.close();
    writeFileSync(path, Buffer.alloc(statSync(path).size, 0xa5));
    store.list({ query: 'before' }); // not from the pages that SQLite still has in memory
    await store.settled();
    expect(readdirSync(folder).some((name) => name.startsWith('history.db.damaged-'))).toBe(true);
    expect(store.list({ query: 'before' }).takes).toHaveLength(1);
    expect(store.counts().all).toBe(1);
  });

  test('of a newer version is left as it is', async () => {
    const opened = openTestStore();
    addTake(opened, 'x');
    await abandon(opened);
    const path = join(opened.folder, 'history.db');
    const database = new DatabaseSync(path);
    database.exec('pragma user_version = 99');
    database.close();
    const size = statSync(path).size;
    const { store } = openTestStore({ folder: opened.folder });
    expect(store.problem).toMatchObject({ code: 'storage_failed' });
    addTake({ store }, 'in memory');
    expect(store.list({}).takes.map(({ text }) => text)).toEqual(['in memory']);
    expect(statSync(path).size).toBe(size);
    expect(existsSync(`${path}.damaged`)).toBe(false);
  });
});

describe('two processes in one folder', () => {
  async function otherProcess(folder: string): Promise<{ id: string; kill(): Promise<void> }> {
    const code = `
      import { openTakeStore } from ${JSON.stringify(join(import.meta.dirname, '../../../src-main/takes/take-store.ts'))};
      import { silentLog } from ${JSON.stringify(join(import.meta.dirname, '../../../src-main/lib/log.ts'))};
      const store = openTakeStore({ folder: ${JSON.stringify(folder)}, now: Date.now, log: silentLog });
      const writer = store.begin({ source: 'cli', sampleRate: 16000 });
      writer.append(Buffer.alloc(3200));
      console.log(writer.id);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [id] = await once(createInterface({ input: child.stdout }), 'line');
    return {
      id: String(id),
      kill: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'close');
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  test('a take that another living process records is left alone, and taken over when that one died', async () => {
    const folder = testFolder();
    const other = await otherProcess(folder);
    try {
      const { store } = openTestStore({ folder });
      await store.settled();
      expect(store.get(other.id)).toMatchObject({ state: 'recording' });
      expect(store.claim(other.id)).toBe(false);
      store.delete([other.id]);
      expect(store.get(other.id)).not.toBeNull();
      await other.kill();
      expect(store.recover()).toEqual([other.id]);
      expect(store.get(other.id)).toMatchObject({ state: 'recorded', durationMs: 100 });
      expect(store.claim(other.id)).toBe(true);
    } finally {
      await other.kill();
    }
  });

  test('a take is taken up by one of two stores only', async () => {
    const first = openTestStore();
    const second = openTestStore({ folder: first.folder });
    const id = addTake(first, 'x');
    expect([first.store.claim(id), second.store.claim(id), first.store.claim(id)]).toEqual([true, false, false]);
    first.store.release(id);
    expect(second.store.claim(id)).toBe(true);
  });
});
