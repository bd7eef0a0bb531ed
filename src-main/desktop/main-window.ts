// The one window: made when it is asked for, gone with its renderer when it is closed, opened again where it was.
import { type BrowserWindow, nativeTheme } from 'electron';
import { type Broken, createMainWindow, type WindowPlace } from './windows.ts';

export type WindowStop = 'history' | 'settings' | 'doctor';

/** Where somebody wants to be in the window. */
export interface WantedPlace {
  readonly place: WindowStop;
  /** A section of Settings. */
  readonly anchor?: string;
  /** A take of History. */
  readonly takeId?: string;
}

export interface MainWindowOptions {
  readonly preload: string;
  readonly icon: string;
  readonly recall: () => unknown;
  readonly remember: (place: WindowPlace) => void;
  /** Tells a page that is up where to go. */
  readonly goTo: (window: BrowserWindow, wanted: WantedPlace) => void;
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
  /** Not told yet: the page asks for it as soon as it can hear. */
  #wanted: WantedPlace | null = null;
  #pageIsUp = false;
  watch: WindowWatch | null = null;
  #crashedAt = Number.NEGATIVE_INFINITY;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  show(wanted?: WantedPlace): void {
    this.watch?.beforeShow();
    if (wanted) this.#wanted = wanted;
    const window = this.#window ?? this.#open();
    if (window.isMinimized()) window.restore();
    if (window.isVisible()) window.focus();
    if (!wanted || !this.#pageIsUp) return;
    this.#wanted = null;
    this.#options.goTo(window, wanted);
  }

  /** The page is up and asks where it is wanted: it misses nothing that was said while it was loaded. */
  pageUp(): WantedPlace | null {
    const wanted = this.#wanted;
    this.#wanted = null;
    this.#pageIsUp = true;
    return wanted;
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

  #open(): BrowserWindow {
    const place = asPlace(this.#options.recall());
    const { preload, icon } = this.#options;
    const broken: Broken = (which, how) => this.#broken(which, how);
    const window = createMainWindow(preload, place, nativeTheme.shouldUseDarkColors, icon, broken);
    this.#window = window;
    this.#pageIsUp = false;
    window.once('ready-to-show', () => window.show());
    // `close`, not `closed`: the bounds are gone by then.
    window.on('close', () => this.#options.remember(window.getBounds()));
    window.on('blur', () => this.watch?.left());
    window.once('closed', () => {
      if (this.#window === window) this.#window = null;
      this.#options.onGone();
    });
    return window;
  }

  #broken(window: BrowserWindow, how: string): void {
    const now = performance.now();
    const again = now - this.#crashedAt > crashLoopMs;
    this.#crashedAt = now;
    window.destroy();
    this.#window = null; // `closed` may come later
    if (again) this.show();
    this.#options.onCrash(how, again);
  }
}

function asPlace(value: unknown): WindowPlace {
  if (typeof value !== 'object' || value === null) return first;
  const { x, y, width, height } = value as Record<string, unknown>; // checked below
  const whole = (n: unknown, least: number): n is number => typeof n === 'number' && Number.isFinite(n) && n >= least;
  if (!whole(width, 640) || !whole(height, 480)) return first;
  return whole(x, -100_000) && whole(y, -100_000) ? { x, y, width, height } : { width, height };
}
