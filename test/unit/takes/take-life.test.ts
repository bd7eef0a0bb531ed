import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { takeFiles } from '../../../src-main/takes/take-files.ts';
import { addTake, noon, openTestStore, ramp } from './open-test-store.ts';

test('a take goes from its first sample to inserted text', async () => {
  const opened = openTestStore();
  const { store, folder } = opened;
  const writer = store.begin({ source: 'dictation', sampleRate: 16_000, language: 'en' });
  expect(store.get(writer.id)).toMatchObject({ state: 'recording', durationMs: 0, createdAt: noon, audio: 'kept' });
  writer.append(ramp(8000));
  expect(readFileSync(takeFiles(join(folder, 'takes'), writer.id).pcm)).toEqual(ramp(8000));
  expect(store.get(writer.id)?.durationMs).toBe(500);
  writer.append(ramp(8000, 8000));
  store.describe(writer.id, { device: 'USB microphone', target: 'Slack' });
  const recorded = writer.finish({ keyDownToFirstSample: 42 });
  expect(recorded).toMatchObject({ state: 'recorded', durationMs: 1000, device: 'USB microphone', target: 'Slack' });
  store.transcribing(writer.id);
  store.segment(writer.id, { index: 0, startMs: 0, endMs: 1000, overlapMs: 0, state: 'done', text: 'Hello.' });
  store.done(writer.id, { text: 'Hello.', timings: { keyUpToLastAnswer: 700 } });
  const take = store.inserted(writer.id, 'pasted', { keyUpToInserted: 760 });
  expect(take).toMatchObject({
    state: 'done',
    text: 'Hello.',
    insertion: 'pasted',
    timings: { keyDownToFirstSample: 42, keyUpToLastAnswer: 700, keyUpToInserted: 760 },
  });
  expect(Buffer.from((await store.readPcm(writer.id, 0, 5000)).buffer)).toEqual(ramp(16_000));
  expect(Buffer.from((await store.readPcm(writer.id, 250, 750)).buffer)).toEqual(ramp(8000, 4000));
});

test('everything is there after the store was closed and opened again', async () => {
  const first = openTestStore();
  const id = addTake(first, 'Kept for good.', { target: 'Mail' });
  const before = first.store.get(id);
  await first.store[Symbol.asyncDispose]();
  const { store } = openTestStore({ folder: first.folder });
  expect(store.get(id)).toEqual(before);
});

test('files and folders are for the user only', () => {
  const opened = openTestStore();
  const id = addTake(opened, 'private');
  const mode = (path: string): number => statSync(path).mode & 0o077;
  expect(mode(takeFiles(join(opened.folder, 'takes'), id).pcm)).toBe(0);
  expect(mode(takeFiles(join(opened.folder, 'takes'), id).folder)).toBe(0);
});

test('a discarded take keeps its state when its last blocks and its end come later', () => {
  const { store } = openTestStore();
  const writer = store.begin({ source: 'dictation', sampleRate: 16_000 });
  writer.append(ramp(1600));
  writer.finish();
  store.discarded(writer.id);
  writer.append(ramp(1600, 1600));
  expect(writer.finish()).toMatchObject({ state: 'discarded', durationMs: 200 });
  expect(store.restore(writer.id)).toMatchObject({ state: 'recorded' });
  expect(store.queued().map(({ id }) => id)).toEqual([writer.id]);
});

test('an edit keeps what was heard first, until the text is that again', () => {
  const opened = openTestStore();
  const id = addTake(opened, 'wreck a nice beach');
  expect(opened.store.edit(id, 'recognise speech')).toMatchObject({ originalText: 'wreck a nice beach' });
  expect(opened.store.edit(id, 'recognize speech')).toMatchObject({ originalText: 'wreck a nice beach' });
  expect(opened.store.edit(id, 'wreck a nice beach')).not.toHaveProperty('originalText');
});

