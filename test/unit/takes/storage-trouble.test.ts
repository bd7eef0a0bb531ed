import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AudioFile } from '../../../src-main/takes/audio-file.ts';
import { takeFiles } from '../../../src-main/takes/take-files.ts';
import { addTake, noon, openTestStore, ramp, testFolder } from './open-test-store.ts';

const fullDevice = existsSync('/dev/full'); // Linux: every write says that the disk is full

describe.runIf(fullDevice)('samples on a full disk', () => {
  test('go on in memory, in order, and to the disk when it has room again', async () => {
    const path = join(testFolder(), 'x.pcm');
    symlinkSync('/dev/full', path);
    const told: string[] = [];
    const file = new AudioFile(path, { onTrouble: ({ code }) => told.push(code) });
    for (let block = 0; block < 50; block += 1) file.append(ramp(320, block * 320));
    expect(file.trouble).toMatchObject({ code: 'disk_full' });
    expect(file.drain()).toBe(false);
    expect([file.bytes, file.bytesOnDisk, told]).toEqual([32_000, 0, ['disk_full']]);
    expect(file.inMemory(640, 1280)).toEqual(ramp(320, 320));
    rmSync(path);
    expect(file.drain()).toBe(true);
    file.append(ramp(320, 50 * 320));
    file.close();
    await file.settled;
    expect(file.trouble).toBeNull();
    expect(readFileSync(path)).toEqual(ramp(51 * 320));
  });

  test('are the caller\u2019s to overwrite after append', () => {
    const path = join(testFolder(), 'x.pcm');
    symlinkSync('/dev/full', path);
    const file = new AudioFile(path);
    const block = ramp(320);
    file.append(block);
    block.fill(0);
    expect(file.inMemory(0, 640)).toEqual(ramp(320));
    file.drop();
  });

  test('can be heard, read and sent while they wait, and the store says so at once', async () => {
    const folder = testFolder();
    let pcm = '';
    const opened = openTestStore({
      folder,
      mendAfterMs: 5,
      onChange: ([id]) => {
        // The row stands before the file is made: the moment to put the full device in its place.
        if (pcm !== '' || id === undefined) return;
        pcm = takeFiles(join(folder, 'takes'), id).pcm;
        mkdirSync(dirname(pcm), { recursive: true });
        symlinkSync('/dev/full', pcm);
      },
    });
    const writer = opened.store.begin({ source: 'dictation', sampleRate: 16_000 });
    writer.append(ramp(16_000));
    expect(writer.trouble).toMatchObject({ code: 'disk_full' });
    expect(opened.problems).toMatchObject([{ code: 'disk_full' }]);
    expect(writer.finish()).toMatchObject({ state: 'recorded', durationMs: 1000, audio: 'memory' });
    expect(Buffer.from((await opened.store.readPcm(writer.id, 0, 1000)).buffer)).toEqual(ramp(16_000));
    expect(opened.store.audio(writer.id).totalBytes).toBe(32_044);
    rmSync(pcm);
    expect(opened.store.mend()).toBe(true);
    expect(opened.problems.at(-1)).toBeNull();
    expect(opened.store.get(writer.id)).toMatchObject({ audio: 'kept', durationMs: 1000 });
    expect(readFileSync(pcm)).toEqual(ramp(16_000));
  });
});

describe('a folder that can\u2019t be used', () => {
  test('leaves a store in memory that says why, and everything is on disk once it can be', async () => {
    const folder = join(testFolder(), 'home');
    writeFileSync(folder, 'a file where the folder should be');
    const first = openTestStore({ folder });
    expect(first.store.problem).toMatchObject({ code: 'storage_failed' });
    const id = addTake(first, 'said into the void', { ms: 1000 });
    const writer = first.store.begin({ source: 'dictation', sampleRate: 16_000 });
    expect(writer.trouble).not.toBeNull();
    writer.append(ramp(8000));
    expect(first.store.get(id)).toMatchObject({ state: 'done', audio: 'memory' });
    expect(first.store.list({ query: 'void' }).takes.map((take) => take.id)).toEqual([id]);
    expect(await first.store.readPcm(id, 0, 1000)).toHaveLength(16_000);
    rmSync(folder);
    expect(first.store.mend()).toBe(true);
    expect(first.store.problem).toBeNull();
    writer.append(ramp(8000, 8000));
    writer.finish();
    expect(readFileSync(takeFiles(join(folder, 'takes'), writer.id).pcm)).toEqual(ramp(16_000));
    await first.store.settled();
    await first.store[Symbol.asyncDispose]();
    const { store } = openTestStore({ folder });
    expect(store.get(id)).toMatchObject({ state: 'done', text: 'said into the void', audio: 'kept' });
    expect(store.get(writer.id)).toMatchObject({ state: 'recorded', durationMs: 1000 });
  });

  test('is tried again by itself while something waits for it', async () => {
    const folder = join(testFolder(), 'home');
    writeFileSync(folder, '');
    const mended = Promise.withResolvers<void>();
    const { store } = openTestStore({
      folder,
      mendAfterMs: 5,
      onProblem: (problem) => problem === null && mended.resolve(),
    });
    addTake({ store }, 'waits');
    rmSync(folder);
    await mended.promise;
    expect(store.problem).toBeNull();
    expect(existsSync(join(folder, 'history.db'))).toBe(true);
  });
});

