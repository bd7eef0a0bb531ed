// The real hook in its own process on a private X server, keys pressed from outside, the whole coordinator above it.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DictationKeys, type KeysState, type ShortcutGrabber } from '../../../src-main/hotkeys/dictation-keys.ts';
import type { Intent } from '../../../src-main/hotkeys/gesture.ts';
import { X11KeyState } from '../../../src-main/hotkeys/x11-key-state.ts';
import { type Keyboard, startKeyboard } from '../../desktop/keyboard.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { openTerminalField } from '../../desktop/text-fields.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../../desktop/virtual-desktop.ts';
import { type ForkLauncher, forkLauncher, hookEntry } from './fork-launcher.ts';

const stack = new AsyncDisposableStack();
let desktop: VirtualDesktop;
let keyboard: Keyboard;
let launcher: ForkLauncher;
let keys: DictationKeys;
let listening = false;
let intents: string[] = [];
let state: KeysState | null = null;
const grabbed = new Map<string, () => void>();
const grabber: ShortcutGrabber = {
  grab: (accelerator, onPress) => {
    grabbed.set(accelerator, onPress);
    return true;
  },
  release: (accelerator) => void grabbed.delete(accelerator),
};
const usual = { mode: 'auto', tapMs: 350, doubleTapLock: false, escape: 'single' } as const;
let settings: Omit<typeof usual, 'tapMs'> & { readonly tapMs: number } = usual;

function onIntent(intent: Intent): void {
  intents.push('hold' in intent ? `${intent.do} ${intent.hold}` : intent.do);
  const before = listening;
  if (intent.do === 'start') listening = true;
  if (intent.do === 'stop' || intent.do === 'cancel') listening = false;
  if (before !== listening) keys.listeningChanged();
}

beforeAll(async () => {
  desktop = stack.use(await startVirtualDesktop());
  keyboard = stack.use(await startKeyboard(desktop.env));
  launcher = stack.use(forkLauncher(hookEntry, desktop.env));
  keys = stack.use(
    new DictationKeys({
      platform: 'linux',
      grabber,
      launcher,
      portal: null,
      settings: () => settings,
      listening: () => listening,
      onIntent,
      onPasteLast: () => intents.push('paste last'),
      onState: (next) => {
        state = next;
      },
    }),
  );
}, 30_000);

afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  await use('Control+Alt+Space');
  listening = false;
  settings = usual;
  keys.listeningChanged();
  intents = [];
  await works();
  await pause(40); // within 30 ms of the last release no finger presses again: such a press is taken for a bounce
});

/** Resolves when the hook's process watches the key. */
async function use(dictate: string): Promise<void> {
  const watching = launcher.watching('dictate');
  keys.use({ dictate, pasteLast: '' });
  await watching;
}
const works = () => pollUntil('the hook', () => state?.works === 'hold');
const until = (word: string) =>
  pollUntil(`"${word}"`, () => intents.includes(word), { timeoutMs: 5_000 }).catch(() => {
    throw new Error(`"${word}" did not come; what came: ${intents.join(', ')}`);
  });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('holding talks, in whatever order the keys are let go, and the repeats say nothing', async () => {
  await using terminal = await openTerminalField(desktop);
  await terminal.focus();
  for (const release of [
    ['space', 'Alt_L', 'Control_L'],
    ['Control_L', 'Alt_L', 'space'],
  ]) {
    intents = [];
    for (const key of ['Control_L', 'Alt_L', 'space']) await keyboard.keyDown(key);
    await until('start held');
    await pause(1_200); // longer than the keyboard's repeat delay
    for (const key of release) await keyboard.keyUp(key);
    await until('stop');
    expect(intents).toEqual(['start held', 'stop']);
  }
});

test('a tap starts, the next tap stops', async () => {
  await keyboard.press('ctrl+alt+space');
  await until('hold hands-free');
  await pause(100);
  await keyboard.press('ctrl+alt+space');
  await until('stop');
  expect(intents).toEqual(['start held', 'hold hands-free', 'stop']);
});

test('a tap that is heard late, because the app was busy, is a tap still', async () => {
  settings = { ...usual, tapMs: 1_000 };
  for (const key of ['Control_L', 'Alt_L', 'space']) await keyboard.keyDown(key);
  await until('start held');
  // Nothing of this process runs from here on, as in an app whose main thread is held up.
  execFileSync('xdotool', ['keyup', 'space', 'keyup', 'Alt_L', 'keyup', 'Control_L'], { env: desktop.env });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200);
  await until('hold hands-free');
  expect(intents).toEqual(['start held', 'hold hands-free']);
});

test('a tap is a tap still when the hook itself was held up: the X server\u2019s stamps count', async () => {
  settings = { ...usual, tapMs: 1_000 };
  for (const key of ['Control_L', 'Alt_L', 'space']) await keyboard.keyDown(key);
  await until('start held');
  const hook = launcher.children.at(-1);
  hook?.kill('SIGSTOP');
  for (const key of ['space', 'Alt_L', 'Control_L']) await keyboard.keyUp(key);
  await pause(1_200);
  hook?.kill('SIGCONT');
  await until('hold hands-free');
  expect(intents).toEqual(['start held', 'hold hands-free']);
});

test('Escape cancels while the hotkey is held', async () => {
  for (const key of ['Control_L', 'Alt_L', 'space']) await keyboard.keyDown(key);
  await until('start held');
  await pause(150);
  await keyboard.keyDown('Escape');
  await until('cancel');
  for (const key of ['Escape', 'space', 'Alt_L', 'Control_L']) await keyboard.keyUp(key);
  await pause(100);
  expect(intents).toEqual(['start held', 'cancel']);
  expect([...grabbed.keys()]).not.toContain('Escape');
});

