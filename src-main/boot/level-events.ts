// Gathers level bars and tells the pages thirty times a second at the most, only while somebody could see them.
import type { AppEvents } from '../contract/events.ts';

const everyMs = 33;

export class LevelEvents implements Disposable {
  readonly #send: (event: AppEvents['levels']) => void;
  readonly #listeners = new Set<(bar: number) => void>();
  #bars: number[] = [];
  #source: AppEvents['levels']['source'] = 'dictation';
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (event: AppEvents['levels']) => void) {
    this.#send = send;
  }

  push(bar: number, source: AppEvents['levels']['source'] = 'dictation'): void {
    if (source !== this.#source) this.#bars = [];
    if (source === 'dictation') for (const listener of this.#listeners) listener(bar);
    this.#source = source;
    this.#bars.push(Math.max(0, Math.min(1, bar)));
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const bars = this.#bars;
      this.#bars = [];
      this.#send({ source: this.#source, bars });
    }, everyMs);
  }

  /** Hears every bar of a dictation; returns what ends it. */
  listen(listener: (bar: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}
