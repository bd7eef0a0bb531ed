// Gathers level bars and tells the pages thirty times a second at the most, only while somebody could see them.
import type { AppEvents } from '../contract/events.ts';

const everyMs = 33;

export class LevelEvents implements Disposable {
  readonly #send: (event: AppEvents['levels']) => void;
  #bars: number[] = [];
  #source: AppEvents['levels']['source'] = 'dictation';
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (event: AppEvents['levels']) => void) {
    this.#send = send;
  }

  push(bar: number, source: AppEvents['levels']['source'] = 'dictation'): void {
    if (source !== this.#source) this.#bars = [];
    this.#source = source;
    this.#bars.push(Math.max(0, Math.min(1, bar)));
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const bars = this.#bars;
      this.#bars = [];
      this.#send({ source: this.#source, bars });
    }, everyMs);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}
