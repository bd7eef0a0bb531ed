// Watches who reads one text of ours from its writing to the next one: a read receipt. Whoever reads before the chord is
// a clipboard history; after it the target's own connection counts, or one that is no history (Wine and Java programs
// use several connections). Knows nothing of content.
import type { SelectionRead, X11SelectionOwner } from './x11-selection-owner.ts';

export class X11ReadWatch implements Disposable {
  readonly #owner: X11SelectionOwner;
  readonly #histories: Set<number>;
  readonly #off: () => void;
  #target: number | null = null;
  #pressed = false;
  #count = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #onRead: () => void = () => undefined;

  /** @param histories connections that were seen to read without a chord; added to here, kept by the caller */
  constructor(owner: X11SelectionOwner, histories: Set<number>) {
    this.#owner = owner;
    this.#histories = histories;
    this.#off = owner.onRead((read) => this.#see(read));
  }

  /** Called right before the chord. True as soon as the target reads, false after `timeoutMs`. */
  readBy(window: number | null, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    this.#target = window === null ? null : this.#owner.clientOf(window);
    this.#pressed = true;
    const { lost } = this.#owner.connection;
    const ended = AbortSignal.any([AbortSignal.timeout(timeoutMs), lost, ...(signal ? [signal] : [])]);
    return new Promise((resolve) => {
      const finish = (): void => {
        this.#onRead = () => undefined;
        ended.removeEventListener('abort', finish);
        resolve(this.#count > 0);
      };
      this.#onRead = finish;
      if (ended.aborted) finish();
      else ended.addEventListener('abort', finish, { once: true });
    });
  }

  reads(): { count: number; quietMs: number } {
    return { count: this.#count, quietMs: performance.now() - this.#askedAt };
  }

  [Symbol.dispose](): void {
    this.#off();
  }

  #see({ client, content }: SelectionRead): void {
    if (!this.#pressed) {
      if (content) this.#histories.add(client);
      return;
    }
    if (client !== this.#target && this.#histories.has(client)) return;
    this.#askedAt = performance.now();
    if (!content) return;
    this.#count += 1;
    this.#onRead();
  }
}
