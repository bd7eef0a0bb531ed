import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chordModifiers,
  findKey,
  heldKeycodes,
  type Keymap,
  keysymOf,
  keysyms,
  spareKeycodes,
} from '../../../src-main/insertion/x11-keymap.ts';
import { pieces } from '../../../src-main/insertion/x11-typing.ts';

const cyrillicEm = 0x6cd;
/** Keycodes 10-15: Shift, Control, "v" (and Cyrillic em in the second group), NumLock, two free ones. */
const keymap: Keymap = {
  firstKeycode: 10,
  rows: [
    [keysyms.Shift_L, 0, keysyms.Shift_L, 0],
    [keysyms.Control_L, 0, keysyms.Control_L, 0],
    [0x76, 0x56, cyrillicEm, 0x6ed],
    [keysyms.Num_Lock, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ],
  modifiers: [
    [10, 0],
    [0, 0],
    [11, 0],
    [0, 0],
    [13, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ],
};

test('a key is found in the layout group in force first, then in another one, with Shift where it needs it', () => {
  expect(findKey(keymap, 0x76, 0)).toEqual({ keycode: 12, shift: false, group: 0 });
  expect(findKey(keymap, 0x56, 0)).toEqual({ keycode: 12, shift: true, group: 0 });
  expect(findKey(keymap, 0x76, 1)).toEqual({ keycode: 12, shift: false, group: 0 });
  expect(findKey(keymap, cyrillicEm, 0)).toEqual({ keycode: 12, shift: false, group: 1 });
  expect(findKey(keymap, 0x76, 3)).toEqual({ keycode: 12, shift: false, group: 0 });
  expect(findKey(keymap, 0x77, 0)).toBeNull();
});

test('free keycodes are those that carry nothing and modify nothing', () => {
  expect(spareKeycodes(keymap)).toEqual([14, 15]);
});

test('locks are no held modifiers', () => {
  expect([...chordModifiers(keymap)].sort()).toEqual([10, 11]);
});

test('held keys are read from the bits of the keymap', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 8, max: 255 })), (keycodes) => {
      const bits = new Uint8Array(32);
      for (const keycode of keycodes) bits[keycode >> 3] = (bits[keycode >> 3] ?? 0) | (1 << (keycode & 7));
      expect(heldKeycodes(bits)).toEqual(keycodes.toSorted((a, b) => a - b));
    }),
  );
});

test('Latin-1 characters have their own keysyms, all others the Unicode ones', () => {
  expect(keysymOf('v')).toBe(0x76);
  expect(keysymOf('ö')).toBe(0xf6);
  expect(keysymOf('你')).toBe(0x1004f60);
  expect(keysymOf('🎉')).toBe(0x101f389);
  expect(keysymOf('\n')).toBe(0xff0d);
});

test('a text is cut so that no piece needs more free keys than there are, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (text, spare) => {
      const cut = pieces(text, keymap, 0, spare);
      expect(cut.flatMap((piece) => piece.keysyms)).toEqual([...text.replaceAll('\r\n', '\n')].map(keysymOf));
      for (const piece of cut) expect(piece.missing.length).toBeLessThanOrEqual(spare);
    }),
  );
});