test('a second try that fails or hears nothing doesn\u2019t take away the text of the first', () => {
  const opened = openTestStore();
  const id = addTake(opened, 'said once');
  expect(opened.store.claim(id)).toBe(true);
  const take = opened.store.failed(id, new AppError('network', 'No network.'));
  expect(take).toMatchObject({ state: 'done', text: 'said once', error: { code: 'network' } });
  expect(opened.store.empty(id, 'nothing-recognised')).toMatchObject({ state: 'done', text: 'said once' });
  expect(opened.store.queued()).toEqual([]);
});

test('a deletion can be undone until its time is over, then everything of the take is gone', async () => {
  const opened = openTestStore();
  const { store, clock, folder } = opened;
  const id = addTake(opened, 'to be deleted');
  await store.settled();
  const files = takeFiles(join(folder, 'takes'), id);
  store.delete([id]);
  expect(store.get(id)).toBeNull();
  expect(store.list({ query: 'deleted' }).takes).toEqual([]);
  store.undelete([id]);
  expect(store.list({ query: 'deleted' }).takes).toHaveLength(1);
  store.delete([id]);
  clock.now += 61_000;
  await store.retain({ audioDays: 0, textDays: 0, discardedDays: 7, audioMegabytes: 0 });
  store.undelete([]);
  expect(() => store.undelete([id])).toThrow(/no take/);
  expect([files.pcm, files.sidecar].map((path) => existsSync(path))).toEqual([false, false]);
});

test('a take that is being worked on is not deleted, and this is told', () => {
  const opened = openTestStore();
  const { store } = opened;
  const done = addTake(opened, 'to be deleted');
  const writer = store.begin({ source: 'dictation', sampleRate: 16_000 });
  expect(store.delete([writer.id, done])).toEqual([done]);
  expect(store.get(writer.id)).toMatchObject({ state: 'recording' });
});

test('"don\u2019t keep this one" leaves nothing behind, and late blocks don\u2019t bring it back', async () => {
  const opened = openTestStore();
  const writer = opened.store.begin({ source: 'dictation', sampleRate: 16_000 });
  writer.append(ramp(1600));
  writer.finish();
  opened.store.done(writer.id, { text: 'secret', timings: {} });
  opened.store.forget(writer.id);
  writer.append(ramp(1600));
  await opened.store.settled();
  const files = takeFiles(join(opened.folder, 'takes'), writer.id);
  expect([files.pcm, files.sidecar].map((path) => existsSync(path))).toEqual([false, false]);
  expect(opened.store.get(writer.id)).toBeNull();
  expect(opened.store.list({ query: 'secret' }).takes).toEqual([]);
});

test('a dropped file is kept as it came and played as it came', async () => {
  const opened = openTestStore();
  const { store, folder } = opened;
  const source = join(folder, 'interview.mp3');
  writeFileSync(source, 'ID3 not really');
  const writer = store.begin({ source: 'file', sampleRate: 16_000, fileName: 'interview.mp3' });
  store.keepOriginal(writer.id, source, 'mp3', 'audio/mpeg');
  writer.finish();
  const audio = store.audio(writer.id);
  expect(audio).toMatchObject({ contentType: 'audio/mpeg', totalBytes: 14 });
  expect((await audio.read(4, 7)).toString()).toBe('not');
  expect(store.original(writer.id)).toMatchObject({ contentType: 'audio/mpeg' });
});

test('changes are told with the ids that changed', () => {
  const opened = openTestStore();
  const id = addTake(opened, 'x');
  opened.changes.length = 0;
  opened.store.star([id], true);
  expect(opened.changes).toEqual([[id]]);
  expect(opened.store.counts()).toEqual({ all: 1, failed: 0, discarded: 0, starred: 1 });
});

test('unknown and malformed names are told apart from bugs by their code', () => {
  const { store } = openTestStore();
  for (const id of ['01jd0000000000000000000000', '../../x', '']) {
    expect(store.get(id)).toBeNull();
    expect(() => store.transcribing(id)).toThrow(expect.objectContaining({ code: 'take_not_found' }));
  }
});
