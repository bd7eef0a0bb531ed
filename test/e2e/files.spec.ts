// Files from outside, dropped into the window as Chromium delivers a drop (paths and all): many kinds at once, good ones
// and bad ones, a folder, a huge one; and what can be done while they are in work.
import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import type { FileJob } from '../../src-main/contract/events.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { electronKind } from '../electron-kind.ts';
import { speak } from '../standin/fsk-encode.ts';
import { writeWav } from '../standin/wav.ts';
import { expect, test } from './support/fixtures.ts';
import { root, type SottoApp } from './support/launch-sotto.ts';

/** The page's globals: its bridge, and what this spec puts beside it. */
interface Listening {
  seen: FileJob[][];
  readonly sotto: { on(name: 'files', listener: (payload: { jobs: FileJob[] }) => void): void };
}

interface HostTrays {
  readonly trays: Iterable<{ emit(name: 'drop-files', event: object, paths: readonly string[]): void }>;
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  wav: [],
  mp3: ['-b:a', '96k', '-ar', '24000'],
  flac: [],
  ogg: ['-c:a', 'libopus', '-b:a', '48k'],
  webm: ['-c:a', 'libopus', '-b:a', '48k'],
  m4a: ['-b:a', '96k', '-ar', '24000'],
  mp4: ['-b:a', '96k', '-ar', '24000'],
  mov: ['-c:a', 'aac', '-b:a', '96k', '-ar', '24000'],
  aiff: [],
  mkv: ['-c:a', 'libopus', '-b:a', '48k'],
};

test('fifty files of mixed kinds are dropped at once, and each ends as it must', async ({
  desktop,
  launch,
  standin,
}) => {
  const folder = mkdtempSync(join(desktop.dir, 'dropped-'));
  const good = await manyFiles(folder, 44);
  // Inside a folder, which is dropped as such.
  const nested = join(folder, 'interviews');
  mkdirSync(join(nested, 'monday'), { recursive: true });
  writeFileSync(join(nested, 'monday', 'nested.wav'), wav('the file inside'));
  writeFileSync(join(nested, '.hidden'), 'not for anybody');
  const paths = {
    renamed: write(folder, 'renamed.mp3', wav('a wave by another name')),
    broken: write(folder, 'broken.m4a', Buffer.alloc(50_000, 'no sound in here ')),
    text: write(folder, 'notes.wav', Buffer.from('These are notes, not sound.')),
    empty: write(folder, 'empty.ogg', Buffer.alloc(0)),
    silent: write(folder, 'silent.wav', writeWav({ sampleRate: 16_000, samples: new Int16Array(16_000) })),
  };
  const app = await launch({ hidden: false, settings: { app: { onboarded: true } } });
  const page = await app.electron.firstWindow();
  await page.getByRole('main').waitFor();
  await page.evaluate(() => {
    const seen: FileJob[][] = [];
    const page = globalThis as unknown as Listening;
    page.seen = seen;
    page.sotto.on('files', ({ jobs }) => seen.push(jobs));
  });
  const all = [...good.map(({ path }) => path), nested, ...Object.values(paths)];
  expect(all).toHaveLength(50);

  await drop(page, all);

  const jobs = await jobsWhen(app, (list) => list.length === 50 && list.every(ended));
  const ends = Object.fromEntries(jobs.map(({ name, state }) => [name, state]));
  const byName = Object.fromEntries((await app.takes()).map((take) => [take.fileName, take]));
  for (const { name, text } of good) expect(byName[name], name).toMatchObject({ state: 'done', text, source: 'file' });
  expect(byName['nested.wav']).toMatchObject({ state: 'done', text: 'the file inside' });
  expect(byName['renamed.mp3']).toMatchObject({ state: 'done', text: 'a wave by another name' });
  expect(byName['silent.wav']).toMatchObject({ state: 'empty' });
  expect(ends).toMatchObject({ 'silent.wav': 'empty', 'broken.m4a': 'failed', 'notes.wav': 'failed' });
  // What can't be read is not a take: there is nothing to play and nothing to send again.
  expect(Object.keys(byName)).not.toContain('broken.m4a');
  const errors = Object.fromEntries(jobs.flatMap(({ name, error }) => (error ? [[name, error.message]] : [])));
  expect(errors).toEqual({
    'broken.m4a': '"broken.m4a" can\u2019t be decoded.',
    'notes.wav': '"notes.wav" can\u2019t be decoded.',
    'empty.ogg': '"empty.ogg" is empty.',
  });
  // Three at a time, whatever comes; what is bad stops nobody and is never sent.
  const most = await page.evaluate(() =>
    Math.max(
      ...(globalThis as unknown as Listening).seen.map(
        (list) => list.filter(({ state }) => ['reading', 'sending', 'waiting'].includes(state)).length,
      ),
    ),
  );
  expect(most).toBe(3);
  expect(standin.transcriptions()).toHaveLength(46);
  // The window says it in its own words.
  await expect(page.getByRole('grid').getByText('50 of 50 files')).toBeVisible();
  const broken = page.getByRole('row').filter({ hasText: 'broken.m4a' });
  await expect(broken.first()).toBeVisible();

  // The file is mended, and sent again from its row: one take of it, the good one.
  writeFileSync(paths.broken, wav('mended after all'));
  await broken.first().getByRole('button', { name: 'Retry' }).click();
  await jobsWhen(app, (list) => list.find(({ name }) => name === 'broken.m4a')?.state === 'done');
  await expect
    .poll(async () => (await app.takes()).filter(({ fileName }) => fileName === 'broken.m4a').map(({ text }) => text))
    .toEqual(['mended after all']);
});

