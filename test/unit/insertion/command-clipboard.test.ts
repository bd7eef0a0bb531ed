// xclip on a private X server stands for all clipboard programs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandClipboard, waylandCommands, xclipCommands } from '../../../src-main/insertion/command-clipboard.ts';
import { firstClipboard } from '../../../src-main/insertion/first-that-works.ts';
import { X11Clipboard } from '../../../src-main/insertion/x11-clipboard.ts';
import { X11Link } from '../../../src-main/lib/x11-connection.ts';
import { readClipboard, writeClipboard } from '../../desktop/clipboard.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../../desktop/virtual-desktop.ts';

const stack = new AsyncDisposableStack();
let desktop: VirtualDesktop;
let clipboard: CommandClipboard;
const options = { keepOutOfHistory: true, primary: false };

beforeAll(async () => {
  desktop = stack.use(await startVirtualDesktop());
  clipboard = new CommandClipboard(xclipCommands, desktop.env);
}, 30_000);
afterAll(() => stack.disposeAsync());

test('a text is written, known as ours, and the user\u2019s comes back', async () => {
  await writeClipboard('mine, ümlaut', desktop.env);
  const saved = await clipboard.save({ primary: false });
  await clipboard.write('ours 你好', options);
  expect(await readClipboard(desktop.env)).toBe('ours 你好');
  expect(await clipboard.stillOurs('ours 你好')).toBe(true);
  await clipboard.restore(saved);
  expect(await readClipboard(desktop.env)).toBe('mine, ümlaut');
  expect(await clipboard.stillOurs('ours 你好')).toBe(false);
});

test('a picture comes back', async () => {
  const picture = Buffer.from([1, 2, 3, 0, 255]);
  await writeClipboard(picture, desktop.env, { target: 'image/png' });
  const saved = await clipboard.save({ primary: false });
  await clipboard.write('ours', options);
  await clipboard.restore(saved);
  expect((await clipboard.save({ primary: false })).formats).toEqual([
    { selection: 'clipboard', type: 'image/png', bytes: picture },
  ]);
});

test('PRIMARY is saved and restored when it is used', async () => {
  await writeClipboard('selected', desktop.env, { selection: 'primary' });
  const saved = await clipboard.save({ primary: true });
  await clipboard.write('ours', { ...options, primary: true });
  expect(await readClipboard(desktop.env, 'primary')).toBe('ours');
  await clipboard.restore(saved);
  expect(await readClipboard(desktop.env, 'primary')).toBe('selected');
});

test('a program that is missing is an error that says what to install', async () => {
  const missing = new CommandClipboard(waylandCommands, { ...desktop.env, PATH: '/nowhere' });
  await expect(missing.write('text', options)).rejects.toMatchObject({
    code: 'clipboard_failed',
    hint: 'Install wl-clipboard.',
  });
});

test('where our own connection can\u2019t be had, the program takes over', async () => {
  using nowhere = new X11Link(':4711');
  await using own = new X11Clipboard(nowhere);
  const both = firstClipboard([own, clipboard]);
  await writeClipboard('mine', desktop.env);
  const saved = await both.save({ primary: false });
  await both.write('ours', options);
  expect(await both.stillOurs('ours')).toBe(true);
  await both.restore(saved);
  expect(await readClipboard(desktop.env)).toBe('mine');
});
