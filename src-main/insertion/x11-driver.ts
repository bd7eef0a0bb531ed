// X11: windows, chords and typing over one connection of our own. The server may die and come back; the app does not
// notice more than a text that was only copied.
import { AppError } from '../contract/app-error.ts';
import { type X11Connection, X11Error, type X11Link } from '../lib/x11-connection.ts';
import type { Chord } from './chord.ts';
import type { Activation, DesktopDriver, TargetWindow } from './driver.ts';
import { X11Keyboard } from './x11-keyboard.ts';
import { typeText } from './x11-typing.ts';
import { activateWindow, activeWindow } from './x11-windows.ts';

export class X11Driver implements DesktopDriver {
  readonly name = 'x11';
  readonly tellsWindows = true;
  readonly #link: X11Link;
  #keyboard: { readonly connection: X11Connection; readonly keyboard: Promise<X11Keyboard> } | null = null;

  /** @param link stays the caller's; it is not closed here */
  constructor(link: X11Link) {
    this.#link = link;
  }

  async can(): Promise<{ chord: boolean; type: boolean; primary: boolean }> {
    const works = await this.#open().then(
      () => true,
      () => false,
    ); // no X server, or one without XTEST: copying is left
    return { chord: works, type: works, primary: works };
  }

  async active(): Promise<TargetWindow | null> {
    try {
      return await activeWindow(await this.#link.get());
    } catch (error) {
      if (error instanceof X11Error) return null;
      throw error;
    }
  }

  async settle(signal?: AbortSignal): Promise<void> {
    try {
      await (await this.#open()).settle(signal);
    } catch (error) {
      if (!(error instanceof X11Error)) throw error; // a server that went says so at the chord
    }
  }

  async activate(id: string, signal?: AbortSignal): Promise<Activation> {
    return pasteFailure(async () => activateWindow(await this.#link.get(), id, signal));
  }

  async hasKeys(chord: Chord): Promise<boolean> {
    return pasteFailure(async () => (await this.#open()).hasKeys(chord));
  }

  async press(chord: Chord): Promise<void> {
    const pressed = await pasteFailure(async () => (await this.#open()).press(chord));
    if (!pressed) throw new AppError('paste_failed', 'The keyboard layout has no key for the paste chord.');
  }

  async type(text: string, signal?: AbortSignal): Promise<void> {
    await pasteFailure(async () => typeText(await this.#link.get(), await this.#open(), text, signal));
  }

  [Symbol.dispose](): void {
    this.#keyboard = null;
  }

  async #open(): Promise<X11Keyboard> {
    const connection = await this.#link.get();
    if (this.#keyboard?.connection !== connection) {
      this.#keyboard = { connection, keyboard: X11Keyboard.open(connection) };
    }
    return this.#keyboard.keyboard;
  }
}

async function pasteFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof X11Error)) throw error;
    throw new AppError('paste_failed', 'The X server did not take the keys.', { cause: error });
  }
}
