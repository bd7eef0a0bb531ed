// The pill's window: made once, at the first dictation, shown without taking the focus, hidden when there is nothing to
// say. Clicks go through it except while the pointer is on one of its buttons.
import type { BrowserWindow } from 'electron';
import type { AppState } from '../contract/state.ts';
import { createOverlay, overlayBounds } from './windows.ts';

/** Room for the pill's shadow. */
const shadowPx = 20;

export class Overlay implements Disposable {
  readonly #preload: string;
  readonly #onBroken: (how: string) => void;
  #window: BrowserWindow | null = null;
  #edge: 'bottom' | 'top' | 'off';
  #shown = false;

  /** @param onBroken its page crashed or could not be loaded; the next state makes another one */
  constructor(preload: string, edge: 'bottom' | 'top' | 'off', onBroken: (how: string) => void) {
    this.#preload = preload;
    this.#onBroken = onBroken;
    this.#edge = edge;
  }

  set edge(edge: 'bottom' | 'top' | 'off') {
    this.#edge = edge;
    if (edge === 'off') this.#close();
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  follow(state: AppState): void {
    const wanted = this.#edge !== 'off' && (state.dictation !== null || state.notice !== null);
    if (!wanted) this.#hide();
    else if (!this.#shown) this.#show();
  }

  /** The pointer is over a button of the pill: clicks are for us then. */
  hot(hot: boolean): void {
    this.#window?.setIgnoreMouseEvents(!hot, { forward: true });
  }

  /**
   * Where pill and buttons stand. On Linux a click-through window gets no pointer moves (electron.d.ts,
   * `setIgnoreMouseEvents`: `forward` is for macOS and Windows), so there the window is cut to the pill instead: it
   * takes clicks, and everything around it goes through by nature.
   */
  layout({
    pill,
  }: {
    readonly pill: Electron.Rectangle | null;
    readonly buttons: readonly Electron.Rectangle[];
  }): void {
    const window = this.#window;
    if (process.platform !== 'linux' || !window || !pill) return;
    const [x, y] = [Math.floor(pill.x) - shadowPx, Math.floor(pill.y) - shadowPx];
    window.setShape([
      { x, y, width: Math.ceil(pill.width) + 2 * shadowPx, height: Math.ceil(pill.height) + 2 * shadowPx },
    ]);
    window.setIgnoreMouseEvents(false);
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #show(): void {
    if (this.#edge === 'off') return;
    this.#shown = true;
    if (!this.#window) {
      const window = createOverlay(this.#preload, this.#edge, (broken, how) => {
        broken.destroy();
        this.#onBroken(how);
      });
      this.#window = window;
      window.once('closed', () => {
        if (this.#window === window) this.#window = null;
        this.#shown = false;
      });
      window.once('ready-to-show', () => {
        if (this.#shown && !window.isDestroyed()) window.showInactive();
      });
      return;
    }
    this.#window.setBounds(overlayBounds(this.#edge));
    this.#window.showInactive();
  }

  #hide(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#window?.setIgnoreMouseEvents(true, { forward: true });
    this.#window?.hide();
  }

  #close(): void {
    this.#window?.destroy();
    this.#window = null;
    this.#shown = false;
  }
}
