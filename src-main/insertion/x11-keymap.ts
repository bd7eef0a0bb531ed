// Which key of the live layout carries a symbol. PURE: works on what GetKeyboardMapping and GetModifierMapping answer.

/** X keysyms that are needed by name (X11/keysymdef.h). */
export const keysyms = {
  Return: 0xff0d,
  Tab: 0xff09,
  Insert: 0xff63,
  Shift_L: 0xffe1,
  Control_L: 0xffe3,
  Num_Lock: 0xff7f,
  Caps_Lock: 0xffe5,
  Shift_Lock: 0xffe6,
  v: 0x76,
} as const;

export interface Keymap {
  readonly firstKeycode: number;
  /** Row per keycode: [group 1 level 1, group 1 level 2, group 2 level 1, group 2 level 2, …]. */
  readonly rows: readonly (readonly number[])[];
  /** Keycodes by modifier: Shift, Lock, Control, Mod1-Mod5. */
  readonly modifiers: readonly (readonly number[])[];
}

export interface KeyPosition {
  readonly keycode: number;
  readonly shift: boolean;
  /** Layout group that has to be in force while the key is pressed. */
  readonly group: number;
}

/** In the group in force if possible, without Shift if possible; else in another group; else null. */
export function findKey(keymap: Keymap, keysym: number, group: number): KeyPosition | null {
  const others = [0, 1].filter((other) => other !== group);
  for (const candidate of group < 2 ? [group, ...others] : others) {
    for (const shift of [false, true]) {
      const keycode = keycodeAt(keymap, keysym, candidate * 2 + (shift ? 1 : 0));
      if (keycode !== null) return { keycode, shift, group: candidate };
    }
  }
  return null;
}

function keycodeAt({ rows, firstKeycode }: Keymap, keysym: number, column: number): number | null {
  const index = rows.findIndex((row) => row[column] === keysym);
  return index < 0 ? null : firstKeycode + index;
}

/** Keycodes that carry nothing: free for a symbol that the layout does not have. */
export function spareKeycodes({ rows, firstKeycode, modifiers }: Keymap): number[] {
  const used = new Set(modifiers.flat());
  return rows.flatMap((row, index) =>
    row.every((keysym) => keysym === 0) && !used.has(firstKeycode + index) ? [firstKeycode + index] : [],
  );
}

/** Keys that change what a chord means while they are down; the locks don't count, they are no held keys. */
export function chordModifiers(keymap: Keymap): ReadonlySet<number> {
  const locks = new Set<number>([keysyms.Num_Lock, keysyms.Caps_Lock, keysyms.Shift_Lock]);
  const isLock = (keycode: number): boolean =>
    keymap.rows[keycode - keymap.firstKeycode]?.some((keysym) => locks.has(keysym)) ?? false;
  const keycodes = keymap.modifiers.flatMap((row, index) => (index === 1 ? [] : row));
  return new Set(keycodes.filter((keycode) => keycode !== 0 && !isLock(keycode)));
}

/** Keycodes of the bits that are set in QueryKeymap's 32 bytes. */
export function heldKeycodes(bits: Uint8Array): number[] {
  const held: number[] = [];
  bits.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit += 1) if (byte & (1 << bit)) held.push(index * 8 + bit);
  });
  return held;
}

/** Latin-1 has its own keysyms; everything else is the Unicode keysym (X protocol, appendix A). */
export function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (character === '\n' || character === '\r') return keysyms.Return;
  if (character === '\t') return keysyms.Tab;
  if ((point >= 0x20 && point <= 0x7e) || (point >= 0xa0 && point <= 0xff)) return point;
  return 0x0100_0000 + point;
}
