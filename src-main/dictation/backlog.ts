// How much of what the microphone has taken in is still on its way: a recorder that gets no time on a busy machine, or this
// process itself, may be behind by more than a word when the key goes up. PURE; fed with every block of one recording.

/** How early sound can be here differs over time: clocks drift, a device may lose some. Judged by no more than this. */
const memoryMs = 5_000;
/** Recorders deliver several times in this time; less is no backlog. */
const usualMs = 60;
/** What waited comes faster than it was spoken. A stretch of this length that doesn't was not waiting: a pause, a loss. */
const stretchMs = 300;
const rushPace = 2;

export class Backlog {
  #beganAt: number | null = null;
  #heardMs = 0;
  /** The least that sound came later than it was spoken (and an unknown constant), lately and in the time before. */
  #least = Number.POSITIVE_INFINITY;
  #leastBefore = Number.POSITIVE_INFINITY;
  #turnsAt = 0;
  /** Sound from before key-up that is still to come. */
  #overdueMs = 0;
  #stretch: { readonly from: number; ms: number } | null = null;

  /** @param at when the block came, monotonic milliseconds */
  heard(ms: number, at: number): void {
    this.#beganAt ??= at;
    this.#heardMs += ms;
    if (at >= this.#turnsAt) {
      this.#leastBefore = this.#least;
      this.#least = Number.POSITIVE_INFINITY;
      this.#turnsAt = at + memoryMs;
    }
    this.#least = Math.min(this.#least, this.#lateBy(at));
  }

  /** The key went up: what is on its way now was spoken before. */
  keyUp(at: number): void {
    const least = Math.min(this.#least, this.#leastBefore);
    const behindMs = Number.isFinite(least) ? this.#lateBy(at) - least : 0;
    this.#overdueMs = behindMs > usualMs ? behindMs : 0;
    this.#stretch = null;
  }

  /** Of a block that came after key-up: whether it was spoken before. */
  isOverdue(ms: number, at: number): boolean {
    if (this.#overdueMs <= 0) return false;
    if (this.#comesAtLeisure(ms, at)) {
      this.#overdueMs = 0;
      return false;
    }
    this.#overdueMs -= ms;
    return true;
  }

  #comesAtLeisure(ms: number, at: number): boolean {
    this.#stretch ??= { from: at, ms: 0 };
    this.#stretch.ms += ms;
    if (this.#stretch.ms < stretchMs) return false;
    const tookMs = at - this.#stretch.from;
    const leisurely = tookMs * rushPace > this.#stretch.ms;
    this.#stretch = null;
    return leisurely;
  }

  #lateBy(at: number): number {
    return at - (this.#beganAt ?? at) - this.#heardMs;
  }
}
