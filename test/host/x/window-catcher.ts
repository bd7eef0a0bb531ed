// Catches Chromium's new windows before they are mapped: takes them away from the window manager and out of sight, so that
// no window shows itself or takes the focus before the app says show(). On a busy machine the window manager may be quicker;
// then it is asked to give the window back. Tells what happens to caught windows afterwards.
import { listenForNewWindows, type NewWindows, parkedAt } from './new-windows.ts';
import { withdrawWindow } from './window-hints.ts';
import { WindowShape } from './window-shape.ts';
import type { XClient, XEvent } from './x-client.ts';

const substructureNotify = 1 << 19;
const propertyChange = 1 << 22;

export interface CaughtWindow {
  readonly id: number;
  readonly shape: WindowShape;
  /** Puts it out of sight; it stays mapped and goes on drawing. */
  park(): void;
  /** While `park` holds, Chromium's own placing is undone. */
  unpark(): void;
  onEvent(listener: (event: XEvent) => void): void;
}

interface Held {
  readonly shape: WindowShape;
  parked: boolean;
  listener: (event: XEvent) => void;
}

export class WindowCatcher {
  readonly #x: XClient;
  readonly #shapeOf: (window: number) => WindowShape;
  readonly #newWindows: NewWindows;
  readonly #held = new Map<number, Held>();
  #rootListeners: ((event: XEvent) => void)[] = [];

  private constructor(x: XClient, shapeOf: (window: number) => WindowShape, newWindows: NewWindows) {
    this.#x = x;
    this.#shapeOf = shapeOf;
    this.#newWindows = newWindows;
    x.onEvent((event) => this.#receive(event));
  }

  static async open(x: XClient, display: string): Promise<WindowCatcher> {
    const [shapeOf, newWindows] = await Promise.all([WindowShape.maker(x), listenForNewWindows(display)]);
    const catcher = new WindowCatcher(x, shapeOf, newWindows);
    // Awaited: what another program does right after this must be heard of.
    await x.ask('ChangeWindowAttributes', x.root, { eventMask: substructureNotify | propertyChange });
    return catcher;
  }

  /** Events of the root window and of windows that are not ours. */
  onRootEvent(listener: (event: XEvent) => void): void {
    this.#rootListeners.push(listener);
  }

  /**
   * The next top-level window that the process `pid` makes. One at a time: windows are opened one after the other.
   * @returns once it can't be missed any more
   */
  async next(pid: number): Promise<{ readonly caught: Promise<CaughtWindow> }> {
    const { taken } = await this.#newWindows.expect(pid);
    return { caught: taken.then((window) => this.#hold(window)) };
  }

  isCaught(window: number): boolean {
    return this.#held.has(window);
  }

  #receive(event: XEvent): void {
    const held = this.#held.get(event.wid);
    if (held === undefined) {
      for (const listener of this.#rootListeners) listener(event);
      return;
    }
    if (event.name === 'DestroyNotify') this.#held.delete(event.wid);
    if (event.name === 'ReparentNotify' && held.parked) this.#takeBack(event);
    const showsItself = event.name === 'MapNotify' || (event.name === 'ConfigureNotify' && event.x !== parkedAt);
    if (held.parked && showsItself) this.#hide(event.wid, held.shape);
    held.listener(event);
  }

  async #hold(id: number): Promise<CaughtWindow> {
    const shape = this.#shapeOf(id);
    const held: Held = { shape, parked: true, listener: () => {} };
    this.#held.set(id, held);
    this.#x.send('ChangeWindowAttributes', id, { eventMask: propertyChange });
    this.#hide(id, shape);
    if (await this.#isFramed(id)) withdrawWindow(this.#x, id);
    // The window manager drops a wish to be mapped when it finds the window kept from it: nobody else would map it then.
    else this.#x.send('MapWindow', id);
    return {
      id,
      shape,
      park: () => {
        held.parked = true;
        this.#hide(id, shape);
      },
      unpark: () => {
        held.parked = false;
      },
      onEvent: (listener) => {
        held.listener = listener;
      },
    };
  }

  /** The window manager was quicker and framed it, or has just let it go again: unmapped then, and mapped for Chromium. */
  #takeBack(event: XEvent): void {
    if (event.parent !== this.#x.root) withdrawWindow(this.#x, event.wid);
    else this.#x.send('MapWindow', event.wid);
  }

  async #isFramed(window: number): Promise<boolean> {
    const tree = await this.#x.ask<{ parent: number }>('QueryTree', window).catch(() => undefined); // closed meanwhile
    return tree !== undefined && tree.parent !== this.#x.root;
  }

  #hide(id: number, shape: WindowShape): void {
    shape.drawn([]);
    this.#x.send('ConfigureWindow', id, { x: parkedAt, y: parkedAt });
  }
}
