// Time as this process lived through it: while it was held up, nothing that waited for it could be heard, and that time
// says nothing about others. Knows nothing of audio.

const beatMs = 100;
/** So much may lie between two beats; what is longer was no time for anybody who waits. */
const longestBeatMs = 2 * beatMs;

export class AwakeClock implements Disposable {
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #beatAt: number;
  #livedMs = 0;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#beatAt = now();
    this.#timer = setInterval(() => {
      this.#livedMs = this.now();
      this.#beatAt = this.#now();
    }, beatMs).unref();
  }

  /** Milliseconds since it was made, without those in which the process was held up. */
  now(): number {
    return this.#livedMs + Math.min(this.#now() - this.#beatAt, longestBeatMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
