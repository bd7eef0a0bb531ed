// A BrowserWindow on an X display: Chromium's own window, given to the window manager when it is shown, or kept from it
// (override-redirect) when it must never be focused. Nothing here knows of pages.
import { isDeepStrictEqual } from 'node:util';
import type { CdpSession } from '../chromium/cdp.ts';
import { decodePng } from '../png.ts';
import type { SurfaceEvents, SurfaceLook, WindowSurface } from '../window-surface.ts';
import { commonRectangles, visibleRectangles } from './visible-rectangles.ts';
import type { CaughtWindow, WindowCatcher } from './window-catcher.ts';
import { iconify, requestActivation, requestState, setLook, setWindowTitle, withdrawWindow } from './window-hints.ts';
import type { XClient, XEvent } from './x-client.ts';

/** A transparent page's outline is looked at again after these times, and then at the last one's pace. */
const outlinePaceMs = [0, 50, 150, 400];
/** Chromium never answers when it is asked in the middle of a resize; the next time it does. */
const outlinePatienceMs = 200;

export class XSurface implements WindowSurface {
  readonly #x: XClient;
  readonly #window: CaughtWindow;
  readonly #page: CdpSession;
  readonly #look: SurfaceLook;
  readonly #events: SurfaceEvents;
  readonly #id: number;
  readonly #onEnd: () => void;
  /** Kept from the window manager for its whole life. */
  readonly #unmanaged: boolean;
  #shown = false;
  #released = false;
  #onTop: boolean;
  #wmState = 0;
  #ignoreMouse = false;
  /** setShape: [x, y, width, height]; empty means everywhere. */
  #allowed: number[][] = [];
  #outlineTimer: NodeJS.Timeout | undefined;
  #bounds: Electron.Rectangle | undefined;
  /** Requests that need atoms first are sent in the order in which they were asked for. */
  #lastRequest: Promise<void> = Promise.resolve();

