// electron.d.ts `class BrowserWindow`: a page and the place where it is shown. The place may still be on its way when methods
// are called: what was asked last holds.
import { eventWith, HostEvent } from '../loud.ts';
import { record } from '../recorded.ts';
import { type OpenedPage, openPage } from '../surface-opener.ts';
import type { WindowSurface } from '../window-surface.ts';
import { app } from './app.ts';
import { browser, browserIsEnding } from './browser-process.ts';
import { followTargets } from './page-targets.ts';
import { screen } from './screen.ts';
import { HostWebContents } from './web-contents.ts';
import { WindowGeometry } from './window-geometry.ts';
import { backgroundOf, boundsOf, lookOf, refuseUnsupported } from './window-options.ts';
import { nextWindowId, windowRegistry } from './window-registry.ts';

const byContents = new Map<HostWebContents, HostBrowserWindow>();

export class HostBrowserWindow extends WindowGeometry {
  static readonly events = [
    ...[
      'ready-to-show',
      'close',
      'closed',
      'focus',
      'blur',
      'show',
      'hide',
      'minimize',
      'restore',
      'resize',
      'resized',
    ],
    ...['move', 'moved', 'page-title-updated', 'session-end', 'always-on-top-changed', 'unresponsive', 'responsive'],
  ];
  readonly id = nextWindowId();
  readonly webContents: HostWebContents;
  #bounds: Electron.Rectangle;
  #surface: WindowSurface | undefined;
  #targetId: string | undefined;
  #visible = false;
  #focused = false;
  #minimized = false;
  #destroyed = false;
  #alwaysOnTop: boolean;
  #title: string;
  #showActive = true;
  #ignoreMouse = false;
  #shape: Electron.Rectangle[] = [];
  readonly #focusable: boolean;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', HostBrowserWindow.events);
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    refuseUnsupported(options);
    const look = lookOf(options, app.getName());
    this.#bounds = boundsOf(options, screen.getPrimaryDisplay().workArea);
    this.#alwaysOnTop = look.alwaysOnTop;
    this.#focusable = look.focusable;
    this.#title = options.title ?? app.getName();
    const opening = openPage(look);
    const wishes = { preload: options.webPreferences?.preload, background: backgroundOf(options) };
    this.webContents = new HostWebContents(opening, wishes, (force) => (force ? this.destroy() : this.close()));
    byContents.set(this.webContents, this);
    windowRegistry.add(this);
    this.webContents.on('render-process-gone', (event: HostEvent, details: object) =>
      app.emit('render-process-gone', event, this.webContents, details),
    );
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show', new HostEvent()));
    this.webContents.on('page-title-updated', (_event, title: string) => this.#pageTitled(title));
    opening.then(
      (opened) => this.#opened(opened),
      (error: unknown) => {
        if (!browserIsEnding()) console.error('electron host: a window could not be opened:', error);
      },
    );
    app.emit('browser-window-created', new HostEvent(), this);
    app.emit('web-contents-created', new HostEvent(), this.webContents);
    if (options.show !== false) this.show();
  }

