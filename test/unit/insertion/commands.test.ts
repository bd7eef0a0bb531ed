import { describe, expect, test } from 'vitest';
import { bestType } from '../../../src-main/insertion/command-clipboard.ts';
import { type CommandResult, commandRunner, type RunCommand } from '../../../src-main/insertion/command-runner.ts';
import { compositorWindows } from '../../../src-main/insertion/compositor-windows.ts';
import {
  isNewYdotool,
  osascriptChord,
  wtypeChord,
  xdotoolChord,
  ydotoolChord,
} from '../../../src-main/insertion/key-commands.ts';
import { KeyPressPortal } from '../../../src-main/insertion/key-press-portal.ts';
import { MacosDriver, readFrontProgram } from '../../../src-main/insertion/macos-driver.ts';
import { keyToolOrder, WaylandDriver } from '../../../src-main/insertion/wayland-driver.ts';
import { WindowsDriver } from '../../../src-main/insertion/windows-driver.ts';
import { windowsCommand } from '../../../src-main/insertion/windows-script.ts';

/** Answers by the start of the command line; what is not listed fails. */
function pretendRun(answers: Readonly<Record<string, string>>): { run: RunCommand; ran: string[] } {
  const ran: string[] = [];
  const run: RunCommand = async (command): Promise<CommandResult> => {
    const line = command.join(' ');
    ran.push(line);
    const found = Object.entries(answers).find(([start]) => line.startsWith(start));
    return { ok: found !== undefined, stdout: found?.[1] ?? '', stderr: '' };
  };
  return { run, ran };
}

describe('key programs get', () => {
  test('wtype: names, and modifiers let go in reverse', () => {
    expect(wtypeChord('ctrl+shift+v').join(' ')).toBe('wtype -M ctrl -M shift -k v -m shift -m ctrl');
    expect(wtypeChord('enter').join(' ')).toBe('wtype -k Return');
  });

  test('ydotool: places only, so never a letter', () => {
    expect(ydotoolChord('shift+insert')?.join(' ')).toBe('ydotool key 42:1 110:1 110:0 42:0');
    expect(ydotoolChord('ctrl+v')).toBeNull();
    expect(isNewYdotool('Usage: key [OPTION]... [KEYCODES]...  <keycode>:<pressed>')).toBe(true);
    expect(isNewYdotool('Usage: key [--delay <ms>] <key sequence>')).toBe(false);
  });

  test('xdotool: never --clearmodifiers', () => {
    expect(xdotoolChord('shift+insert').join(' ')).toBe('xdotool key shift+Insert');
  });

  test('AppleScript: the character', () => {
    expect(osascriptChord('cmd+v').at(-1)).toBe(
      'tell application "System Events" to keystroke "v" using {command down}',
    );
  });
});