  constructor(
    x: XClient,
    catcher: WindowCatcher,
    window: CaughtWindow,
    page: CdpSession,
    look: SurfaceLook,
    events: SurfaceEvents,
    onEnd: () => void,
  ) {
    this.#x = x;
    this.#window = window;
    this.#page = page;
    this.#look = look;
    this.#events = events;
    this.#id = window.id;
    this.#onEnd = onEnd;
    this.#unmanaged = !look.focusable;
    this.#onTop = look.alwaysOnTop || this.#unmanaged;
    void x.atom('WM_STATE').then((atom) => {
      this.#wmState = atom;
    });
    window.onEvent((event) => this.#receive(event));
    catcher.onRootEvent((event) => this.#stayOnTop(event));
  }

  show(bounds: Electron.Rectangle, active: boolean): void {
    this.#bounds = rounded(bounds);
    if (this.#shown) {
      if (active) this.focus();
      return;
    }
    this.#shown = true;
    if (this.#unmanaged) this.#uncover(bounds);
    else this.#inOrder(() => this.#giveToWindowManager(bounds, active));
  }

  /** Shown without the window manager: placed, raised, cut to what its page shows. */
  #uncover(bounds: Electron.Rectangle): void {
    this.#window.unpark();
    this.#x.send('ConfigureWindow', this.#id, { ...rounded(bounds), stackMode: 0 });
    this.#setInputShape();
    if (this.#look.transparent) this.#followOutline(0);
    else this.#cutToAllowed();
  }

  async #giveToWindowManager(bounds: Electron.Rectangle, active: boolean): Promise<void> {
    if (this.#released) {
      if (active) await requestActivation(this.#x, this.#id);
      this.#x.send('MapWindow', this.#id);
      return;
    }
    this.#released = true;
    this.#window.unpark();
    this.#x.send('UnmapWindow', this.#id);
    this.#x.send('ChangeWindowAttributes', this.#id, { overrideRedirect: 0 });
    this.#window.shape.drawn('everywhere');
    this.#x.send('ConfigureWindow', this.#id, rounded(bounds));
    await setLook(this.#x, this.#id, this.#look, active);
    if (!this.#shown) return;
    this.#x.send('MapWindow', this.#id);
    if (active) await requestActivation(this.#x, this.#id);
    if (this.#look.transparent) this.#followOutline(0);
  }

  hide(): void {
    if (!this.#shown) return;
    this.#shown = false;
    clearTimeout(this.#outlineTimer);
    if (this.#unmanaged) this.#window.park();
    else withdrawWindow(this.#x, this.#id);
  }

  focus(): void {
    if (!this.#unmanaged && this.#shown) this.#inOrder(() => requestActivation(this.#x, this.#id));
  }

  setBounds(bounds: Electron.Rectangle): void {
    this.#bounds = rounded(bounds);
    if (this.#shown) this.#x.send('ConfigureWindow', this.#id, rounded(bounds));
    else this.#x.send('ConfigureWindow', this.#id, { width: rounded(bounds).width, height: rounded(bounds).height });
  }

  setAlwaysOnTop(on: boolean): void {
    this.#onTop = on;
    if (this.#unmanaged && this.#shown && on) this.#raise();
    else if (!this.#unmanaged && this.#released)
      this.#inOrder(() => requestState(this.#x, this.#id, on, '_NET_WM_STATE_ABOVE'));
  }

  setIgnoreMouse(on: boolean): void {
    this.#ignoreMouse = on;
    this.#setInputShape();
  }

  setShape(rectangles: readonly Electron.Rectangle[]): void {
    this.#allowed = rectangles.map(({ x, y, width, height }) => [x, y, width, height]);
    this.#setInputShape();
    if (this.#shown && !this.#look.transparent) this.#cutToAllowed();
  }

  setTitle(title: string): void {
    this.#inOrder(() => setWindowTitle(this.#x, this.#id, title));
  }

  minimize(): void {
    this.#inOrder(() => iconify(this.#x, this.#id));
  }

  restore(): void {
    this.#inOrder(() => requestActivation(this.#x, this.#id));
  }

  #inOrder(request: () => Promise<void>): void {
    this.#lastRequest = this.#lastRequest.then(request).catch((error: unknown) => {
      console.error('electron host: a window request failed:', error);
    });
  }

  end(): void {
    clearTimeout(this.#outlineTimer);
    if (this.#shown && this.#released) withdrawWindow(this.#x, this.#id);
    else this.#window.park();
    this.#shown = false;
    this.#onEnd();
  }

  #receive(event: XEvent): void {
    if (event.name === 'PropertyNotify' && event.atom === this.#wmState) void this.#readState();
    if (!this.#shown || event.name !== 'ConfigureNotify') return;
    // Under a window manager only its synthetic events carry the place on the screen; the real ones are relative to a frame.
    const bounds = { x: event.x, y: event.y, width: event.width, height: event.height };
    if (this.#unmanaged) this.#keepPlace(bounds);
    else this.#events.bounds({ ...bounds, x: this.#bounds?.x ?? event.x, y: this.#bounds?.y ?? event.y });
  }

  /** Nobody but the app moves an unmanaged window: Chromium's own idea of its place, which may come late, is undone. */
  #keepPlace(now: Electron.Rectangle): void {
    const wanted = this.#bounds;
    if (wanted === undefined || isDeepStrictEqual(now, wanted)) this.#events.bounds(now);
    else this.#x.send('ConfigureWindow', this.#id, wanted);
  }

  /** ICCCM 4.1.3.1: what the window manager made of the window. */
  async #readState(): Promise<void> {
    const iconicState = 3;
    const [state] = await this.#x.cardinals(this.#id, 'WM_STATE');
    if (state === iconicState) this.#events.minimize();
    else if (state !== undefined) this.#events.restore();
  }

  #setInputShape(): void {
    const { shape } = this.#window;
    if (this.#ignoreMouse) shape.clickable([]);
    else shape.clickable(this.#allowed.length > 0 ? this.#allowed : 'everywhere');
  }

  #cutToAllowed(): void {
    this.#window.shape.drawn(this.#allowed.length > 0 ? this.#allowed : 'everywhere');
  }

  #raise(): void {
    this.#x.send('ConfigureWindow', this.#id, { stackMode: 0 });
  }

  /** Nobody keeps an unmanaged window above others but itself. */
  #stayOnTop(event: XEvent): void {
    if (!this.#unmanaged || !this.#onTop || !this.#shown) return;
    if (event.name === 'MapNotify' || (event.name === 'ConfigureNotify' && !event.overrideRedirect)) this.#raise();
  }

  #followOutline(step: number): void {
    const last = outlinePaceMs.length - 1;
    const waitMs = outlinePaceMs[Math.min(step, last)] ?? 0;
    this.#outlineTimer = setTimeout(() => {
      void this.#drawOutline().finally(() => {
        if (this.#shown) this.#followOutline(step + 1);
      });
    }, waitMs);
  }

  async #drawOutline(): Promise<void> {
    const shot = await Promise.race([
      this.#page.send<{ data: string }>('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true }),
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), outlinePatienceMs)),
    ]).catch(() => undefined); // the page is gone, or its renderer died: the next window has its own
    if (shot === undefined || !this.#shown) return;
    const pixels = decodePng(Buffer.from(shot.data, 'base64'));
    if (pixels.width !== this.#bounds?.width || pixels.height !== this.#bounds.height) return; // still being resized
    const seen = visibleRectangles(pixels);
    this.#window.shape.drawn(this.#allowed.length > 0 ? commonRectangles(seen, this.#allowed) : seen);
  }
}

function rounded({ x, y, width, height }: Electron.Rectangle): Electron.Rectangle {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.max(1, Math.round(width)),
    height: Math.max(1, Math.round(height)),
  };
}
