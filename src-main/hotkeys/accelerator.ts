// Hotkeys as text, in Electron's accelerator grammar ("Control+Alt+Space") plus single modifiers by their code name
// ("ControlRight"): parsed, written, made from a keyboard event, and judged. PURE.
import { type KeyFacts, type Modifier, modifierKeys, ordinaryKeys } from './key-table.ts';

export interface Accelerator {
  /** In the fixed order Control, Alt, Shift, Super; empty for a single modifier. */
  readonly modifiers: readonly Modifier[];
  readonly key: KeyFacts;
}

/** What the page's recorder sends: fields of a DOM KeyboardEvent. */
export interface KeyPressed {
  readonly code: string;
  /** What the key means on the user's layout. */
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

const order: readonly Modifier[] = ['Control', 'Alt', 'Shift', 'Super'];

/** Electron's spellings. CommandOrControl depends on the platform. */
const modifierNames: Readonly<Record<string, Modifier | 'CommandOrControl'>> = {
  control: 'Control', ctrl: 'Control', commandorcontrol: 'CommandOrControl', cmdorctrl: 'CommandOrControl', alt: 'Alt',
  option: 'Alt', shift: 'Shift', super: 'Super', meta: 'Super', command: 'Super', cmd: 'Super',
}; // biome-ignore format: a table

const otherNames: Readonly<Record<string, string>> = { enter: 'return', esc: 'escape', plus: '=' };

const byName = new Map(ordinaryKeys.map((key) => [key.name.toLowerCase(), key]));
const bySingle = new Map(modifierKeys.map((key) => [key.code.toLowerCase(), key]));
const byCode = new Map(ordinaryKeys.map((key) => [key.code, key]));

/** Null when it is not a hotkey. */
export function parseAccelerator(text: string, platform: NodeJS.Platform): Accelerator | null {
  const parts = text
    .trim()
    .split('+')
    .map((part) => part.trim().toLowerCase());
  const last = parts.pop();
  if (!last) return null;
  const single = bySingle.get(last);
  if (single) return parts.length === 0 ? { modifiers: [], key: single } : null;
  const key = byName.get(otherNames[last] ?? last);
  if (!key) return null;
  const modifiers = new Set<Modifier>();
  for (const part of parts) {
    const modifier = modifierNames[part];
    if (!modifier) return null;
    modifiers.add(modifier === 'CommandOrControl' ? (platform === 'darwin' ? 'Super' : 'Control') : modifier);
  }
  return { modifiers: order.filter((modifier) => modifiers.has(modifier)), key };
}

export function formatAccelerator({ modifiers, key }: Accelerator): string {
  return [...modifiers, key.name].join('+');
}

/** A lone modifier: it can't be grabbed, only the hook sees it. */
export function isSingleModifier({ key }: Accelerator): boolean {
  return bySingle.has(key.code.toLowerCase());
}

/**
 * For the recorder in the settings page. A modifier by itself is a hotkey once it is let go without another key: the
 * page calls this with `alone`. Letters go by what they mean, other keys by their place.
 */
export function acceleratorFromKey(event: KeyPressed, alone = false): Accelerator | null {
  const single = bySingle.get(event.code.toLowerCase());
  if (single) return alone ? { modifiers: [], key: single } : null;
  const letter = ordinaryKeys.find((key) => key.letter !== undefined && key.letter === event.key.toLowerCase());
  const key = letter ?? byCode.get(event.code);
  if (!key) return null;
  const held: Readonly<Record<Modifier, boolean>> = {
    Control: event.ctrlKey,
    Alt: event.altKey,
    Shift: event.shiftKey,
    Super: event.metaKey,
  };
  return { modifiers: order.filter((modifier) => held[modifier]), key };
}

/** The other way: what a page compares its own key events with. */
export function matchesKey({ modifiers, key }: Accelerator, event: KeyPressed): boolean {
  const same = acceleratorFromKey(event, true);
  return same !== null && same.key.code === key.code && same.modifiers.join() === modifiers.join();
}

export type Judgement = 'fine' | 'invalid' | 'types-text' | 'reserved' | 'needs-hook';

/** Keys that every program needs, and chords that systems keep for themselves. */
const reserved: Readonly<Record<'all' | 'darwin' | 'linux' | 'win32', readonly string[]>> = {
  all: ['Escape', 'Return', 'Tab', 'Backspace', 'Delete', 'Control+C', 'Control+V', 'Control+X', 'Control+Z', 'Alt+Tab', 'Alt+F4'],
  darwin: ['Super+C', 'Super+V', 'Super+X', 'Super+Z', 'Super+Q', 'Super+W', 'Super+Tab', 'Super+Space', 'Alt+Super+Escape'],
  linux: ['Control+Alt+Delete', 'Control+Alt+Backspace', 'Shift+Insert', ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => `Control+Alt+F${n}`)],
  win32: ['Control+Alt+Delete', 'Super+L', 'Control+Escape', 'Alt+Escape', 'F12'],
}; // biome-ignore format: lists

/** Whether this text is a hotkey that makes sense, and if not, why. */
export function judgeAccelerator(text: string, platform: NodeJS.Platform): Judgement {
  const accelerator = parseAccelerator(text, platform);
  if (!accelerator) return 'invalid';
  const written = formatAccelerator(accelerator);
  const own = platform === 'darwin' || platform === 'win32' ? platform : 'linux';
  if ([...reserved.all, ...reserved[own]].includes(written)) return 'reserved';
  if (isSingleModifier(accelerator)) return 'needs-hook';
  const { modifiers, key } = accelerator;
  const onlyShift = modifiers.every((modifier) => modifier === 'Shift');
  if (onlyShift && typesText(key)) return 'types-text';
  return 'fine';
}

function typesText({ name, code }: KeyFacts): boolean {
  return name.length === 1 || name === 'Space' || (code.startsWith('Numpad') && name !== 'numpad');
}
