// One press of Escape, told by the grab and by the hook, in any order and as late as a busy machine makes it.
import { expect, test } from 'vitest';
import { EscapeKey } from '../../../src-main/hotkeys/escape-key.ts';

function open(setting: 'single' | 'double') {
  let now = 0;
  let cancels = 0;
  let grabbed: () => void = () => undefined;
  const key = new EscapeKey(
    {
      grab: (_accelerator, onPress) => {
        grabbed = onPress;
        return true;
      },
      release: () => undefined,
    },
    () => now,
    () => setting,
    () => {
      cancels += 1;
    },
  );
  key.take(true, []);
  return {
    key,
    at: (ms: number) => {
      now = ms;
    },
    grabTells: () => grabbed(),
    cancels: () => cancels,
  };
}

test('a press that the hook tells late is no second one', () => {
  const { key, at, grabTells, cancels } = open('double');
  at(1000);
  grabTells();
  at(1200);
  key.press(995);
  expect(cancels()).toBe(0);
  at(1300);
  grabTells();
  key.press(1299);
  expect(cancels()).toBe(1);
});

test('nor does it take back the take that was begun meanwhile', () => {
  const { key, at, grabTells, cancels } = open('single');
  at(1000);
  grabTells();
  at(1200);
  key.press(995);
  expect(cancels()).toBe(1);
});

test('nor is one that the grab tells after the hook, both late', () => {
  const { key, at, grabTells, cancels } = open('double');
  at(1300);
  key.press(1000);
  at(1302);
  grabTells();
  expect(cancels()).toBe(0);
});

test('two presses that the hook tells at once, late, are two', () => {
  const { key, at, cancels } = open('double');
  at(1500);
  key.press(1000);
  key.press(1250);
  expect(cancels()).toBe(1);
});

test('a press that is held and repeats is one, and cancels once', () => {
  const { at, grabTells, cancels } = open('single');
  for (const ms of [1000, 1030, 1060, 1090]) {
    at(ms);
    grabTells();
  }
  expect(cancels()).toBe(1);
});
