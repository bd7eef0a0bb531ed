// Real programs on a private X server: xterm and Chromium, the real clipboard, real layouts.
import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Xkb } from 'x11';
import { X11Keyboard } from '../../../src-main/insertion/x11-keyboard.ts';
import { clipboardTargets, readClipboard, writeClipboard } from '../../desktop/clipboard.ts';
import { type Keyboard, startKeyboard } from '../../desktop/keyboard.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { openBrowserField, openTerminalField } from '../../desktop/text-fields.ts';
import { startX11Stage, type X11Stage } from './x11-stage.ts';

type Terminal = Awaited<ReturnType<typeof openTerminalField>>;
type Browser = Awaited<ReturnType<typeof openBrowserField>>;

const wild = 'Grüße, Ærø №1 — 你好，世界 🎉👩‍🚀 end';
const stack = new AsyncDisposableStack();
let stage: X11Stage;
let terminal: Terminal;
let browser: Browser;
let keyboard: Keyboard;

beforeAll(async () => {
  stage = stack.use(await startX11Stage());
  keyboard = stack.use(await startKeyboard(stage.env));
  [terminal, browser] = await Promise.all([openTerminalField(stage.desktop), openBrowserField(stage.desktop)]);
  stack.use(terminal);
  stack.use(browser);
}, 60_000);

afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  stage.set({ method: 'paste', rules: [] });
  await Promise.all([terminal.clear(), browser.clear()]);
});

const layout = (...args: string[]): void => {
  execFileSync('setxkbmap', args, { env: stage.env });
};
const keyboardState = async () => (await X11Keyboard.open(await stage.link.get())).state();
const lockGroup = async (group: number): Promise<void> => {
  const x = await stage.link.get();
  const xkb = await x.ask<Xkb>((done) => x.client.require('xkb', done));
  xkb.LatchLockState(xkb.UseCoreKbd, 0, 0, true, group, 0, 0, false, 0);
};
/** The window manager answers a new keyboard layout by taking its keys again; for a moment no window is active then. */
const activeTarget = () =>
  pollUntil('an active window', async () => {
    const target = await stage.inserter.target();
    return target.windowId !== '' && target;
  });

const clipboardIs = (text: string) =>
  pollUntil('the clipboard', async () => (await readClipboard(stage.env)) === text, { timeoutMs: 5_000 });
const inserts = (field: Terminal | Browser) =>
  'events' in field ? field.events().filter((event) => event.type === 'input').length : field.pasted().length;

describe.each(['terminal', 'browser'] as const)('the %s', (name) => {
  const field = (): Terminal | Browser => (name === 'terminal' ? terminal : browser);

  test('receives umlauts, CJK and emoji exactly once, and nothing else is typed', async () => {
    await field().focus();
    const target = await activeTarget();
    expect(await stage.inserter.insert(wild, target)).toEqual({ insertion: 'pasted' });
    await field().waitForText(wild, { timeoutMs: 3_000 });
    expect(inserts(field())).toBe(1);
    if (name === 'terminal') expect(terminal.typed()).toBe('');
  });

  test('receives 300 kB whole', async () => {
    const long = Array.from({ length: 30_000 }, (_, index) => `word${index % 1_000} `).join('');
    await field().focus();
    expect(await stage.inserter.insert(long, await activeTarget())).toEqual({ insertion: 'pasted' });
    await field().waitForText(long, { timeoutMs: 8_000 });
  });

  test('receives 20 texts in a row, each once, and the clipboard is the user\u2019s again after the last', async () => {
    await writeClipboard('what the user had', stage.env);
    await field().focus();
    const target = await activeTarget();
    const texts = Array.from({ length: 20 }, (_, index) => `sentence number ${index}. `);
    for (const text of texts) expect(await stage.inserter.insert(text, target)).toEqual({ insertion: 'pasted' });
    await field().waitForText(texts.join(''), { timeoutMs: 5_000 });
    await clipboardIs('what the user had');
    expect(inserts(field())).toBe(20);
  }, 90_000);

  test('receives the text although the user still holds the hotkey\u2019s modifiers, and no key stays stuck', async () => {
    await field().focus();
    const target = await activeTarget();
    await keyboard.keyDown('Alt_L');
    await keyboard.keyDown('Super_L');
    const inserting = stage.inserter.insert('held', target);
    expect(await inserting).toEqual({ insertion: 'pasted' });
    await field().waitForText('held', { timeoutMs: 3_000 });
    await keyboard.keyUp('Super_L');
    await keyboard.keyUp('Alt_L');
    await keyboard.press('x');
    await field().waitForText('heldx', { timeoutMs: 3_000 });
  });

  test.each([['ru'], ['us', '-variant', 'dvorak'], ['de']])(
    'receives the text on the layout %s %s %s',
    async (...names: string[]) => {
      layout(...names);
      try {
        await field().focus();
        expect(await stage.inserter.insert(wild, await activeTarget())).toEqual({ insertion: 'pasted' });
        await field().waitForText(wild, { timeoutMs: 3_000 });
      } finally {
        layout('us');
      }
    },
  );

  test('receives the text with CapsLock and NumLock on, and they stay on', async () => {
    await field().focus();
    await keyboard.press('Caps_Lock');
    await keyboard.press('Num_Lock');
    try {
      expect(await stage.inserter.insert('locks', await activeTarget())).toEqual({ insertion: 'pasted' });
      await field().waitForText('locks', { timeoutMs: 3_000 });
      const [capsLock, numLock] = [2, 16];
      expect((await keyboardState()).lockedMods).toBe(capsLock | numLock);
    } finally {
      await keyboard.press('Caps_Lock');
      await keyboard.press('Num_Lock');
    }
  });

  test('receives typed text when that is the setting, umlauts and emoji included', async () => {
    stage.set({ method: 'type' });
    await writeClipboard('untouched', stage.env);
    const text = 'Typed: Grüße №1 你好 ❤ "quoted" {braces}';
    await field().focus();
    expect(await stage.inserter.insert(text, await activeTarget())).toEqual({ insertion: 'pasted' });
    await field().waitForText(text, { timeoutMs: 5_000 });
    expect(await readClipboard(stage.env)).toBe('untouched');
  });
});

