// The window that was active before Sotto's own: Settings offers its program for a rule or the list of terminals, and it
// is looked at only when Sotto's window comes and goes, never by polling. Knows ports, no desktop.
import type { LastWindow } from '../contract/commands.ts';

export interface ActiveWindow {
  /** For people. */
  readonly name?: string;
  readonly title?: string;
  /** WM_CLASS as "instance\0class", app id, bundle id or program name; empty when unknown. */
  readonly className: string;
}

export interface LastWindowPorts {
  /** Null where no window is active, or where this desktop does not tell. */
  readonly active: () => Promise<ActiveWindow | null>;
  /** One of Sotto's own windows has the keyboard. */
  readonly oursIsFocused: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** After Sotto's window lost the keyboard, the window manager names the next one a moment later. */
const settleMs = 150;

export class LastWindowWatch implements Disposable {
  readonly #ports: LastWindowPorts;
  #last: LastWindow | null = null;
  #settling: NodeJS.Timeout | null = null;

  constructor(ports: LastWindowPorts) {
    this.#ports = ports;
  }

  get last(): LastWindow | null {
    return this.#last;
  }

  /** Sotto's window is about to be shown. */
  beforeShow(): void {
    this.#look().catch(this.#ports.onError);
  }

  /** Sotto's window lost the keyboard. */
  left(): void {
    if (this.#settling) clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settling = null;
      this.#look().catch(this.#ports.onError);
    }, settleMs);
  }

  [Symbol.dispose](): void {
    if (this.#settling) clearTimeout(this.#settling);
  }

  async #look(): Promise<void> {
    if (this.#ports.oursIsFocused()) return;
    const window = await this.#ports.active();
    // Sotto's own may have come to the front while we asked.
    if (!window || this.#ports.oursIsFocused()) return;
    const match = window.className.split('\0').filter(Boolean).at(-1)?.toLowerCase();
    if (match === undefined || match === 'sotto') return;
    this.#last = { match, name: window.name ?? match, ...(window.title ? { title: window.title } : {}) };
  }
}