  #opened(opened: OpenedPage): void {
    this.#targetId = opened.targetId;
    if (this.#destroyed) return void this.#closeTarget();
    followTargets(opened.targetId, {
      gone: () => this.#closedByUser(),
      titled: (title) => this.webContents.titled(title),
    });
    this.#surface = opened.makeSurface({
      focus: () => this.#setFocused(true),
      blur: () => this.#setFocused(false),
      bounds: (bounds) => this.#moved(bounds),
      minimize: () => this.#setMinimized(true),
      restore: () => this.#setMinimized(false),
    });
    this.#surface.setBounds(this.#bounds);
    this.#surface.setAlwaysOnTop(this.#alwaysOnTop);
    this.#surface.setShape(this.#shape);
    this.#surface.setIgnoreMouse(this.#ignoreMouse);
    if (this.#visible) this.#surface.show(this.#bounds, this.#showActive);
  }

  #pageTitled(title: string): void {
    const event = eventWith({});
    this.emit('page-title-updated', event, title, true);
    if (event.defaultPrevented) this.#surface?.setTitle(this.#title);
    else this.#title = title;
  }

  #setFocused(on: boolean): void {
    if (this.#focused === on || this.#destroyed) return;
    this.#focused = on;
    this.emit(on ? 'focus' : 'blur', new HostEvent());
    app.emit(on ? 'browser-window-focus' : 'browser-window-blur', new HostEvent(), this);
  }

  #setMinimized(on: boolean): void {
    if (this.#minimized === on || this.#destroyed) return;
    this.#minimized = on;
    this.emit(on ? 'minimize' : 'restore', new HostEvent());
  }

  #moved(bounds: Electron.Rectangle): void {
    const before = this.#bounds;
    this.#bounds = bounds;
    if (before.width !== bounds.width || before.height !== bounds.height) this.emit('resize', new HostEvent());
    if (before.x !== bounds.x || before.y !== bounds.y) this.emit('move', new HostEvent());
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#show(true);
  }

  showInactive(): void {
    this.#show(false);
  }

  #show(active: boolean): void {
    if (this.#destroyed) return;
    const before = this.#visible;
    this.#visible = true;
    this.#showActive = active && this.#focusable;
    this.#surface?.show(this.#bounds, this.#showActive);
    if (!before) this.emit('show', new HostEvent());
  }

  hide(): void {
    if (!this.#visible || this.#destroyed) return;
    this.#visible = false;
    this.#surface?.hide();
    this.#setFocused(false);
    this.emit('hide', new HostEvent());
  }

  /** The user's way: listeners of `close` may refuse. */
  close(): void {
    if (this.#destroyed) return;
    const event = new HostEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#surface?.end();
    this.#closeTarget();
    this.#gone();
  }

  #closeTarget(): void {
    const targetId = this.#targetId;
    if (targetId === undefined) return; // closed when it has been opened
    void browser().then(({ connection }) => connection.browser.trySend('Target.closeTarget', { targetId }));
  }

  /** Closed with the window's own button, which can't be refused here: the page is gone when the host hears of it. */
  #closedByUser(): void {
    if (this.#destroyed) return;
    const event = new HostEvent();
    this.emit('close', event);
    if (event.defaultPrevented)
      console.error('electron host: a listener refused to close the window, which is too late here');
    this.#gone();
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#visible = false;
    this.#surface?.end();
    byContents.delete(this.webContents);
    const last = windowRegistry.remove(this);
    this.webContents.markDestroyed();
    this.emit('closed', new HostEvent());
    if (last) app.allWindowsClosed();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  focus(): void {
    this.#surface?.focus();
  }

  isFocused(): boolean {
    return this.#focused;
  }

  isFocusable(): boolean {
    return this.#focusable;
  }

  isVisible(): boolean {
    return this.#visible && !this.#minimized;
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  minimize(): void {
    this.#surface?.minimize();
  }

  restore(): void {
    this.#surface?.restore();
  }

  getBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    const next = { ...this.#bounds, ...bounds };
    if (this.#surface === undefined) this.#bounds = next;
    else {
      this.#surface.setBounds(next);
      this.#moved(next);
    }
  }

  setAlwaysOnTop(on: boolean): void {
    this.#alwaysOnTop = on;
    this.#surface?.setAlwaysOnTop(on);
  }

  isAlwaysOnTop(): boolean {
    return this.#alwaysOnTop;
  }

  setIgnoreMouseEvents(ignore: boolean): void {
    record('BrowserWindow.setIgnoreMouseEvents', ignore);
    this.#ignoreMouse = ignore;
    this.#surface?.setIgnoreMouse(ignore);
  }

  setShape(rectangles: Electron.Rectangle[]): void {
    this.#shape = rectangles;
    this.#surface?.setShape(rectangles);
  }

  setTitle(title: string): void {
    this.#title = title;
    this.#surface?.setTitle(title);
  }

  getTitle(): string {
    return this.#title;
  }

  capturePage() {
    return this.webContents.capturePage();
  }

  static getAllWindows(): HostBrowserWindow[] {
    return [...byContents.values()];
  }

  static getFocusedWindow(): HostBrowserWindow | null {
    return HostBrowserWindow.getAllWindows().find((window) => window.isFocused()) ?? null;
  }

  static fromWebContents(contents: HostWebContents): HostBrowserWindow | null {
    return byContents.get(contents) ?? null;
  }

  static fromId(id: number): HostBrowserWindow | null {
    return HostBrowserWindow.getAllWindows().find((window) => window.id === id) ?? null;
  }
}