test('files in work can be cancelled one by one and all together, and sent after all', async ({
  desktop,
  launch,
  standin,
}) => {
  const folder = mkdtempSync(join(desktop.dir, 'dropped-'));
  const paths = ['one', 'two', 'three', 'four', 'five'].map((name) =>
    write(folder, `${name}.wav`, wav(`file ${name}`)),
  );
  standin.script('transcribe', ...paths.slice(0, 3).map(() => ({ kind: 'hang', ms: 60_000 }) as const));
  const app = await launch({ hidden: false, settings: { app: { onboarded: true } } });
  const page = await app.electron.firstWindow();
  await page.getByRole('main').waitFor();
  await drop(page, paths);
  const states = (list: readonly FileJob[]): string => list.map(({ state }) => state).join(' ');
  await jobsWhen(app, (list) => states(list) === 'waiting waiting waiting queued queued');
  await expect(page.getByRole('grid').getByText('0 of 5 files')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel five.wav' }).click();
  await page.getByRole('button', { name: 'Cancel one.wav' }).click();
  await jobsWhen(app, (list) =>
    /^cancelled waiting waiting (reading|sending|waiting|done) cancelled$/.test(states(list)),
  );
  await page.getByRole('button', { name: 'Cancel all' }).click();
  await jobsWhen(app, (list) => list.every(ended));
  // Nothing is lost by it: the sound of what was begun is under Discarded.
  expect((await app.takes()).find(({ fileName }) => fileName === 'one.wav')).toMatchObject({
    state: 'discarded',
    audio: 'kept',
  });
  standin.clearScripts();
  const row = page.getByRole('row').filter({ hasText: 'two.wav' }).first();
  await row.getByRole('button', { name: 'Retry' }).click();
  await jobsWhen(app, (list) => list[1]?.state === 'done');
  await expect
    .poll(async () => (await app.takes()).filter(({ fileName }) => fileName === 'two.wav').map(({ text }) => text))
    .toEqual(['file two']);
});

test('files that are dropped on the tray icon come to history too', async ({ desktop, launch }) => {
  test.skip(electronKind(root) === 'real Electron', 'only macOS emits it there');
  const path = write(mkdtempSync(join(desktop.dir, 'dropped-')), 'memo.wav', wav('dropped on the icon'));
  const app = await launch({ settings: { app: { onboarded: true } } });
  const opened = app.electron.waitForEvent('window');
  await app.electron.evaluate((_electron, dropped) => {
    const { __electronHost: host } = globalThis as unknown as { __electronHost?: HostTrays };
    for (const tray of host?.trays ?? []) tray.emit('drop-files', {}, [dropped]);
  }, path);
  await jobsWhen(app, (list) => list[0]?.state === 'done');
  expect(await app.takes()).toMatchObject([{ state: 'done', text: 'dropped on the icon', fileName: 'memo.wav' }]);
  await expect((await opened).getByText('dropped on the icon').first()).toBeVisible();
});

test('a file of 200 MB is cut at pauses and sent in parts, without being held in memory', async ({
  desktop,
  launch,
  standin,
}) => {
  const path = join(mkdtempSync(join(desktop.dir, 'dropped-')), 'concert.wav');
  hugeWav(path, { first: 'it begins with this', last: 'and ends like that' });
  const app = await launch({ hidden: false, settings: { app: { onboarded: true } } });
  const page = await app.electron.firstWindow();
  await page.getByRole('main').waitFor();
  const before = residentMegabytes(app.pid);
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, residentMegabytes(app.pid));
  }, 50);
  await drop(page, [path]);
  const [job] = await jobsWhen(app, (list) => list.length === 1 && list.every(ended), 60_000);
  clearInterval(watching);
  expect(job).toMatchObject({ name: 'concert.wav', state: 'done', progress: 1 });
  expect(await app.takes()).toMatchObject([{ state: 'done', text: 'it begins with this and ends like that' }]);
  console.log(`200 MB: memory ${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at the most`);
  expect(most - before).toBeLessThan(120);
  expect(standin.transcriptions().length).toBeGreaterThan(1);
});

