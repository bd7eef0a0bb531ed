// Which keys are really down on an X server, and where a letter lies in the live layout: heals releases that were never
// delivered (a screen lock, a grab, a nested server). Only in the hook's process. Knows no gestures.
import type { Done } from 'x11';
import { connectX11, type X11Connection } from '../lib/x11-connection.ts';
import { type KeyFacts, ordinaryKeys } from './key-table.ts';

export class X11KeyState implements Disposable {
  readonly #x: X11Connection;

  private constructor(x: X11Connection) {
    this.#x = x;
  }

  /** @throws X11Error when there is no X server: the hook would take its process down (uiohook aborts). */
  static async open(display: string, xauthority?: string): Promise<X11KeyState> {
    return new X11KeyState(await connectX11(display, xauthority));
  }

  /** Letters move with the layout, other keys keep their place. The key as it lies on this keyboard now. */
  async placed(key: KeyFacts): Promise<KeyFacts> {
    if (key.letter === undefined) return key;
    const { min_keycode: first, max_keycode: last } = this.#x.display;
    const rows = await this.#x.ask<number[][]>((done: Done<number[][]>) =>
      this.#x.client.GetKeyboardMapping(first, last - first + 1, done),
    );
    const keysym = key.letter.charCodeAt(0);
    const keycode = first + rows.findIndex((row) => row[0] === keysym || row[2] === keysym);
    return ordinaryKeys.find((candidate) => candidate.x === keycode) ?? key;
  }

  /** X keycodes of all the keys that are down now. */
  async down(): Promise<ReadonlySet<number>> {
    const bits = await this.#x.ask<Buffer>((done: Done<Buffer>) => this.#x.client.QueryKeymap(done));
    const all = Array.from({ length: bits.length * 8 }, (_, xKeycode) => xKeycode);
    return new Set(all.filter((xKeycode) => ((bits[xKeycode >> 3] ?? 0) & (1 << (xKeycode & 7))) !== 0));
  }

  async isDown(xKeycode: number): Promise<boolean> {
    return (await this.down()).has(xKeycode);
  }

  [Symbol.dispose](): void {
    this.#x[Symbol.dispose]();
  }
}