describe('Wayland', () => {
  const portal = () => new KeyPressPortal('unix:path=/nowhere/bus', { read: () => '', write: () => undefined });

  test('asks the portal first where wtype\u2019s protocol is missing', () => {
    expect(keyToolOrder('gnome')).toEqual(['portal', 'ydotool']);
    expect(keyToolOrder('sway')).toEqual(['wtype', 'portal', 'ydotool']);
  });

  test('presses through wtype on sway, and knows its windows', async () => {
    const tree = {
      id: 1,
      focused: false,
      nodes: [{ id: 7, focused: true, app_id: 'foot', name: 'shell', nodes: [], floating_nodes: [] }],
      floating_nodes: [],
    };
    const { run, ran } = pretendRun({ 'swaymsg -t get_tree': JSON.stringify(tree), 'wtype -M': '' });
    const driver = new WaylandDriver({ desktop: 'sway', run, has: (name) => name === 'wtype', portal: portal() });
    expect(await driver.can()).toEqual({ chord: true, type: true, primary: true });
    expect(await driver.active()).toEqual({ id: 'sway:7', name: 'foot', className: 'foot' });
    expect(await driver.activate('sway:7')).toBe('active');
    expect(await driver.activate('sway:8')).toBe('gone');
    await driver.press('ctrl+shift+v');
    expect(ran.at(-1)).toBe('wtype -M ctrl -M shift -k v -m shift -m ctrl');
  });

  test('lets wtype type a text of minutes to its end, at 4 ms a character and more', async () => {
    let patience = 0;
    const run: RunCommand = async (_command, { patienceMs = 0 } = {}) => {
      patience = patienceMs;
      return { ok: true, stdout: '', stderr: '' };
    };
    using driver = new WaylandDriver({ desktop: 'sway', run, has: (name) => name === 'wtype', portal: portal() });
    const text = 'What was said in five minutes. '.repeat(150);
    await driver.type(text);
    expect(patience).toBeGreaterThan(text.length * 10);
    const ended = await commandRunner(process.env)(['sleep', '60'], { patienceMs: 20 });
    expect(ended).toMatchObject({ ok: false, stderr: 'sleep: timeout' });
  });

  test('refuses the old ydotool, and then can only copy', async () => {
    const { run } = pretendRun({ 'ydotool key --help': 'Usage: key [--delay <ms>] <key sequence>' });
    const driver = new WaylandDriver({ desktop: 'gnome', run, has: () => true, portal: portal() });
    expect(await driver.can()).toMatchObject({ chord: false, type: false });
    await expect(driver.press('ctrl+v')).rejects.toMatchObject({ code: 'paste_failed' });
  });

  test('with ydotool letters are avoided', async () => {
    const { run } = pretendRun({ 'ydotool key': 'Usage: key <keycode>:<pressed>' });
    const driver = new WaylandDriver({ desktop: 'kde', run, has: () => true, portal: portal() });
    expect(await driver.can()).toMatchObject({ chord: true });
    expect(await driver.hasKeys('ctrl+v')).toBe(false);
    expect(await driver.hasKeys('shift+insert')).toBe(true);
  });

  test('finds and focuses windows on Hyprland', async () => {
    const { run } = pretendRun({
      'hyprctl activewindow': '{"address":"0x1","class":"kitty","title":"shell"}',
      'hyprctl clients': '[{"address":"0x1","class":"kitty"},{"address":"0x2","class":"firefox"}]',
      'hyprctl dispatch': 'ok',
    });
    const windows = compositorWindows('hyprland', run);
    expect(await windows?.active()).toEqual({ id: 'hyprland:0x1', name: 'kitty', className: 'kitty' });
    expect(await windows?.activate('hyprland:0x2')).toBe('refused');
    expect(await windows?.activate('hyprland:0x3')).toBe('gone');
    expect(compositorWindows('gnome', run)).toBeNull();
  });
});

test('Wayland: what presses keys is found once it is there, without a new start', async () => {
  const programs = new Set<string>();
  const portal = new KeyPressPortal('unix:path=/nowhere/bus', { read: () => '', write: () => undefined });
  const run: RunCommand = async () => ({ ok: true, stdout: '', stderr: '' });
  using driver = new WaylandDriver({ desktop: 'sway', run, has: (program) => programs.has(program), portal });
  expect(await driver.can()).toMatchObject({ chord: false });
  programs.add('wtype');
  expect(await driver.can()).toMatchObject({ chord: true, type: true });
  expect(driver.name).toBe('wtype');
});

test('macOS: the program in front is read from lsappinfo', () => {
  const text = '"pid"=612\n"CFBundleIdentifier"="com.apple.TextEdit"\n"LSDisplayName"="TextEdit"\n';
  expect(readFrontProgram(text)).toEqual({
    id: 'macos:612:com.apple.TextEdit',
    className: 'com.apple.TextEdit',
    name: 'TextEdit',
  });
  expect(readFrontProgram('')).toBeNull();
});

