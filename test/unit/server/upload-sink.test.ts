import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { afterAll, expect, test } from 'vitest';
import type { UploadedAudio } from '../../../src-main/server/ports.ts';
import { UploadSink } from '../../../src-main/server/upload-sink.ts';

const folder = mkdtempSync(join(tmpdir(), 'upload-sink-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
const pieces = (size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)),
  );
const sinkOf = (heldBytes: number): UploadSink =>
  new UploadSink({ newPath: () => join(folder, `upload-${Math.random()}`), heldBytes });
const inFile = (audio: UploadedAudio): string => {
  if (audio.kind !== 'file') throw new Error('it is held');
  return audio.path;
};

test('what is small enough is held and never touches the disk', async () => {
  const sink = sinkOf(bytes.length);
  await pipeline(pieces(1_000), sink);
  const { audio } = sink;
  expect(sink.sizeBytes).toBe(bytes.length);
  expect(audio.kind === 'parts' && Buffer.concat(audio.parts).equals(bytes)).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
  await sink.remove();
});

test('whoever needs a path gets a private file, made once and gone with the upload', async () => {
  const sink = sinkOf(bytes.length);
  await pipeline(pieces(50_000), sink);
  const { audio } = sink;
  if (audio.kind !== 'parts') throw new Error('it is not held');
  const [first, second] = await Promise.all([audio.asFile(), audio.asFile()]);
  expect(second).toBe(first);
  expect(readFileSync(first).equals(bytes)).toBe(true);
  expect(statSync(first).mode & 0o777).toBe(0o600);
  await sink.remove();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['one byte too much', bytes.length - 1, 70_000],
  ['nothing that may be held', 0, 70_000],
  ['more than that in small pieces', 100_000, 999],
])('%s goes to a private file', async (_name, heldBytes, size) => {
  const sink = sinkOf(heldBytes);
  await pipeline(pieces(size), sink);
  const path = inFile(sink.audio);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await sink.remove();
  expect(readdirSync(folder)).toEqual([]);
});

test('an upload that is given up leaves nothing, however early', async () => {
  for (const before of [0, 1, 2]) {
    const sink = sinkOf(0);
    sink.on('error', () => undefined); // we give it up ourselves
    for (let at = 0; at < before; at += 1) sink.write(bytes);
    sink.destroy(new Error('given up'));
    await sink.remove();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('a disk that takes nothing fails the upload', async () => {
  const sink = new UploadSink({ newPath: () => join(folder, 'no-such-folder', 'x'), heldBytes: 0 });
  sink.end(bytes);
  await expect(finished(sink)).rejects.toMatchObject({ code: 'ENOENT' });
  await sink.remove();
});
