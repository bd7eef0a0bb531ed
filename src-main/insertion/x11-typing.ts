// Types a text as keys on an X server. Characters that the layout lacks are put on spare keycodes for the time of typing
// (Unicode keysyms), many at once: programs read the new map when the key arrives, so a keycode that was given away too
// early would type another character. That is why a change of the map is followed by a pause. Knows no windows.
import { setTimeout as delay } from 'node:timers/promises';
import type { X11Connection } from '../lib/x11-connection.ts';
import { X11Error } from '../lib/x11-connection.ts';
import type { X11Keyboard } from './x11-keyboard.ts';
import { shiftKeycode } from './x11-keyboard.ts';
import { findKey, type Keymap, keysymOf, spareKeycodes } from './x11-keymap.ts';

/** Programs take a while to read a changed keyboard map; measured slow ones need tens of milliseconds. */
const mapSettleMs = 120;
/** A burst of thousands of keys overruns some toolkits' input queues. */
const betweenKeysMs = 1;
const keysAtOnce = 8;

/** @throws X11Error when there is no key for a character and none to spare. */
export async function typeText(
  x: X11Connection,
  keyboard: X11Keyboard,
  text: string,
  signal?: AbortSignal,
): Promise<void> {
  const [keymap, state] = await Promise.all([keyboard.keymap(), keyboard.state()]);
  const shift = shiftKeycode(keymap) ?? 0;
  const spares = spareKeycodes(keymap);
  const width = keymap.rows[0]?.length ?? 2;
  const bound: number[] = [];
  await keyboard.clearModifiers(keymap);
  try {
    for (const piece of pieces(text, keymap, state.group, spares.length)) {
      const map = await bind(x, piece.missing, spares, width, bound);
      if (map.size > 0) await delay(mapSettleMs, undefined, signal ? { signal } : {});
      let sinceBreath = 0;
      await keyboard.inGroup(state.group, state, async () => {
        for (const keysym of piece.keysyms) {
          const extra = map.get(keysym);
          const key = extra === undefined ? inGroupOnly(keymap, keysym, state.group) : null;
          if (extra !== undefined) keyboard.tap(extra);
          else if (key) await keyboard.typeKey(key, shift);
          else throw new X11Error('The keyboard has no free key for a character.');
          sinceBreath += 1;
          if (sinceBreath % keysAtOnce === 0) await delay(betweenKeysMs, undefined, signal ? { signal } : {});
        }
      });
      if (map.size > 0) await delay(mapSettleMs, undefined, signal ? { signal } : {});
    }
  } finally {
    for (const keycode of bound) x.client.ChangeKeyboardMapping(keycode, width, new Array<number>(width).fill(0));
  }
}

interface Piece {
  readonly keysyms: readonly number[];
  /** Keysyms of this piece that need a spare keycode. */
  readonly missing: readonly number[];
}

/** Cuts the text so that no piece needs more spare keycodes than there are. PURE. */
export function pieces(text: string, keymap: Keymap, group: number, spareCount: number): Piece[] {
  const done: Piece[] = [];
  let keysyms: number[] = [];
  let missing = new Set<number>();
  for (const character of text.replaceAll('\r\n', '\n')) {
    const keysym = keysymOf(character);
    if (!missing.has(keysym) && !inGroupOnly(keymap, keysym, group)) {
      if (missing.size >= spareCount && missing.size > 0) {
        done.push({ keysyms, missing: [...missing] });
        keysyms = [];
        missing = new Set();
      }
      missing.add(keysym);
    }
    keysyms.push(keysym);
  }
  if (keysyms.length > 0) done.push({ keysyms, missing: [...missing] });
  return done;
}

/** Changing the group per character would make the layout indicator flicker: spare keys serve instead. */
function inGroupOnly(keymap: Keymap, keysym: number, group: number): ReturnType<typeof findKey> {
  const key = findKey(keymap, keysym, group);
  return key?.group === group ? key : null;
}

async function bind(
  x: X11Connection,
  missing: readonly number[],
  spares: readonly number[],
  width: number,
  bound: number[],
): Promise<ReadonlyMap<number, number>> {
  const map = new Map<number, number>();
  for (const [index, keysym] of missing.entries()) {
    const keycode = spares[index];
    if (keycode === undefined) throw new X11Error('The keyboard has no free key for a character.');
    // On every level and group, so that no modifier changes what is typed.
    await x.ask<null>((done) =>
      x.client.ChangeKeyboardMapping(keycode, width, new Array<number>(width).fill(keysym), done),
    );
    if (!bound.includes(keycode)) bound.push(keycode);
    map.set(keysym, keycode);
  }
  return map;
}
