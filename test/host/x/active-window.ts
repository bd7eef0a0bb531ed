// Which window has the user's attention, as the window manager says on the root window.
import type { SurfaceEvents } from '../window-surface.ts';
import type { WindowCatcher } from './window-catcher.ts';
import type { XClient } from './x-client.ts';

export class ActiveWindow {
  readonly #x: XClient;
  readonly #followers = new Map<number, SurfaceEvents>();
  #active = 0;

  constructor(x: XClient, catcher: WindowCatcher) {
    this.#x = x;
    catcher.onRootEvent((event) => {
      if (event.name === 'PropertyNotify' && event.wid === x.root) void this.#read();
    });
  }

  follow(window: number, events: SurfaceEvents): void {
    this.#followers.set(window, events);
  }

  forget(window: number): void {
    this.#followers.delete(window);
    if (this.#active === window) this.#active = 0;
  }

  async #read(): Promise<void> {
    const [now = 0] = await this.#x.cardinals(this.#x.root, '_NET_ACTIVE_WINDOW');
    if (now === this.#active) return;
    const before = this.#active;
    this.#active = now;
    this.#followers.get(before)?.blur();
    this.#followers.get(now)?.focus();
  }
}