test('a lone right Control talks, and as part of a shortcut it takes the recording back', async () => {
  await use('ControlRight');
  await keyboard.command('keydown 105');
  await until('start held');
  await pause(500);
  await keyboard.command('keyup 105');
  await until('stop');
  await pause(100);
  intents = [];
  await keyboard.command('keydown 105');
  await keyboard.command('key c');
  await keyboard.command('keyup 105');
  await until('cancel');
  expect(intents).toEqual(['start held', 'cancel']);
});

test('a letter is found where the layout has it', async () => {
  execFileSync('setxkbmap', ['us', '-variant', 'dvorak'], { env: desktop.env });
  try {
    await use('Control+Alt+D');
    const placeOfH = 43; // where Dvorak has its D
    await keyboard.command(`keydown ctrl keydown alt keydown ${placeOfH}`);
    await until('start held');
    await keyboard.command(`keyup ${placeOfH} keyup alt keyup ctrl`);
    await until('hold hands-free');
  } finally {
    execFileSync('setxkbmap', ['us'], { env: desktop.env });
  }
});

test('keys that Sotto presses itself are not taken for a hotkey that is a lone modifier', async () => {
  await use('ControlLeft');
  {
    using _muted = keys.mute();
    await keyboard.press('ctrl+v');
  }
  await pause(300);
  expect(intents).toEqual([]);
  await keyboard.keyDown('Control_L');
  await until('start held');
  await keyboard.keyUp('Control_L');
});

test('while the settings record a key nothing happens and nothing is grabbed', async () => {
  keys.suspend(true);
  expect([...grabbed.keys()]).toEqual([]);
  await pause(100);
  await keyboard.press('ctrl+alt+space');
  await pause(150);
  expect(intents).toEqual([]);
  keys.suspend(false);
});

test('the hook is killed while the key is held: the recording is finished, and the next press is heard again', async () => {
  for (const key of ['Control_L', 'Alt_L', 'space']) await keyboard.keyDown(key);
  await until('start held');
  const watching = launcher.watching('dictate');
  launcher.children.at(-1)?.kill('SIGKILL');
  await until('stop');
  for (const key of ['space', 'Alt_L', 'Control_L']) await keyboard.keyUp(key);
  await works();
  await watching;
  intents = [];
  await keyboard.press('ctrl+alt+space');
  await until('start held');
});

test('a key pressed while there is no hook holds the take once there is one: its repeats say nothing, its release ends it', async () => {
  const watching = launcher.watching('dictate');
  launcher.children.at(-1)?.kill('SIGKILL');
  await pollUntil('the hook to be gone', () => state?.works === 'toggle');
  // Nothing of this process runs meanwhile: the next hook can't begin before the press is told.
  execFileSync('xdotool', ['keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'space'], { env: desktop.env });
  grabbed.get('Control+Alt+Space')?.();
  expect(intents).toEqual(['start hands-free']);
  await works();
  await watching;
  await until('hold held');
  await pause(1_200); // longer than the keyboard's repeat delay
  for (const key of ['space', 'Alt_L', 'Control_L']) await keyboard.keyUp(key);
  await until('stop');
  expect(intents).toEqual(['start hands-free', 'hold held', 'stop']);
});

test('a key that is held while the hook is killed and begins again starts nothing by its repeats', async () => {
  for (const key of ['Control_L', 'Alt_L', 'space']) await keyboard.keyDown(key);
  await until('start held');
  const watching = launcher.watching('dictate');
  launcher.children.at(-1)?.kill('SIGKILL');
  await until('stop');
  await watching;
  await pause(1_200); // longer than the keyboard's repeat delay
  for (const key of ['space', 'Alt_L', 'Control_L']) await keyboard.keyUp(key);
  await pause(100);
  expect(intents).toEqual(['start held', 'stop']);
});

test('the real state of a key is known, so that a release that was never delivered can be noticed', async () => {
  using real = await X11KeyState.open(desktop.env.DISPLAY ?? '');
  const space = 65;
  expect(await real.isDown(space)).toBe(false);
  await keyboard.keyDown('space');
  expect(await real.isDown(space)).toBe(true);
  await keyboard.keyUp('space');
  expect(await real.isDown(space)).toBe(false);
});

describe('without the hook', () => {
  test('presses of the grab toggle, and its repeats are one press', async () => {
    let now = 0;
    const done: string[] = [];
    let recording = false;
    await using plain = new DictationKeys({
      platform: 'linux',
      grabber,
      launcher: null,
      portal: null,
      settings: () => settings,
      listening: () => recording,
      onIntent: (intent) => {
        done.push(intent.do);
        recording = intent.do === 'start';
      },
      onPasteLast: () => undefined,
      onState: () => undefined,
      now: () => now,
    });
    plain.use({ dictate: 'F9', pasteLast: '' });
    expect(plain.state).toMatchObject({ works: 'toggle' });
    const press = grabbed.get('F9');
    for (const at of [0, 660, 700, 740, 780, 5_000, 5_500]) {
      now = at;
      press?.();
    }
    expect(done).toEqual(['start', 'stop']);
  });

  test('the process says why, and lives', async () => {
    await using blind = forkLauncher(hookEntry, { ...desktop.env, DISPLAY: ':99999' });
    const child = blind.launch();
    const message = await new Promise((resolve) => child.onMessage(resolve));
    expect(message).toMatchObject({ type: 'failed', why: 'no-display' });
    expect(blind.children[0]?.exitCode).toBeNull();
  });
});
