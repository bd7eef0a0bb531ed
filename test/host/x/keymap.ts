// Which physical key and which modifier bits stand for a keysym on this X server now.
import type { ParsedAccelerator } from './accelerator.ts';
import type { XClient } from './x-client.ts';

export interface KeyGrab {
  readonly keycode: number;
  /** Bits of shift, control and the modN that carry alt, super and AltGr here. */
  readonly modifiers: number;
}

const modifierKeysyms = {
  alt: [0xffe9, 0xffea],
  super: [0xffeb, 0xffec],
  altgr: [0xfe03],
} as const;

const numLockKeysym = 0xff7f;
const lockMask = 2;
/** CapsLock is always bit 2; NumLock sits on one of mod1 to mod5. */
const fixedMasks = { shift: 1, control: 4 } as const;

export interface Keymap {
  /** @returns undefined when no key of this keyboard has the keysym, or a modifier is nowhere */
  grabFor(accelerator: ParsedAccelerator): KeyGrab | undefined;
  /** Every combination of CapsLock and NumLock, to be added to the modifiers of a grab. */
  readonly lockCombinations: readonly number[];
  /** The modifier bits that count, without the locks. */
  readonly significantMask: number;
}

export async function readKeymap(x: XClient): Promise<Keymap> {
  const count = x.maxKeycode - x.minKeycode + 1;
  const keysyms = await x.ask<number[][]>('GetKeyboardMapping', x.minKeycode, count);
  const modifierKeys = await x.ask<number[][]>('GetModifierMapping');
  const maskWith = (wanted: readonly number[]): number | undefined => {
    for (const [bit, keycodes] of modifierKeys.entries()) {
      for (const keycode of keycodes) {
        if (keycode !== 0 && keysyms[keycode - x.minKeycode]?.some((keysym) => wanted.includes(keysym)))
          return 1 << bit;
      }
    }
    return undefined;
  };
  const numLock = maskWith([numLockKeysym]) ?? 0;
  return {
    lockCombinations: [...new Set([0, lockMask, numLock, lockMask | numLock])],
    significantMask: 0xff & ~lockMask & ~numLock,
    grabFor({ keysym, modifiers }) {
      // A key's first column first, so that "a" is the key a and not one that reaches it with AltGr.
      const row = [0, 1]
        .map((column) => keysyms.findIndex((columns) => columns[column] === keysym))
        .find((at) => at >= 0);
      if (row === undefined) return undefined;
      let mask = 0;
      for (const modifier of modifiers) {
        const bits =
          modifier === 'shift' || modifier === 'control' ? fixedMasks[modifier] : maskWith(modifierKeysyms[modifier]);
        if (bits === undefined) return undefined;
        mask |= bits;
      }
      return { keycode: x.minKeycode + row, modifiers: mask };
    },
  };
}