test('the second group of a double layout is put back after the chord', async () => {
  layout('us,ru', '-option', 'grp:alt_shift_toggle');
  try {
    stage.set({ rules: [{ match: 'xterm', chord: 'ctrl+shift+v', pressEnter: false, trailingSpace: false }] });
    await terminal.focus();
    await lockGroup(1);
    expect(await stage.inserter.insert('group', await activeTarget())).toEqual({ insertion: 'pasted' });
    await terminal.waitForText('group', { timeoutMs: 3_000 });
    expect((await keyboardState()).group).toBe(1);
  } finally {
    await lockGroup(0);
    layout('us', '-option', '');
  }
});

test('an xterm as it comes out of the box is pasted into as well', async () => {
  await using plain = await openTerminalField(stage.desktop, { pasteByCtrlShiftV: false, title: 'Plain' });
  await plain.focus();
  expect(await stage.inserter.insert(wild, await activeTarget())).toEqual({ insertion: 'pasted' });
  await plain.waitForText(wild, { timeoutMs: 3_000 });
});

test('the window that was active at key-down gets the text although the focus moved meanwhile', async () => {
  await browser.focus();
  const target = await activeTarget();
  await terminal.focus();
  expect(await stage.inserter.insert('for the browser', target)).toEqual({ insertion: 'pasted' });
  await browser.waitForText('for the browser', { timeoutMs: 3_000 });
  expect(terminal.read()).toBe('');
});

test('a target that was closed meanwhile: the text is copied and said so, and nobody else gets it', async () => {
  const doomed = await openTerminalField(stage.desktop, { title: 'Doomed' });
  await doomed.focus();
  const target = await activeTarget();
  await doomed[Symbol.asyncDispose]();
  await terminal.focus();
  const result = await stage.inserter.insert('too late', target);
  expect(result).toMatchObject({
    insertion: 'copied',
    reason: { code: 'paste_failed', message: 'XTerm was closed meanwhile.' },
  });
  expect(await readClipboard(stage.env)).toBe('too late');
  expect(terminal.read()).toBe('');
});

test('a program that takes no paste is not claimed to have got one', async () => {
  stage.set({ rules: [{ match: 'xterm', chord: 'ctrl+v', pressEnter: false, trailingSpace: false }] });
  await terminal.focus();
  const result = await stage.inserter.insert('nobody reads this', await activeTarget());
  expect(result).toMatchObject({ insertion: 'copied', chord: 'Ctrl+V' });
  expect(await readClipboard(stage.env)).toBe('nobody reads this');
});

test('a picture on the clipboard comes back byte for byte, with its format', async () => {
  const picture = randomBytes(3_000_000);
  await writeClipboard(picture, stage.env, { target: 'image/png' });
  await terminal.focus();
  expect(await stage.inserter.insert('over a picture', await activeTarget())).toEqual({ insertion: 'pasted' });
  await pollUntil('the picture', async () => (await clipboardTargets(stage.env)).includes('image/png'), {
    timeoutMs: 3_000,
  });
  const read = join(stage.desktop.dir, 'picture');
  // Not synchronously: it is this process that answers.
  const code = await new Promise((resolve) =>
    execFile('sh', ['-c', `xclip -selection clipboard -o -t image/png > '${read}'`], { env: stage.env }, resolve),
  );
  expect(code).toBeNull();
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  expect(digest(readFileSync(read))).toBe(digest(picture));
});

test('every format that Chromium puts on the clipboard comes back', async () => {
  await browser.focus();
  await keyboard.press('a');
  await browser.waitForText('a');
  await keyboard.press('ctrl+a');
  await keyboard.press('ctrl+c');
  await pollUntil('the copy', async () => (await readClipboard(stage.env)) === 'a');
  const before = (await clipboardTargets(stage.env)).filter(
    (name) => !/^(TARGETS|TIMESTAMP|MULTIPLE|SAVE_TARGETS)$/.test(name),
  );
  await terminal.focus();
  await stage.inserter.insert('between', await activeTarget());
  await clipboardIs('a');
  expect(await clipboardTargets(stage.env)).toEqual(expect.arrayContaining(before));
});

test('clipboard histories are told to keep the text out', async () => {
  await stage.clipboard.write('secret', { keepOutOfHistory: true, primary: false });
  expect(await clipboardTargets(stage.env)).toContain('x-kde-passwordManagerHint');
  await stage.clipboard.write('open', { keepOutOfHistory: false, primary: false });
  expect(await clipboardTargets(stage.env)).not.toContain('x-kde-passwordManagerHint');
});

test('an X server that dies ends no program: the next target is unknown and the text is an error', async () => {
  await using mortal = await startX11Stage();
  await mortal.inserter.target();
  const connection = await mortal.link.get();
  const lost = new Promise((resolve) => connection.lost.addEventListener('abort', resolve));
  await mortal.desktop.programs.xServer.stop();
  await lost;
  expect(await mortal.inserter.target()).toEqual({ windowId: '' });
  await expect(mortal.inserter.insert('lost', { windowId: '' })).rejects.toMatchObject({ code: 'clipboard_failed' });
});
