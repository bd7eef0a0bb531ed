// The key that pastes the last text again, where it is a modifier alone: the hook tells of it, a grab can't.
import { expect, test } from 'vitest';
import { DictationKeys } from '../../../src-main/hotkeys/dictation-keys.ts';
import type { HookChild } from '../../../src-main/hotkeys/hook.ts';
import type { ToHook } from '../../../src-main/hotkeys/hook-protocol.ts';

function open(pasteLast: string, dictate = 'Control+Alt+Space') {
  let pasted = 0;
  let watched: readonly { readonly id: string; readonly accelerator: string }[] = [];
  let say: (message: object) => void = () => undefined;
  const grabbed: string[] = [];
  const child: HookChild = {
    send: (message: ToHook) => {
      if (message.type === 'watch') watched = message.watches;
    },
    onMessage: (listener) => {
      say = listener;
    },
    onExit: () => undefined,
    kill: () => undefined,
  };
  const keys = new DictationKeys({
    platform: 'linux',
    grabber: {
      grab: (accelerator) => {
        grabbed.push(accelerator);
        return accelerator !== pasteLast; // as the system answers for a modifier alone
      },
      release: () => undefined,
    },
    launcher: { launch: () => child },
    portal: null,
    settings: () => ({ mode: 'auto', tapMs: 350, doubleTapLock: false, escape: 'single' }),
    listening: () => false,
    onIntent: () => undefined,
    onPasteLast: () => {
      pasted += 1;
    },
    onState: () => undefined,
    now: () => 10_000,
  });
  keys.use({ dictate, pasteLast });
  say({ type: 'ready' });
  return {
    keys,
    grabbed,
    sign: (kind: 'down' | 'up' | 'combo', at: number) => say({ type: 'key', id: 'paste-last', kind, sure: true, at }),
    get watched() {
      return watched;
    },
    get pasted() {
      return pasted;
    },
  };
}

test('is watched by the hook, also when there is no other key, and pastes when it is tapped', async () => {
  for (const dictate of ['Control+Alt+Space', '']) {
    const used = open('ControlRight', dictate);
    await using _keys = used.keys;
    expect(used.grabbed).not.toContain('ControlRight');
    expect(used.watched).toContainEqual({ id: 'paste-last', accelerator: 'ControlRight' });
    used.sign('down', 5_000);
    expect(used.pasted).toBe(0);
    used.sign('up', 5_100);
    expect(used.pasted).toBe(1);
  }
});

test('pastes nothing as a part of a shortcut, nor when it was held', async () => {
  const used = open('ControlRight');
  await using _keys = used.keys;
  used.sign('down', 5_000);
  used.sign('combo', 5_050);
  used.sign('up', 5_100);
  used.sign('down', 6_000);
  used.sign('up', 6_400);
  expect(used.pasted).toBe(0);
});

test('is left alone while a key is being recorded', async () => {
  const used = open('ControlRight');
  await using _keys = used.keys;
  used.keys.suspend(true);
  expect(used.watched).toEqual([]);
  used.sign('down', 5_000);
  used.sign('up', 5_100);
  expect(used.pasted).toBe(0);
  used.keys.suspend(false);
  expect(used.watched.map(({ id }) => id)).toEqual(['dictate', 'paste-last']);
});
