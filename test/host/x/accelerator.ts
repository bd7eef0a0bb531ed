// Electron's accelerator strings ("Control+Alt+Space") as X keysyms and modifiers. PURE: no connection.

export interface ParsedAccelerator {
  readonly keysym: number;
  readonly modifiers: readonly ('control' | 'shift' | 'alt' | 'super' | 'altgr')[];
}

type Modifier = ParsedAccelerator['modifiers'][number];

/** https://www.electronjs.org/docs/latest/tutorial/keyboard-shortcuts: available modifiers (on Linux). */
const modifierNames: Readonly<Record<string, Modifier>> = {
  control: 'control',
  ctrl: 'control',
  commandorcontrol: 'control',
  cmdorctrl: 'control',
  alt: 'alt',
  option: 'alt',
  altgr: 'altgr',
  shift: 'shift',
  super: 'super',
  meta: 'super',
  command: 'super',
  cmd: 'super',
};

const namedKeys: Readonly<Record<string, number>> = {
  plus: 0x2b,
  space: 0x20,
  tab: 0xff09,
  capslock: 0xffe5,
  numlock: 0xff7f,
  scrolllock: 0xff14,
  backspace: 0xff08,
  delete: 0xffff,
  insert: 0xff63,
  return: 0xff0d,
  enter: 0xff0d,
  up: 0xff52,
  down: 0xff54,
  left: 0xff51,
  right: 0xff53,
  home: 0xff50,
  end: 0xff57,
  pageup: 0xff55,
  pagedown: 0xff56,
  escape: 0xff1b,
  esc: 0xff1b,
  printscreen: 0xff61,
  volumeup: 0x1008ff13,
  volumedown: 0x1008ff11,
  volumemute: 0x1008ff12,
  medianexttrack: 0x1008ff17,
  mediaprevioustrack: 0x1008ff16,
  mediastop: 0x1008ff15,
  mediaplaypause: 0x1008ff14,
  numdec: 0xffae,
  numadd: 0xffab,
  numsub: 0xffad,
  nummult: 0xffaa,
  numdiv: 0xffaf,
};

/** @returns undefined for what Electron refuses to convert: no key, two keys, or an unknown name */
export function parseAccelerator(accelerator: string): ParsedAccelerator | undefined {
  const modifiers = new Set<Modifier>();
  let keysym: number | undefined;
  for (const part of accelerator.split('+')) {
    const modifier = modifierNames[part.toLowerCase()];
    if (modifier !== undefined) {
      modifiers.add(modifier);
      continue;
    }
    const key = keysymOf(part);
    if (key === undefined || keysym !== undefined) return undefined;
    keysym = key;
  }
  return keysym === undefined ? undefined : { keysym, modifiers: [...modifiers] };
}

function keysymOf(name: string): number | undefined {
  const lower = name.toLowerCase();
  const named = namedKeys[lower];
  if (named !== undefined) return named;
  const functionKey = /^f([1-9]|1\d|2[0-4])$/.exec(lower);
  if (functionKey?.[1] !== undefined) return 0xffbe + Number(functionKey[1]) - 1;
  const keypad = /^num([0-9])$/.exec(lower);
  if (keypad?.[1] !== undefined) return 0xffb0 + Number(keypad[1]);
  // Latin-1 keysyms are the characters themselves; keys carry the lower-case one.
  return /^[!-~]$/.test(name) ? lower.codePointAt(0) : undefined;
}