const canMount = spawnSync('unshare', ['-m', 'true']).status === 0;

test.runIf(canMount)('a history on a read-only disk can be read, and new takes are kept in memory', async () => {
  const opened = openTestStore();
  addTake(opened, 'from better days');
  await opened.store.settled();
  await opened.store[Symbol.asyncDispose]();
  const room = join(import.meta.dirname, '../../../src-main');
  const code = `
    import { openTakeStore } from ${JSON.stringify(join(room, 'takes/take-store.ts'))};
    import { silentLog } from ${JSON.stringify(join(room, 'lib/log.ts'))};
    await using store = openTakeStore({ folder: process.argv[1], now: () => ${noon + 1}, log: silentLog });
    const writer = store.begin({ source: 'cli', sampleRate: 16000 });
    writer.append(Buffer.alloc(3200));
    writer.finish();
    store.done(writer.id, { text: 'today', timings: {} });
    const takes = store.list({}).takes.map(({ text, audio }) => [text, audio]);
    const found = store.list({ query: 'better' }).takes.length;
    console.log(JSON.stringify({ problem: store.problem?.code, trouble: writer.trouble?.code, takes, found, counts: store.counts() }));`;
  const script =
    'mount --bind -o ro "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$2" --input-type=module -e "$3" "$1"';
  const args = ['-m', 'sh', '-c', script, 'sh', opened.folder, process.execPath, code];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    problem: 'storage_read_only',
    trouble: 'storage_read_only',
    takes: [
      ['today', 'memory'],
      ['from better days', 'kept'],
    ],
    found: 1,
    counts: { all: 2, failed: 0, discarded: 0, starred: 0 },
  });
});

test('a bug is not mistaken for a disk that refuses', () => {
  const { store } = openTestStore();
  // @ts-expect-error a rate that is no number: the database refuses the row, and the disk has nothing to do with it
  expect(() => store.begin({ source: 'dictation', sampleRate: 'fast' })).toThrow(/cannot store TEXT value/);
  expect(store.problem).toBeNull();
  expect(store.list({}).takes).toEqual([]);
});

const isRoot = process.getuid?.() === 0;

test.runIf(process.getuid)(
  'a folder of takes that may not be entered keeps them in memory, and no key-down fails',
  () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'takes'));
    chmodSync(join(folder, 'takes'), 0);
    const room = join(import.meta.dirname, '../../../src-main');
    const code = `
    import { openTakeStore } from ${JSON.stringify(join(room, 'takes/take-store.ts'))};
    import { silentLog } from ${JSON.stringify(join(room, 'lib/log.ts'))};
    await using store = openTakeStore({ folder: process.argv[1], now: () => ${noon}, log: silentLog, mendAfterMs: 60000 });
    const none = store.begin({ source: 'dictation', sampleRate: 16000 }).finish();
    const writer = store.begin({ source: 'dictation', sampleRate: 16000 });
    writer.append(Buffer.alloc(32000));
    const trouble = writer.trouble?.code;
    const { state, durationMs, audio } = writer.finish();
    console.log(JSON.stringify({ none: none.durationMs, trouble, state, durationMs, audio }));`;
    const command = [process.execPath, '--input-type=module', '-e', code, folder] as const;
    // For root nothing is forbidden, unless it gives that up.
    const asAnybody = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] as const;
    const [program, ...args] = isRoot ? [...asAnybody, ...command] : command;
    const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    chmodSync(join(folder, 'takes'), 0o700);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      none: 0,
      trouble: 'storage_read_only',
      state: 'recorded',
      durationMs: 1000,
      audio: 'memory',
    });
  },
);
