// Every key that can be part of a hotkey, once: its name in Electron's accelerators, its DOM code, the hook's number
// (libuiohook virtual codes) and its place on a PC keyboard as an X keycode (evdev code + 8). PURE data.
// Sources: electron.d.ts (Accelerator), UI Events code values, uiohook-napi's UiohookKey, linux/input-event-codes.h.

export interface KeyFacts {
  /** As in an accelerator: "Space", "A", "F9"; for single modifiers the DOM code ("ControlRight"). */
  readonly name: string;
  /** KeyboardEvent.code. */
  readonly code: string;
  /** libuiohook's virtual code. */
  readonly hook: number;
  /** X keycode of the place on the keyboard. */
  readonly x: number;
  /** KeyboardEvent.key for keys whose place and meaning differ between layouts. */
  readonly letter?: string;
}

type Row = readonly [name: string, code: string, hook: number, x: number];

const letterRow = (letter: string, hook: number, x: number): KeyFacts => ({
  name: letter,
  code: `Key${letter}`,
  hook,
  x,
  letter: letter.toLowerCase(),
});

const letters: readonly KeyFacts[] = [
  letterRow('A', 30, 38), letterRow('B', 48, 56), letterRow('C', 46, 54), letterRow('D', 32, 40), letterRow('E', 18, 26),
  letterRow('F', 33, 41), letterRow('G', 34, 42), letterRow('H', 35, 43), letterRow('I', 23, 31), letterRow('J', 36, 44),
  letterRow('K', 37, 45), letterRow('L', 38, 46), letterRow('M', 50, 58), letterRow('N', 49, 57), letterRow('O', 24, 32),
  letterRow('P', 25, 33), letterRow('Q', 16, 24), letterRow('R', 19, 27), letterRow('S', 31, 39), letterRow('T', 20, 28),
  letterRow('U', 22, 30), letterRow('V', 47, 55), letterRow('W', 17, 25), letterRow('X', 45, 53), letterRow('Y', 21, 29),
  letterRow('Z', 44, 52),
]; // biome-ignore format: a table

const rows: readonly Row[] = [
  ['0', 'Digit0', 11, 19], ['1', 'Digit1', 2, 10], ['2', 'Digit2', 3, 11], ['3', 'Digit3', 4, 12], ['4', 'Digit4', 5, 13],
  ['5', 'Digit5', 6, 14], ['6', 'Digit6', 7, 15], ['7', 'Digit7', 8, 16], ['8', 'Digit8', 9, 17], ['9', 'Digit9', 10, 18],
  ['F1', 'F1', 59, 67], ['F2', 'F2', 60, 68], ['F3', 'F3', 61, 69], ['F4', 'F4', 62, 70], ['F5', 'F5', 63, 71],
  ['F6', 'F6', 64, 72], ['F7', 'F7', 65, 73], ['F8', 'F8', 66, 74], ['F9', 'F9', 67, 75], ['F10', 'F10', 68, 76],
  ['F11', 'F11', 87, 95], ['F12', 'F12', 88, 96],
  ['Space', 'Space', 57, 65], ['Tab', 'Tab', 15, 23], ['Return', 'Enter', 28, 36], ['Backspace', 'Backspace', 14, 22],
  ['Escape', 'Escape', 1, 9], ['Delete', 'Delete', 3667, 119], ['Insert', 'Insert', 3666, 118],
  ['Home', 'Home', 3655, 110], ['End', 'End', 3663, 115], ['PageUp', 'PageUp', 3657, 112],
  ['PageDown', 'PageDown', 3665, 117], ['Up', 'ArrowUp', 57416, 111], ['Down', 'ArrowDown', 57424, 116],
  ['Left', 'ArrowLeft', 57419, 113], ['Right', 'ArrowRight', 57421, 114],
  ['PrintScreen', 'PrintScreen', 3639, 107], ['Scrolllock', 'ScrollLock', 70, 78],
  ['`', 'Backquote', 41, 49], ['-', 'Minus', 12, 20], ['=', 'Equal', 13, 21], ['[', 'BracketLeft', 26, 34],
  [']', 'BracketRight', 27, 35], ['\\', 'Backslash', 43, 51], [';', 'Semicolon', 39, 47], ["'", 'Quote', 40, 48],
  [',', 'Comma', 51, 59], ['.', 'Period', 52, 60], ['/', 'Slash', 53, 61],
  ['num0', 'Numpad0', 82, 90], ['num1', 'Numpad1', 79, 87], ['num2', 'Numpad2', 80, 88], ['num3', 'Numpad3', 81, 89],
  ['num4', 'Numpad4', 75, 83], ['num5', 'Numpad5', 76, 84], ['num6', 'Numpad6', 77, 85], ['num7', 'Numpad7', 71, 79],
  ['num8', 'Numpad8', 72, 80], ['num9', 'Numpad9', 73, 81], ['numadd', 'NumpadAdd', 78, 86],
  ['numsub', 'NumpadSubtract', 74, 82], ['nummult', 'NumpadMultiply', 55, 63], ['numdiv', 'NumpadDivide', 3637, 106],
  ['numdec', 'NumpadDecimal', 83, 91],
]; // biome-ignore format: a table

const plain = (row: Row): KeyFacts => ({ name: row[0], code: row[1], hook: row[2], x: row[3] });

/** Keys that need no modifier's help to be told apart. */
export const ordinaryKeys: readonly KeyFacts[] = [...letters, ...rows.map(plain)];

export type Modifier = 'Control' | 'Alt' | 'Shift' | 'Super';

export interface ModifierKeyFacts extends KeyFacts {
  readonly modifier: Modifier;
}

const modifierRow = (modifier: Modifier, code: string, hook: number, x: number): ModifierKeyFacts => ({
  name: code,
  code,
  hook,
  x,
  modifier,
});

export const modifierKeys: readonly ModifierKeyFacts[] = [
  modifierRow('Control', 'ControlLeft', 29, 37),
  modifierRow('Control', 'ControlRight', 3613, 105),
  modifierRow('Alt', 'AltLeft', 56, 64),
  modifierRow('Alt', 'AltRight', 3640, 108),
  modifierRow('Shift', 'ShiftLeft', 42, 50),
  modifierRow('Shift', 'ShiftRight', 54, 62),
  modifierRow('Super', 'MetaLeft', 3675, 133),
  modifierRow('Super', 'MetaRight', 3676, 134),
];

/** The hook gives 0 for keys that it has no number for (F13 and above on Linux, AltGr as ISO_Level3_Shift). */
export const unknownHookCode = 0;
