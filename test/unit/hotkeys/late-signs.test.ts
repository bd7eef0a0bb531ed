// What the hook tells late, all at once, or in another clock: what counts is when the keys moved.
import { beforeEach, expect, test } from 'vitest';
import { DictationKeys } from '../../../src-main/hotkeys/dictation-keys.ts';
import { EventClock } from '../../../src-main/hotkeys/event-clock.ts';
import type { HookChild } from '../../../src-main/hotkeys/hook.ts';
import { pollUntil } from '../../desktop/poll-until.ts';

let heardAt: number;
let intents: string[];
let say: (message: object) => void;
let die: () => void;

beforeEach(() => {
  heardAt = 1_000;
  intents = [];
});

/** A hook process that says what the test wants, when it wants. */
function child(): HookChild {
  return {
    send: () => undefined,
    onMessage: (listener) => {
      say = listener;
    },
    onExit: (listener) => {
      die = () => listener('killed');
    },
    kill: () => undefined,
  };
}

function openKeys(): DictationKeys {
  let listening = false;
  const keys = new DictationKeys({
    platform: 'linux',
    grabber: { grab: () => true, release: () => undefined },
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
  say({ type: 'ready' });
  return keys;
}

const sign = (kind: 'down' | 'up', at: number, sure = true): void =>
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

test('a hook that took over may count from anywhere', async () => {
  await using _keys = openKeys();
  sign('down', 900_000);
  sign('up', 902_000);
  const first = say;
  die();
  await pollUntil('the next one', () => say !== first);
  say({ type: 'ready' });
  sign('down', 5);
  sign('up', 2_005);
  expect(intents).toEqual(['start held', 'stop', 'start held', 'stop']);
});

test('the X server\u2019s milliseconds go on over their turn, and the present is told on the same clock', () => {
  let own = 50;
  const clock = new EventClock(() => own);
  expect(clock.stamp(2 ** 32 - 10)).toBe(2 ** 32 - 10);
  expect(clock.stamp(20)).toBe(2 ** 32 + 20);
  own += 300;
  expect(clock.now()).toBe(2 ** 32 + 320);
  expect(new EventClock(() => own).stamp(null)).toBe(350);
});
