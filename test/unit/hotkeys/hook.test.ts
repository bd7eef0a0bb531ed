import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HookState, type HookTimes, KeyHook } from '../../../src-main/hotkeys/hook.ts';
import { readFromHook, readToHook } from '../../../src-main/hotkeys/hook-protocol.ts';
import { forkLauncher } from './fork-launcher.ts';

const times: HookTimes = { start: 1_500, pong: 300, again: [10, 10], proven: 60_000 };

/** A supervisor over a pretended hook, with a diary that can be waited for. */
function stage(behaviour: string, own: HookTimes = times) {
  const launcher = forkLauncher(join(import.meta.dirname, 'pretended-hook.ts'), process.env, [behaviour]);
  const diary: string[] = [];
  const waiting: { entry: string; count: number; resolve: () => void }[] = [];
  const note = (entry: string): void => {
    diary.push(entry);
    for (const one of waiting) {
      if (diary.filter((other) => other === one.entry).length >= one.count) one.resolve();
    }
  };
  const states: HookState[] = [];
  const hook = new KeyHook(
    launcher,
    {
      onKey: ({ id, kind }) => note(`${id} ${kind}`),
      onLost: () => note('lost'),
      onState: (state) => {
        states.push(state);
        note(state.is);
      },
    },
    own,
  );
  const until = (entry: string, count = 1): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ entry, count, resolve });
      if (diary.filter((other) => other === entry).length >= count) resolve();
    });
  return {
    hook,
    launcher,
    diary,
    states,
    until,
    [Symbol.asyncDispose]: async () => {
      hook[Symbol.dispose]();
      await launcher[Symbol.asyncDispose]();
    },
  };
}

const watches = [{ id: 'dictate', accelerator: 'Control+Alt+Space' }];

test('a hook that works is told what to watch and reports it', async () => {
  await using it = stage('good');
  it.hook.watch(watches);
  it.hook.start();
  await it.until('dictate down');
  expect(it.diary).toEqual(['starting', 'works', 'dictate down']);
});

test('a hook that dies: every key counts as up, and a new one takes over with the same keys', async () => {
  await using it = stage('dies-once');
  it.hook.watch(watches);
  it.hook.start();
  await it.until('dictate down', 2);
  expect(it.diary).toEqual(['starting', 'works', 'dictate down', 'lost', 'starting', 'works', 'dictate down']);
});

test('a hook that keeps dying is given up with a reason, and started again when asked', async () => {
  await using it = stage('dies-always');
  it.hook.start();
  await it.until('unavailable');
  expect(it.launcher.children).toHaveLength(3);
  expect(it.states.at(-1)).toMatchObject({ is: 'unavailable', error: { code: 'hook_unavailable' } });
  it.hook.start();
  await it.until('unavailable', 2);
  expect(it.launcher.children).toHaveLength(6);
});

test('a hook that can\u2019t work here is not tried again', async () => {
  await using it = stage('no-display');
  it.hook.start();
  await it.until('unavailable');
  expect(it.launcher.children).toHaveLength(1);
  expect(it.states.at(-1)).toMatchObject({ error: { message: 'The key hook found no X display.' } });
});

test('a hook that hangs at its start is replaced', async () => {
  await using it = stage('hangs', { ...times, start: 100, again: [10] });
  it.hook.start();
  await it.until('unavailable');
  expect(it.launcher.children).toHaveLength(2);
});

test('a hook that gives no sign of life when asked is replaced, and what was down is up', async () => {
  await using it = stage('deaf');
  it.hook.start();
  await it.until('works');
  it.hook.check();
  await it.until('works', 2);
  expect(it.diary.filter((entry) => entry !== 'dictate down')).toEqual([
    'starting',
    'works',
    'lost',
    'starting',
    'works',
  ]);
});

test('sleep and resume: keys are up at once', async () => {
  await using it = stage('good');
  it.hook.watch(watches);
  it.hook.start();
  await it.until('dictate down');
  it.hook.reset();
  expect(it.diary.at(-1)).toBe('lost');
});

describe('the protocol', () => {
  test('lets nothing through that it does not know', () => {
    expect(readFromHook({ type: 'gossip', typed: 'secret' })).toBeNull();
    expect(readFromHook({ type: 'key', id: 'dictate', kind: 'pressed' })).toBeNull();
    expect(readFromHook({ type: 'key', id: 'dictate', kind: 'up', sure: true, at: 'later' })).toBeNull();
    expect(readFromHook('ready')).toBeNull();
    expect(readToHook({ type: 'watch', watches: [{ id: 1 }] })).toBeNull();
    expect(readToHook({ type: 'eval', code: '' })).toBeNull();
  });
});
