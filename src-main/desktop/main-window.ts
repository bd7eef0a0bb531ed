// The one window: made when it is asked for, gone with its renderer when it is closed, opened again where it was.
import { type BrowserWindow, nativeTheme } from 'electron';
import { createMainWindow, type WindowPlace } from './windows.ts';

export type WindowStop = 'history' | 'settings' | 'doctor';

export interface MainWindowOptions {
  readonly preload: string;
  readonly icon: string;
  readonly recall: () => unknown;
  readonly remember: (place: WindowPlace) => void;
  /** Tells the page where to go, once it can hear. */
  readonly goTo: (window: BrowserWindow, stop: WindowStop, anchor: string | undefined) => void;
  /** `again`: it was opened anew; a window that crashes right after that stays closed. */
  readonly onCrash: (reason: string, again: boolean) => void;
  /** Closed, crashed or quit: what only its page would have ended (a meter, a key that is being recorded) must end now. */
  readonly onGone: () => void;
}

/** Who wants to know when the window comes and goes. */
export interface WindowWatch {
  beforeShow(): void;
  left(): void;
}

/** A window that crashes twice within this would crash for ever. */
const crashLoopMs = 60_000;
const first: WindowPlace = { width: 960, height: 680 };

export class MainWindow implements Disposable {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | null = null;
  watch: WindowWatch | null = null;
  #crashedAt = Number.NEGATIVE_INFINITY;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  show(stop?: WindowStop, anchor?: string): void {
    this.watch?.beforeShow();
    const window = this.#window ?? this.#open(stop, anchor);
    if (window.isMinimized()) window.restore();
    if (window.isVisible()) window.focus();
    if (stop && this.#window === window && !window.webContents.isLoading()) this.#options.goTo(window, stop, anchor);
  }

  /** Steps aside, so that the window that was active before gets the focus back; resolves when it has. */
  async leave(): Promise<void> {
    const window = this.#window;
    if (!window?.isFocused()) return;
    const left = new Promise<void>((resolve) => {
      window.once('blur', () => resolve());
      setTimeout(resolve, 500); // a desktop without another window never blurs this one
    });
    window.minimize();
    await left;
  }

  [Symbol.dispose](): void {
    this.#window?.destroy();
  }

  #open(stop: WindowStop | undefined, anchor: string | undefined): BrowserWindow {
    const place = asPlace(this.#options.recall());
    const window = createMainWindow(this.#options.preload, place, nativeTheme.shouldUseDarkColors, this.#options.icon);
    this.#window = window;
    window.once('ready-to-show', () => window.show());
    window.webContents.once('did-finish-load', () => {
      if (stop && !window.isDestroyed()) this.#options.goTo(window, stop, anchor);
    });
    // `close`, not `closed`: the bounds are gone by then.
    window.on('close', () => this.#options.remember(window.getBounds()));
    window.on('blur', () => this.watch?.left());
    window.once('closed', () => {
      if (this.#window === window) this.#window = null;
      this.#options.onGone();
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit') return;
      const now = performance.now();
      const again = now - this.#crashedAt > crashLoopMs;
      this.#crashedAt = now;
      window.destroy();
      this.#window = null; // `closed` may come later
      if (again) this.show();
      this.#options.onCrash(details.reason, again);
    });
    return window;
  }
}

function asPlace(value: unknown): WindowPlace {
  if (typeof value !== 'object' || value === null) return first;
  const { x, y, width, height } = value as Record<string, unknown>; // checked below
  const whole = (n: unknown, least: number): n is number => typeof n === 'number' && Number.isFinite(n) && n >= least;
  if (!whole(width, 640) || !whole(height, 480)) return first;
  return whole(x, -100_000) && whole(y, -100_000) ? { x, y, width, height } : { width, height };
}