// --- files -----------------------------------------------------------------------------------------------------------

interface GoodFile {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

function write(folder: string, name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const wav = (text: string): Uint8Array =>
  writeWav({ sampleRate: 24_000, samples: speak(text, { sampleRate: 24_000, leadMs: 120, tailMs: 120 }) });

/** Files that each say something of their own, in turn of every kind; one run of ffmpeg makes them all. */
async function manyFiles(folder: string, count: number): Promise<GoodFile[]> {
  const names = Object.keys(kinds);
  const files = Array.from({ length: count }, (_, at) => {
    const kind = names[at % names.length] ?? 'wav';
    return { kind, name: `${at} note.${kind}`, path: join(folder, `${at} note.${kind}`), text: `note number ${at}` };
  });
  const made = files.filter(({ kind }) => kind !== 'wav');
  for (const { kind, path, text } of files) writeFileSync(kind === 'wav' ? path : `${path}.source`, wav(text));
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-nostdin'],
    ...made.flatMap(({ path }) => ['-f', 'wav', '-i', `${path}.source`]),
    ...made.flatMap(({ kind, path }, at) => ['-map', `${at}:a`, ...(kinds[kind] ?? []), path]),
  ]);
  return files;
}

/** 24 bits, 96 kHz, stereo, six minutes: 207 MB. Two sentences, nearly six minutes apart. */
function hugeWav(path: string, { first, last }: { first: string; last: string }): void {
  const rate = 96_000;
  const frames = rate * 360;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + frames * 6, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 6, 28);
  header.writeUInt16LE(6, 32);
  header.writeUInt16LE(24, 34);
  header.write('data', 36);
  header.writeUInt32LE(frames * 6, 40);
  const file = openSync(path, 'w');
  writeSync(file, header, 0, header.length, 0);
  const put = (text: string, atFrame: number): void => {
    const samples = speak(text, { sampleRate: rate });
    const block = Buffer.alloc(samples.length * 6);
    samples.forEach((sample, at) => {
      block.writeInt16LE(sample, at * 6 + 1);
      block.writeInt16LE(sample, at * 6 + 4);
    });
    writeSync(file, block, 0, block.length, header.length + atFrame * 6);
  };
  put(first, rate);
  put(last, rate * 350);
  writeSync(file, Buffer.alloc(6), 0, 6, header.length + (frames - 1) * 6);
  closeSync(file);
}

// --- the window ------------------------------------------------------------------------------------------------------

/** As Chromium delivers what another program drops: the files carry their paths. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const chromium = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver'] as const)
    await chromium.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  await expect(page.getByText('Let go to transcribe')).toBeVisible();
  await chromium.send('Input.dispatchDragEvent', { type: 'drop', x: 400, y: 300, data });
  await expect(page.getByText('Let go to transcribe')).toBeHidden();
}

const ended = ({ state }: FileJob): boolean => ['done', 'empty', 'failed', 'cancelled'].includes(state);

function jobsWhen(
  app: SottoApp,
  holds: (jobs: readonly FileJob[]) => boolean,
  timeoutMs = 45_000,
): Promise<readonly FileJob[]> {
  return pollUntil(
    'the files',
    async () => {
      const jobs = (await app.command('files.list')) as FileJob[]; // the command's own answer
      return holds(jobs) && jobs;
    },
    { timeoutMs },
  );
}

function residentMegabytes(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return (Number(pages) * 4096) / 1e6;
}
