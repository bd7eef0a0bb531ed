// Pressed keys of the page as an accelerator: "Control+Alt+Space", or one modifier by its code name ("ControlRight") when
// it was pressed and let go alone. PURE.

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

const modifierCodes = /^(Control|Shift|Alt|Meta)(Left|Right)$/;
export const isModifier = (press: KeyPress): boolean => modifierCodes.test(press.code) || press.key === 'AltGraph';

const names: Readonly<Record<string, string>> = {
  Space: 'Space',
  Enter: 'Return',
  NumpadEnter: 'Return',
  Escape: 'Escape',
  Backspace: 'Backspace',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  CapsLock: 'Capslock',
  NumLock: 'Numlock',
  ScrollLock: 'Scrolllock',
  NumpadAdd: 'numadd',
  NumpadSubtract: 'numsub',
  NumpadMultiply: 'nummult',
  NumpadDivide: 'numdiv',
  NumpadDecimal: 'numdec',
};
const sameName = /^(F\d{1,2}|Tab|Delete|Insert|Home|End|PageUp|PageDown|PrintScreen|Pause)$/;

/** Electron's name of a key that is no modifier; null: it has none. Letters by what the layout writes. */
export function keyPart({ key, code }: KeyPress): string | null {
  if (names[code]) return names[code];
  if (sameName.test(code)) return code;
  const numpad = /^Numpad(\d)$/.exec(code);
  if (numpad?.[1]) return `num${numpad[1]}`;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  if (place) return place[1] ?? place[2] ?? null;
  if (key === '+') return 'Plus';
  return key.length === 1 && key !== ' ' ? key : null;
}

/** What is held so far; modifiers in Electron's order. */
export function accelerator(press: KeyPress, platform: 'linux' | 'darwin' | 'win32'): string {
  const main = isModifier(press) ? null : keyPart(press);
  return [
    ...(press.ctrlKey ? ['Control'] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.shiftKey ? ['Shift'] : []),
    ...(press.metaKey ? [platform === 'darwin' ? 'Command' : 'Super'] : []),
    ...(main === null ? [] : [main]),
  ].join('+');
}