describe('macOS: \u2318V by the layout', () => {
  const pressed = async (layout: string | null): Promise<string | undefined> => {
    const { run, ran } = pretendRun({ osascript: '', ...(layout === null ? {} : { defaults: `${layout}\n` }) });
    using driver = new MacosDriver(run);
    await driver.press('cmd+v');
    return ran.at(-1);
  };
  const [byPlace, byLetter] = ['key code 9', 'keystroke "v"'].map(
    (stroke) => `osascript -e tell application "System Events" to ${stroke} using {command down}`,
  );

  test.each([
    'US',
    'German',
    'French',
    'Russian',
    'Ukrainian-PC',
    'Greek',
    'Hebrew',
    '2SetHangul',
    'ZhuyinBopomofo',
    'DVORAK-QWERTYCMD',
  ])('%s: by its place, since a layout without the letter has no key for it', async (name) => {
    expect(await pressed(`com.apple.keylayout.${name}`)).toBe(byPlace);
  });

  test.each([
    'com.apple.keylayout.Dvorak',
    'com.apple.keylayout.Dvorak-Left',
    'com.apple.keylayout.Turkish',
    'org.unknown.keylayout.Bepo',
    null,
  ])('%s: by the letter, which lies elsewhere there, or may', async (layout) => {
    expect(await pressed(layout)).toBe(byLetter);
  });
});

describe('Windows', () => {
  const helper = (body: string): readonly [string, ...string[]] => [
    process.execPath,
    '-e',
    `const lines = require('node:readline').createInterface({ input: process.stdin });
     console.log('ok ready'); lines.on('line', (line) => { ${body} });`,
  ];

  test('asks its helper one line at a time and reads the answers in order', async () => {
    using driver = new WindowsDriver(
      helper(`if (line === 'active') console.log('ok 77 12 notepad');
        else if (line === 'activate 77') console.log('ok');
        else if (line.startsWith('activate')) console.log('no gone');
        else if (line === 'press ctrl+v') console.log('ok');
        else if (line.startsWith('type ')) console.log(Buffer.from(line.slice(5), 'base64').toString() === 'zwei\\n你' ? 'ok' : 'no');
        else console.log('no refused');`),
    );
    const [active, here, gone] = await Promise.all([
      driver.active(),
      driver.activate('windows:77:12'),
      driver.activate('windows:78:12'),
    ]);
    expect(active).toEqual({ id: 'windows:77:12', className: 'notepad', name: 'notepad' });
    expect([here, gone]).toEqual(['active', 'gone']);
    await driver.press('ctrl+v');
    await driver.type('zwei\r\n你');
    await expect(driver.press('shift+insert')).rejects.toMatchObject({ code: 'paste_failed' });
  });

  test('a helper that dies is an answer, and the next question starts a new one', async () => {
    using driver = new WindowsDriver(helper(`if (line === 'settle') process.exit(1); console.log('ok 1 2 x');`));
    await driver.settle();
    expect(await driver.active()).toMatchObject({ id: 'windows:1:2' });
  });

  test('a helper that is not there is an answer, too', async () => {
    using driver = new WindowsDriver(['/nowhere/powershell.exe']);
    expect(await driver.active()).toBeNull();
    await expect(driver.press('ctrl+v')).rejects.toMatchObject({ code: 'paste_failed' });
  });

  test('the script fits into a command line', () => {
    expect(windowsCommand().join(' ').length).toBeLessThan(32_000);
  });
});

test('programs that own one format keep the best: files, then text, then pictures', () => {
  const text = 'text/plain;charset=utf-8';
  expect(bestType(['TARGETS', 'image/png', 'image/bmp'], text)).toBe('image/png');
  expect(bestType(['text/html', 'UTF8_STRING', 'image/png'], text)).toBe('UTF8_STRING');
  expect(bestType(['text/uri-list', 'UTF8_STRING'], text)).toBe('text/uri-list');
  expect(bestType(['TARGETS'], text)).toBeNull();
});
