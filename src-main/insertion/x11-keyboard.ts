// Presses key chords on an X server through XTEST: by meaning (keysym) in the live layout, never by a fixed keycode, and
// only when the user's own modifiers are out of the way. Knows no windows and no clipboard.
import { setTimeout as delay } from 'node:timers/promises';
import type { Done, Xkb, XkbState, XTest } from 'x11';
import type { X11Connection } from '../lib/x11-connection.ts';
import { type Chord, chordKeys } from './chord.ts';
import { chordModifiers, findKey, heldKeycodes, type Keymap, type KeyPosition, keysyms } from './x11-keymap.ts';

const releaseWaitMs = 1_000;
const releasePollMs = 10;
/**
 * A finger needs about this long. Chromium looks at the clipboard while it handles the press, and takes in other events
 * meanwhile: a release in the same burst made it lose the press (7 of 600 chords). Shorter than any key repeat's delay;
 * the text arrives at the press, so nobody waits for it.
 */
const holdMs = 40;
const lockModifier = 2; // CapsLock's bit in a modifier mask

export class X11Keyboard {
  readonly #x: X11Connection;
  readonly #xtest: XTest;
  readonly #xkb: Xkb | null;

  private constructor(x: X11Connection, xtest: XTest, xkb: Xkb | null) {
    this.#x = x;
    this.#xtest = xtest;
    this.#xkb = xkb;
  }

  /** @throws X11Error when the server has no XTEST. */
  static async open(x: X11Connection): Promise<X11Keyboard> {
    const xtest = await x.ask<XTest>((done) => x.client.require('xtest', done));
    const xkb = await x
      .ask<Xkb>((done) => x.client.require('xkb', done))
      .then(async (extension) => {
        await x.ask<unknown>((done) => extension.UseExtension(1, 0, done));
        return extension;
      })
      .catch(() => null); // a server without XKB has one group and no locks to mind
    return new X11Keyboard(x, xtest, xkb);
  }

  /** Asked anew each time: the user may switch the layout between two dictations. */
  async keymap(): Promise<Keymap> {
    const { min_keycode: firstKeycode, max_keycode: last } = this.#x.display;
    const [rows, modifiers] = await Promise.all([
      this.#x.ask<number[][]>((done) => this.#x.client.GetKeyboardMapping(firstKeycode, last - firstKeycode + 1, done)),
      this.#x.ask<number[][]>((done) => this.#x.client.GetModifierMapping(done)),
    ]);
    return { firstKeycode, rows, modifiers };
  }

  async state(): Promise<XkbState> {
    const { UseCoreKbd } = this.#xkb ?? { UseCoreKbd: 0 };
    const xkb = this.#xkb;
    if (!xkb) return { lockedMods: 0, group: 0, lockedGroup: 0 };
    return this.#x.ask<XkbState>((done: Done<XkbState>) => xkb.GetState(UseCoreKbd, done));
  }

  async hasKeys(chord: Chord): Promise<boolean> {
    const [keymap, { group }] = await Promise.all([this.keymap(), this.state()]);
    return findKey(keymap, keysymFor(chord), group) !== null;
  }

  /** @returns false when the layout has no key for it. */
  async press(chord: Chord): Promise<boolean> {
    const [keymap, state] = await Promise.all([this.keymap(), this.state()]);
    const key = findKey(keymap, keysymFor(chord), state.group);
    if (!key) return false;
    const modifiers = modifierKeycodes(keymap, chord, key);
    await this.clearModifiers(keymap);
    await this.inGroup(key.group, state, async () => {
      for (const keycode of modifiers) this.#fake(this.#xtest.KeyPress, keycode);
      this.#fake(this.#xtest.KeyPress, key.keycode);
      await delay(holdMs);
      this.#fake(this.#xtest.KeyRelease, key.keycode);
      for (const keycode of modifiers.toReversed()) this.#fake(this.#xtest.KeyRelease, keycode);
    });
    return true;
  }

  tap(keycode: number): void {
    this.#fake(this.#xtest.KeyPress, keycode);
    this.#fake(this.#xtest.KeyRelease, keycode);
  }

  async typeKey(key: KeyPosition, shiftKeycode: number): Promise<void> {
    if (key.shift) this.#fake(this.#xtest.KeyPress, shiftKeycode);
    this.tap(key.keycode);
    if (key.shift) this.#fake(this.#xtest.KeyRelease, shiftKeycode);
  }

  /** Runs `press` in the given layout group and without CapsLock, and puts both back. Resolves when the server did it. */
  async inGroup(group: number, before: XkbState, press: () => Promise<void>): Promise<void> {
    const xkb = this.#xkb;
    const capsLock = before.lockedMods & lockModifier;
    const changes = xkb !== null && (capsLock !== 0 || group !== before.group);
    if (changes) xkb.LatchLockState(xkb.UseCoreKbd, capsLock, 0, group !== before.group, group, 0, 0, false, 0);
    try {
      await press();
    } finally {
      if (changes) {
        const { lockedGroup } = before;
        xkb.LatchLockState(xkb.UseCoreKbd, capsLock, capsLock, group !== before.group, lockedGroup, 0, 0, false, 0);
      }
    }
    await this.#x.ask<unknown>((done) => this.#x.client.GetInputFocus(done));
  }

  /** The hotkey's own modifiers may still be down: waits until they are up, a second at most. */
  async settle(signal?: AbortSignal): Promise<void> {
    const keymap = await this.keymap();
    for (const end = performance.now() + releaseWaitMs; performance.now() < end; ) {
      if ((await this.#held(keymap)).length === 0) return;
      await delay(releasePollMs, undefined, signal ? { signal } : {});
    }
  }

  /**
   * What is still held is released for the program, and never pressed again: the user may have let go meanwhile, and a
   * key that nobody holds would stay down.
   */
  async clearModifiers(keymap: Keymap): Promise<void> {
    for (const keycode of await this.#held(keymap)) this.#fake(this.#xtest.KeyRelease, keycode);
  }

  async #held(keymap: Keymap): Promise<number[]> {
    const modifiers = chordModifiers(keymap);
    const bits = await this.#x.ask<Buffer>((done) => this.#x.client.QueryKeymap(done));
    return heldKeycodes(bits).filter((keycode) => modifiers.has(keycode));
  }

  #fake(type: number, keycode: number): void {
    this.#xtest.FakeInput(type, keycode, 0, 0, 0, 0);
  }
}

function keysymFor(chord: Chord): number {
  const { key } = chordKeys[chord];
  return { v: keysyms.v, insert: keysyms.Insert, enter: keysyms.Return }[key];
}

/** Control and Shift have one place on every layout, but not one keycode: it is looked up as well. */
function modifierKeycodes(keymap: Keymap, chord: Chord, key: KeyPosition): number[] {
  const wanted = new Set<number>();
  const named = chordKeys[chord].modifiers;
  for (const modifier of named) {
    const row = keymap.modifiers[modifier === 'shift' ? 0 : 2];
    const keysym = modifier === 'shift' ? keysyms.Shift_L : keysyms.Control_L;
    const keycode = findKey(keymap, keysym, key.group)?.keycode ?? row?.find((code) => code !== 0);
    if (keycode !== undefined) wanted.add(keycode);
  }
  if (key.shift && !named.includes('shift')) {
    const shift = shiftKeycode(keymap);
    if (shift !== null) wanted.add(shift);
  }
  return [...wanted];
}

export function shiftKeycode(keymap: Keymap): number | null {
  return findKey(keymap, keysyms.Shift_L, 0)?.keycode ?? keymap.modifiers[0]?.find((code) => code !== 0) ?? null;
}
