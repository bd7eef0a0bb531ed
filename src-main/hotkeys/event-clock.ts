// When a key event happened, told in one monotonic clock: what is made of a press (a tap or a hold) must not depend on when
// a busy process got round to hearing of it. PURE but for the clock that it is given.

/** X11 counts 32 bits of milliseconds: it starts again after 49.7 days. */
const turn = 2 ** 32;

export class EventClock {
  readonly #now: () => number;
  /** What the source's clock is ahead of ours. */
  #aheadMs = 0;
  #turns = 0;
  #last = 0;

  /** @param now our own monotonic milliseconds, for what has no time of its own */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * @param sourceMs the event's own time; null where its unit can't be relied on (libuiohook 1.2: ticks on macOS, and what
   *   the sender of an injected key likes on Windows). One instance is asked with numbers only or with nulls only.
   */
  stamp(sourceMs: number | null): number {
    if (sourceMs === null) return this.#now();
    if (this.#last - sourceMs > turn / 2) this.#turns += 1;
    this.#last = sourceMs;
    const at = this.#turns * turn + sourceMs;
    this.#aheadMs = at - this.#now();
    return at;
  }

  /** The present, on the same clock. */
  now(): number {
    return this.#now() + this.#aheadMs;
  }
}
