import { expect, test } from 'vitest';
import { type HookKey, KeyWatch, type WatchedKey } from '../../../src-main/hotkeys/key-watch.ts';

const space = 57;
const letterA = 30;
const controlLeft = 29;
const controlRight = 3613;

const dictate: WatchedKey = {
  id: 'dictate',
  hookCode: space,
  modifiers: ['Control', 'Alt'],
  alone: false,
  anyModifiers: false,
};
const rightControl: WatchedKey = {
  id: 'dictate',
  hookCode: controlRight,
  modifiers: [],
  alone: true,
  anyModifiers: false,
};

const key = (kind: 'down' | 'up', hookCode: number, held: Partial<HookKey> = {}): HookKey => ({
  kind,
  hookCode,
  control: false,
  alt: false,
  shift: false,
  super: false,
  ...held,
});
const watching = (...keys: WatchedKey[]): KeyWatch => {
  const watch = new KeyWatch();
  watch.watch(keys);
  return watch;
};

test('keys that are not watched leave no trace', () => {
  const watch = watching(dictate);
  expect(watch.see(key('down', letterA, { control: true, alt: true }))).toEqual([]);
  expect(watch.see(key('up', letterA))).toEqual([]);
  expect(watch.held).toEqual([]);
});

test('a chord goes down once, whatever the keyboard repeats, and up when its key is let go after the modifiers', () => {
  const watch = watching(dictate);
  const down = key('down', space, { control: true, alt: true });
  expect(watch.see(down)).toEqual([{ id: 'dictate', kind: 'down' }]);
  expect(watch.see(down)).toEqual([]);
  expect(watch.see(key('up', controlLeft))).toEqual([]);
  expect(watch.see(key('down', space))).toEqual([]);
  expect(watch.see(key('up', space))).toEqual([{ id: 'dictate', kind: 'up' }]);
  expect(watch.see(key('up', space))).toEqual([]);
});

test('a key that is down already when it is watched for the first time goes down with its next press, not with a repeat', () => {
  const watch = new KeyWatch();
  const down = key('down', space, { control: true, alt: true });
  expect(watch.watch([dictate], new Set(['dictate']))).toEqual([{ id: 'dictate', kind: 'held' }]);
  expect(watch.see(down)).toEqual([]);
  expect(watch.see(key('up', space))).toEqual([{ id: 'dictate', kind: 'up' }]);
  expect(watch.see(down)).toEqual([{ id: 'dictate', kind: 'down' }]);
  watch.see(key('up', space));
  expect(watch.watch([dictate], new Set(['dictate']))).toEqual([]); // watched before: its press is on its way
  expect(watch.see(down)).toEqual([{ id: 'dictate', kind: 'down' }]);
});

test('another key for the same purpose that is down already is found down as well', () => {
  const watch = watching(dictate);
  const other: WatchedKey = { ...dictate, hookCode: letterA };
  expect(watch.watch([other], new Set(['dictate']))).toEqual([{ id: 'dictate', kind: 'held' }]);
});

test('a lone modifier that is down already when it is watched has no repeats: what comes next is its press', () => {
  const watch = new KeyWatch();
  expect(watch.watch([rightControl], new Set(['dictate']))).toEqual([]);
  expect(watch.see(key('down', controlRight))).toEqual([{ id: 'dictate', kind: 'down' }]);
});

test('the key with other modifiers is another chord', () => {
  const watch = watching(dictate);
  expect(watch.see(key('down', space, { control: true }))).toEqual([]);
  expect(watch.see(key('down', space, { control: true, alt: true, shift: true }))).toEqual([]);
});

test('a lone modifier counts with and without its own flag, but not together with another', () => {
  const watch = watching(rightControl);
  expect(watch.see(key('down', controlRight, { control: true }))).toEqual([{ id: 'dictate', kind: 'down' }]);
  watch.see(key('up', controlRight));
  expect(watch.see(key('down', controlRight, { control: true, shift: true }))).toEqual([]);
});

test('another key or a click while a lone modifier is down is a shortcut', () => {
  const watch = watching(rightControl);
  watch.see(key('down', controlRight, { control: true }));
  expect(watch.see(key('down', letterA, { control: true }))).toEqual([{ id: 'dictate', kind: 'combo' }]);
  expect(watch.seeClick()).toEqual([{ id: 'dictate', kind: 'combo' }]);
});

test('the number that stands for unknown keys is never matched', () => {
  const watch = watching({ ...dictate, hookCode: 0, modifiers: [] });
  expect(watch.see(key('down', 0))).toEqual([]);
});

test('a new list of watches keeps what is held and lets go of what is gone', () => {
  const watch = watching(dictate);
  watch.see(key('down', space, { control: true, alt: true }));
  const cancel: WatchedKey = { id: 'cancel', hookCode: 1, modifiers: [], alone: false, anyModifiers: true };
  expect(watch.watch([dictate, cancel])).toEqual([]);
  expect(watch.see(key('down', 1, { control: true, alt: true }))).toEqual([{ id: 'cancel', kind: 'down' }]);
  expect(watch.watch([cancel])).toEqual([{ id: 'dictate', kind: 'up' }]);
  expect(watch.release()).toEqual([{ id: 'cancel', kind: 'up' }]);
});
