// Pressed keys as accelerators, and when two of them are the same.
import { describe, expect, test } from 'vitest';
import {
  accelerator,
  isModifier,
  type KeyPress,
  keyPart,
} from '../../../src-renderer/window/settings/dom-accelerator.ts';
import { sameKeys } from '../../../src-renderer/window/steps/key-test.ts';

const press = (code: string, key: string, modifiers: Partial<KeyPress> = {}): KeyPress => ({
  code,
  key,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...modifiers,
});

describe('accelerator', () => {
  test.each([
    [press('Space', ' ', { ctrlKey: true, altKey: true }), 'linux', 'Control+Alt+Space'],
    [press('KeyV', 'V', { ctrlKey: true, shiftKey: true }), 'linux', 'Control+Shift+V'],
    [press('F9', 'F9'), 'linux', 'F9'],
    [press('KeyK', 'k', { metaKey: true }), 'darwin', 'Command+K'],
    [press('KeyK', 'k', { metaKey: true }), 'win32', 'Super+K'],
    [press('ControlRight', 'Control', { ctrlKey: true }), 'linux', 'Control'],
    [press('ArrowUp', 'ArrowUp', { altKey: true }), 'linux', 'Alt+Up'],
    [press('Numpad4', '4'), 'linux', 'num4'],
  ] as const)('%j on %s is %s', (keys, platform, expected) => {
    expect(accelerator(keys, platform)).toBe(expected);
  });
  test('a letter is what the layout writes, or its place where the layout writes none', () => {
    expect(keyPart(press('KeyY', 'z'))).toBe('Z');
    expect(keyPart(press('KeyF', 'а'))).toBe('F');
    expect(keyPart(press('Semicolon', 'ö'))).toBe('ö');
  });
  test('modifiers of both sides are modifiers', () => {
    expect(['ShiftLeft', 'AltRight', 'MetaLeft', 'ControlRight'].every((code) => isModifier(press(code, 'x')))).toBe(
      true,
    );
    expect(isModifier(press('KeyA', 'a'))).toBe(false);
  });
});

describe('sameKeys', () => {
  test('order, case and short names do not matter, the keys do', () => {
    expect(sameKeys('Ctrl+Alt+Space', 'Alt+Control+space')).toBe(true);
    expect(sameKeys('ControlRight', 'ControlRight')).toBe(true);
    expect(sameKeys('ControlRight', 'Control')).toBe(false);
    expect(sameKeys('Control+A', 'Control+B')).toBe(false);
  });
});
