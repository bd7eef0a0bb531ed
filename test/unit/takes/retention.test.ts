import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { takeFiles } from '../../../src-main/takes/take-files.ts';
import { addTake, openTestStore, type TestStore } from './open-test-store.ts';

const day = 86_400_000;
const never = { audioDays: 0, textDays: 0, discardedDays: 7, audioMegabytes: 0 };

function hasAudio({ store, folder }: TestStore, id: string): boolean {
  const onDisk = existsSync(takeFiles(join(folder, 'takes'), id).pcm);
  expect(store.get(id)?.audio === 'kept').toBe(onDisk);
  return onDisk;
}

function failedTake(opened: TestStore, ms = 100): string {
  const writer = opened.store.begin({ source: 'dictation', sampleRate: 16_000 });
  writer.append(Buffer.alloc(ms * 32));
  writer.finish();
  opened.store.failed(writer.id, new AppError('upstream_rejected', 'No.'));
  return writer.id;
}

test('audio goes after its days, its text stays and can be found; starred audio stays', async () => {
  const opened = openTestStore();
  const old = addTake(opened, 'old words');
  const starred = addTake(opened, 'dear words');
  opened.store.star([starred], true);
  opened.clock.now += 31 * day;
  const young = addTake(opened, 'young words');
  expect(await opened.store.retain({ ...never, audioDays: 30 })).toEqual({ audio: 1, text: 0, takes: 0 });
  expect([old, starred, young].map((id) => hasAudio(opened, id))).toEqual([false, true, true]);
  expect(opened.store.list({ query: 'old words' }).takes).toMatchObject([{ id: old, audio: 'removed' }]);
  expect(() => opened.store.audio(old)).toThrow(expect.objectContaining({ code: 'take_has_no_audio' }));
});

test('text goes after its days while its audio stays; a take with neither is gone', async () => {
  const opened = openTestStore();
  const both = addTake(opened, 'words');
  const textOnly = addTake(opened, 'more words', { ms: 0 });
  opened.clock.now += 10 * day;
  expect(await opened.store.retain({ ...never, textDays: 9 })).toEqual({ audio: 0, text: 1, takes: 1 });
  expect(opened.store.get(both)).toMatchObject({ text: '', audio: 'kept' });
  expect(opened.store.get(textOnly)).toBeNull();
  expect(opened.store.list({ query: 'words' }).takes).toEqual([]);
  expect(await opened.store.retain({ ...never, textDays: 9, audioDays: 9 })).toEqual({ audio: 0, text: 0, takes: 1 });
  expect(opened.store.get(both)).toBeNull();
});

test('discarded takes go after their own days', async () => {
  const opened = openTestStore();
  const id = addTake(opened, 'never mind');
  opened.store.discarded(id);
  opened.clock.now += 6 * day;
  await opened.store.retain(never);
  expect(opened.store.get(id)).not.toBeNull();
  opened.clock.now += 2 * day;
  await opened.store.retain(never);
  expect(opened.store.get(id)).toBeNull();
});

test('what was never heard does not go with old audio: a failed take waits for the user, a discarded one for its own days', async () => {
  const opened = openTestStore();
  const failed = failedTake(opened);
  const discarded = addTake(opened, '');
  opened.store.discarded(discarded);
  opened.clock.now += 6 * day;
  await opened.store.retain({ ...never, audioDays: 1 });
  expect([failed, discarded].map((id) => opened.store.get(id) !== null)).toEqual([true, true]);
  opened.clock.now += 400 * day;
  await opened.store.retain({ ...never, audioDays: 30, textDays: 30 });
  expect(hasAudio(opened, failed)).toBe(true);
  expect(opened.store.get(discarded)).toBeNull();
});

test('above a size or number the oldest audio goes first, and what was never heard last', async () => {
  const opened = openTestStore();
  const failed = failedTake(opened, 10_000);
  const ids = [1, 2, 3, 4].map((index) => {
    opened.clock.now += 1;
    return addTake(opened, `take ${index}`, { ms: 10_000 }); // 320 kB each
  });
  await opened.store.retain({ ...never, audioMegabytes: 1 });
  expect([failed, ...ids].map((id) => hasAudio(opened, id))).toEqual([true, false, false, true, true]);
  expect(opened.store.audioBytes()).toBe(960_000);
  await opened.store.retain({ ...never, audioTakes: 2 });
  expect([failed, ...ids].map((id) => hasAudio(opened, id))).toEqual([true, false, false, false, true]);
});

test('above a size or number a discarded take, which has no text that could stay, goes after all that were heard', async () => {
  const opened = openTestStore();
  const failed = failedTake(opened);
  const discarded = addTake(opened, '');
  opened.store.discarded(discarded);
  const heard = addTake(opened, 'words');
  await opened.store.retain({ ...never, audioTakes: 2 });
  expect([failed, discarded, heard].map((id) => hasAudio(opened, id))).toEqual([true, true, false]);
  expect(opened.store.get(heard)?.text).toBe('words');
  await opened.store.retain({ ...never, audioTakes: 1 });
  expect(opened.store.get(discarded)).toBeNull();
  expect(hasAudio(opened, failed)).toBe(true);
});

test('nothing goes without a rule, and nothing that is being recorded or sent', async () => {
  const opened = openTestStore();
  const id = addTake(opened, 'x');
  const failed = failedTake(opened);
  const writer = opened.store.begin({ source: 'dictation', sampleRate: 16_000 });
  writer.append(Buffer.alloc(3200));
  expect(opened.store.claim(failed)).toBe(true);
  opened.clock.now += 3000 * day;
  expect(await opened.store.retain(never)).toEqual({ audio: 0, text: 0, takes: 0 });
  await opened.store.retain({ ...never, audioDays: 1, textDays: 1, audioTakes: 1 });
  expect([id, failed, writer.id].map((each) => opened.store.get(each) !== null)).toEqual([false, true, true]);
});

test('what is starred, taken up or deleted while others go stays as it is', async () => {
  const opened = openTestStore();
  const many = Array.from({ length: 50 }, (_, index) => addTake(opened, `old ${index}`, { ms: 1 }));
  const [starred, sent, deleted, last] = ['dear', 'sent again', 'deleted', 'last'].map((text) => addTake(opened, text));
  opened.clock.now += 31 * day;
  const retaining = opened.store.retain({ ...never, audioDays: 30 });
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(many.map((id) => hasAudio(opened, id))).not.toContain(true); // it gives way to others here
  opened.store.star([starred ?? ''], true);
  expect(opened.store.claim(sent ?? '')).toBe(true);
  opened.store.delete([deleted ?? '']);
  expect(await retaining).toEqual({ audio: 51, text: 0, takes: 0 });
  opened.store.undelete([deleted ?? '']);
  expect([starred, sent, deleted, last].map((id) => hasAudio(opened, id ?? ''))).toEqual([true, true, true, false]);
});
