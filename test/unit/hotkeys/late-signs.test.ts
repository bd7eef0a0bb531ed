// What the hook tells late or all at once: what counts is when the keys moved.
import { beforeEach, expect, test } from 'vitest';
import { DictationKeys } from '../../../src-main/hotkeys/dictation-keys.ts';
import { x11EventAt } from '../../../src-main/hotkeys/event-time.ts';
import type { HookChild } from '../../../src-main/hotkeys/hook.ts';
import { pollUntil } from '../../desktop/poll-until.ts';

let heardAt: number;
let intents: string[];
let say: (message: object) => void;
let press: () => void;

beforeEach(() => {
  heardAt = 70_000;
  intents = [];
});

/** A hook process that says what the test wants, when it wants. */
function child(): HookChild {
  return {
    send: () => undefined,
    onMessage: (listener) => {
      say = listener;
    },
    onExit: () => undefined,
    kill: () => undefined,
  };
}

function openKeys({ ready = true, platform = 'linux' as NodeJS.Platform } = {}): DictationKeys {
  let listening = false;
  const keys = new DictationKeys({
    platform,
    grabber: {
      grab: (accelerator, onPress) => {
        if (accelerator.includes('Space')) press = onPress;
        return true;
      },
      release: () => undefined,
    },
    launcher: { launch: child },
    portal: null,
    settings: () => ({ mode: 'auto', tapMs: 350, doubleTapLock: false, escape: 'single' }),
    listening: () => listening,
    onIntent: (intent) => {
      intents.push('hold' in intent ? `${intent.do} ${intent.hold}` : intent.do);
      if (intent.do === 'start') listening = true;
      if (intent.do === 'stop') listening = false;
    },
    onPasteLast: () => undefined,
    onState: () => undefined,
    hookTimes: { start: 1_000, pong: 1_000, again: [0], proven: 60_000 },
    now: () => heardAt,
  });
  keys.use({ dictate: 'Control+Alt+Space', pasteLast: '' });
  if (ready) say({ type: 'ready' });
  return keys;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const sign = (kind: 'down' | 'up' | 'held', at: number, sure = true): void =>
  say({ type: 'key', id: 'dictate', kind, sure, at });

test('a tap whose release is heard a second late goes on hands-free', async () => {
  await using _keys = openKeys();
  sign('down', 70_000);
  heardAt += 1_000;
  sign('up', 70_080);
  expect(intents).toEqual(['start held', 'hold hands-free']);
});

test('a key that was held for two seconds ends the take, though press and release are heard in the same moment', async () => {
  await using _keys = openKeys();
  sign('down', 70_000);
  sign('up', 72_000);
  expect(intents).toEqual(['start held', 'stop']);
});

test('two taps that are heard together are two taps', async () => {
  await using _keys = openKeys();
  for (const at of [70_000, 70_600]) {
    sign('down', at, false);
    sign('up', at + 80, false);
  }
  expect(intents).toEqual(['start held', 'hold hands-free', 'stop']);
});

test('a release that belongs to the keyboard\u2019s repeat is none, however late it is heard', async () => {
  await using _keys = openKeys();
  sign('down', 70_000, false);
  heardAt += 3_000;
  sign('up', 70_660, false);
  sign('down', 70_661, false);
  expect(intents).toEqual(['start held']);
  sign('up', 72_000);
  expect(intents).toEqual(['start held', 'stop']);
});

test('a press that was counted without the hook and is told by it after all is the same press, and holds', async () => {
  await using _keys = openKeys();
  press();
  await pollUntil('the press counts', () => intents.length > 0);
  heardAt += 500;
  sign('down', 69_999);
  expect(intents).toEqual(['start hands-free', 'hold held']);
  sign('up', 71_500);
  expect(intents).toEqual(['start hands-free', 'hold held', 'stop']);
  heardAt += 5_000;
  sign('down', 75_000);
  expect(intents.slice(3)).toEqual(['start held']);
});

test('a grab that is heard long after the tap that the hook told of is the same press', async () => {
  await using _keys = openKeys();
  sign('down', 69_990);
  sign('up', 70_050);
  heardAt += 700;
  press();
  await pause(200); // longer than the hook is waited for when the grab is first
  expect(intents).toEqual(['start held', 'hold hands-free']);
  heardAt += 5_000;
  press(); // this one the hook missed
  await pollUntil('the press counts', () => intents.length > 2);
  expect(intents).toEqual(['start held', 'hold hands-free', 'stop']);
});

test('a press before the hook works holds the take as soon as the hook finds the key down', async () => {
  await using _keys = openKeys({ ready: false });
  press();
  expect(intents).toEqual(['start hands-free']);
  say({ type: 'ready' });
  heardAt += 300;
  sign('held', 70_300);
  expect(intents.slice(1)).toEqual(['hold held']);
  sign('up', 71_500);
  expect(intents.slice(2)).toEqual(['stop']);
});

test('a key that the hook finds down at its start is the grab\u2019s press, whichever of them is heard first', async () => {
  for (const order of [
    [() => press(), () => sign('held', heardAt)],
    [() => sign('held', heardAt), () => press()],
  ]) {
    await using _keys = openKeys();
    intents = [];
    for (const tell of order) {
      tell();
      heardAt += 20;
    }
    expect(intents).toEqual(['start held']);
    sign('up', heardAt + 1_500);
    expect(intents).toEqual(['start held', 'stop']);
    heardAt += 10_000;
  }
});

test('where nobody finds held keys, a press of the hook\u2019s alone after one of the grab\u2019s alone is its repeat', async () => {
  await using _keys = openKeys({ ready: false, platform: 'win32' });
  press();
  say({ type: 'ready' });
  heardAt += 500;
  sign('down', 70_500, false);
  expect(intents).toEqual(['start hands-free', 'hold held']);
  sign('up', 72_000);
  expect(intents.slice(2)).toEqual(['stop']);
});

test('where nobody finds held keys, a press that both tell of is one, also after one of the grab\u2019s alone', async () => {
  const pressed = [() => press(), () => sign('down', heardAt)] as const;
  for (const [order, told] of [
    [pressed, ['start hands-free', 'stop']],
    [pressed.toReversed(), ['start hands-free', 'hold held', 'stop']],
  ] as const) {
    intents = [];
    await using _keys = openKeys({ ready: false, platform: 'win32' });
    press(); // and let go before the hook worked
    say({ type: 'ready' });
    heardAt += 2_000;
    for (const tell of order) {
      tell();
      heardAt += 20;
    }
    sign('up', heardAt + 60);
    expect(intents).toEqual(told);
    heardAt += 10_000;
  }
});

test('where nobody finds held keys, the first press with a hook holds, after a take without one', async () => {
  await using _keys = openKeys({ ready: false, platform: 'win32' });
  press();
  heardAt += 2_000;
  press();
  say({ type: 'ready' });
  heardAt += 2_000;
  sign('down', heardAt);
  press();
  sign('up', heardAt + 1_500);
  expect(intents).toEqual(['start hands-free', 'stop', 'start held', 'stop']);
});

test('a key that is found down and was pressed for something else says nothing, nor does its release', async () => {
  await using _keys = openKeys();
  sign('down', 70_000);
  sign('up', 70_050);
  intents = [];
  heardAt += 5_000;
  sign('held', heardAt);
  sign('up', heardAt + 500);
  expect(intents).toEqual([]);
  heardAt += 5_000;
  sign('down', heardAt);
  expect(intents).toEqual(['stop']);
});

test('the stamp of an X server says how long ago the key moved, also over its turn; another clock\u2019s says nothing', () => {
  const turn = 2 ** 32;
  expect(x11EventAt(69_900, 70_000)).toBe(69_900);
  expect(x11EventAt(turn - 10, turn + 20)).toBe(turn - 10);
  expect(x11EventAt(20, 3 * turn + 25.5)).toBe(3 * turn + 20);
  expect(x11EventAt(5_000_000, 70_000)).toBe(70_000);
});
