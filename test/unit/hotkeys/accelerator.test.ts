import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acceleratorFromKey,
  formatAccelerator,
  judgeAccelerator,
  type KeyPressed,
  matchesKey,
  parseAccelerator,
} from '../../../src-main/hotkeys/accelerator.ts';
import { compositorLines } from '../../../src-main/hotkeys/compositor-lines.ts';
import { modifierKeys, ordinaryKeys } from '../../../src-main/hotkeys/key-table.ts';
import { trigger } from '../../../src-main/hotkeys/portal.ts';

const parse = (text: string, platform: NodeJS.Platform = 'linux') => {
  const accelerator = parseAccelerator(text, platform);
  if (!accelerator) throw new Error(`"${text}" is no accelerator`);
  return accelerator;
};
const pressed = (code: string, key: string, held: Partial<KeyPressed> = {}): KeyPressed => ({
  code,
  key,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
});

test.each([
  ['Control+Alt+Space', 'Control+Alt+Space'],
  ['alt + ctrl + space', 'Control+Alt+Space'],
  ['CmdOrCtrl+Shift+d', 'Control+Shift+D'],
  ['Option+Esc', 'Alt+Escape'],
  ['F9', 'F9'],
  ['controlright', 'ControlRight'],
  ['num5', 'num5'],
])('"%s" is read as %s', (text, written) => {
  expect(formatAccelerator(parse(text))).toBe(written);
});

test('CommandOrControl is Command on a Mac', () => {
  expect(formatAccelerator(parse('CommandOrControl+D', 'darwin'))).toBe('Super+D');
});

test.each(['', '+', 'Control', 'Control+', 'Alt+ControlRight', 'F13', 'Foo+A', 'Control+A+B'])(
  '"%s" is not a hotkey',
  (text) => {
    expect(parseAccelerator(text, 'linux')).toBeNull();
    expect(judgeAccelerator(text, 'linux')).toBe('invalid');
  },
);

test('every key of the table survives being written and read, with any modifiers', () => {
  const modifiers = fc.subarray(['Control', 'Alt', 'Shift', 'Super'] as const);
  fc.assert(
    fc.property(fc.constantFrom(...ordinaryKeys), modifiers, (key, held) => {
      expect(parse(formatAccelerator({ modifiers: held, key }))).toEqual({ modifiers: held, key });
    }),
  );
});

test('no two keys share a name, a code, a hook number or a place', () => {
  const all = [...ordinaryKeys, ...modifierKeys];
  for (const field of ['name', 'code', 'hook', 'x'] as const) {
    expect(new Set(all.map((key) => key[field])).size, field).toBe(all.length);
  }
});

describe('the recorder in the settings', () => {
  test('takes letters by their meaning and other keys by their place', () => {
    const dvorak = acceleratorFromKey(pressed('KeyK', 't', { ctrlKey: true, altKey: true }));
    expect(dvorak && formatAccelerator(dvorak)).toBe('Control+Alt+T');
    const cyrillic = acceleratorFromKey(pressed('KeyD', 'в', { ctrlKey: true, altKey: true }));
    expect(cyrillic && formatAccelerator(cyrillic)).toBe('Control+Alt+D');
    const space = acceleratorFromKey(pressed('Space', ' ', { shiftKey: true, metaKey: true }));
    expect(space && formatAccelerator(space)).toBe('Shift+Super+Space');
  });

  test('takes a modifier only when it was pressed alone', () => {
    expect(acceleratorFromKey(pressed('ControlRight', 'Control', { ctrlKey: true }))).toBeNull();
    const alone = acceleratorFromKey(pressed('ControlRight', 'Control', { ctrlKey: true }), true);
    expect(alone && formatAccelerator(alone)).toBe('ControlRight');
  });

  test('recognises a hotkey in a page\u2019s own key event', () => {
    expect(matchesKey(parse('Control+Alt+Space'), pressed('Space', ' ', { ctrlKey: true, altKey: true }))).toBe(true);
    expect(matchesKey(parse('Control+Alt+Space'), pressed('Space', ' ', { ctrlKey: true }))).toBe(false);
  });
});

test.each([
  ['Control+Alt+Space', 'linux', 'fine'],
  ['F9', 'linux', 'fine'],
  ['F12', 'win32', 'reserved'],
  ['Escape', 'linux', 'reserved'],
  ['Control+V', 'darwin', 'reserved'],
  ['Super+Space', 'darwin', 'reserved'],
  ['Control+Alt+F2', 'linux', 'reserved'],
  ['D', 'linux', 'types-text'],
  ['Shift+Space', 'linux', 'types-text'],
  ['num4', 'linux', 'types-text'],
  ['ControlRight', 'linux', 'needs-hook'],
] as const)('%s on %s is judged "%s"', (text, platform, judgement) => {
  expect(judgeAccelerator(text, platform)).toBe(judgement);
});

test('a desktop portal is asked in the shortcut specification\u2019s words', () => {
  expect(trigger(parse('Control+Alt+Space'))).toBe('CTRL+ALT+space');
  expect(trigger(parse('Super+Shift+D'))).toBe('SHIFT+LOGO+d');
});

test('compositors get lines for press and release', () => {
  expect(compositorLines('sway', parse('Control+Alt+Space')).lines).toEqual([
    'bindsym --no-repeat Ctrl+Mod1+space exec sotto start',
    'bindsym --release Ctrl+Mod1+space exec sotto stop',
  ]);
  expect(compositorLines('hyprland', parse('Super+F9'), '/opt/sotto').lines).toEqual([
    'bind = SUPER, F9, exec, /opt/sotto start',
    'bindr = SUPER, F9, exec, /opt/sotto stop',
  ]);
});
