// Watches who reads one text of ours from its writing to the next one: a read receipt. Whoever reads before the chord is
// a clipboard history; after it the target's own connection counts, or one that is no history (Wine and Java programs
// use several connections). Knows nothing of content.
import type { SelectionRead, X11SelectionOwner } from './x11-selection-owner.ts';

/** Waited for in steps: nobody could be answered while this process was held up, and that time is nobody's fault. */
const stepMs = 100;

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
    const ended = AbortSignal.any([this.#owner.connection.lost, ...(signal ? [signal] : [])]);
    return new Promise((resolve) => {
      let leftMs = timeoutMs;
      let timer: NodeJS.Timeout | undefined;
      const finish = (): void => {
        clearTimeout(timer);
        this.#onRead = () => undefined;
        ended.removeEventListener('abort', finish);
        resolve(this.#count > 0);
      };
      const wait = (): void => {
        timer = setTimeout(leftMs > stepMs ? wait : finish, Math.min(stepMs, leftMs));
        leftMs -= stepMs;
      };
      this.#onRead = finish;
      ended.addEventListener('abort', finish, { once: true });
      if (ended.aborted) finish();
      else wait();
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
