// Turns what key sources send into one down and one up per press: contacts that bounce, grabs that repeat while the key is
// held, releases that are the auto-repeat's. Knows times, no keys.

/** A press this soon after a release is the same press: no finger is that fast. */
const pressDebounceMs = 30;
/** Where a release may be an artefact of auto-repeat, it counts only when no press follows within this time. */
const releaseGraceMs = 50;
/** X11 grabs repeat: first after up to two thirds of a second, then 25-40 times a second. Other systems' don't. */
const repeatGapMs = { linux: 800, other: 150 };

export class RepeatFilter {
  readonly #gapMs: number;
  readonly #now: () => number;
  readonly #tell: (kind: 'down' | 'up') => void;
  #down = false;
  #lastDownAt = Number.NEGATIVE_INFINITY;
  #lastUpAt = Number.NEGATIVE_INFINITY;
  #lastGrabAt = Number.NEGATIVE_INFINITY;
  #lastOtherAt = Number.NEGATIVE_INFINITY;
  #release: NodeJS.Timeout | undefined;

  constructor(platform: NodeJS.Platform, now: () => number, tell: (kind: 'down' | 'up') => void) {
    this.#gapMs = platform === 'linux' ? repeatGapMs.linux : repeatGapMs.other;
    this.#now = now;
    this.#tell = tell;
  }

  get isDown(): boolean {
    return this.#down;
  }

  get lastDownAt(): number {
    return this.#lastDownAt;
  }

  downWithin(ms: number): boolean {
    return this.#now() - this.#lastDownAt <= ms;
  }

  down(): void {
    if (this.#release) {
      clearTimeout(this.#release);
      this.#release = undefined; // the release was none
      return;
    }
    const at = this.#now();
    if (this.#down || at - this.#lastUpAt < pressDebounceMs) return;
    this.#down = true;
    this.#lastDownAt = at;
    this.#tell('down');
  }

  /** @param sure the source asked for the key's real state: no waiting */
  up(sure: boolean): void {
    if (!this.#down) return;
    if (sure) {
      this.#finish();
      return;
    }
    this.#release ??= setTimeout(() => this.#finish(), releaseGraceMs);
  }

  /** @returns true for the first of a row of grab callbacks */
  grabPress(): boolean {
    const at = this.#now();
    const first = at - this.#lastGrabAt > this.#gapMs;
    this.#lastGrabAt = at;
    return first;
  }

  /** The same for a key that does something once. */
  otherPress(): boolean {
    const at = this.#now();
    const first = at - this.#lastOtherAt > this.#gapMs;
    this.#lastOtherAt = at;
    return first;
  }

  /** The key counts as up, and nobody is told. */
  forget(): void {
    clearTimeout(this.#release);
    this.#release = undefined;
    this.#down = false;
  }

  #finish(): void {
    clearTimeout(this.#release);
    this.#release = undefined;
    this.#down = false;
    this.#lastUpAt = this.#now();
    this.#tell('up');
  }
}
