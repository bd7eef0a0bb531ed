// Turns what key sources send into one down and one up per press: contacts that bounce, grabs that repeat while the key is
// held, releases that are the auto-repeat's. Knows times, no keys. `at` is when a key moved; grabs don't know it,
// so that presses of theirs are taken for what they are heard at.

/** A press this soon after a release is the same press: no finger is that fast. */
const pressDebounceMs = 30;
/** Where a release may be an artefact of auto-repeat, it counts only when no press follows within this time. */
const releaseGraceMs = 50;
/** X11 grabs repeat: first after up to two thirds of a second, then 25-40 times a second. Other systems' don't. */
const repeatGapMs = { linux: 800, other: 150 };

export class RepeatFilter {
  readonly #gapMs: number;
  readonly #now: () => number;
  readonly #tell: (kind: 'down' | 'up', at: number) => void;
  #down = false;
  #lastUpAt = Number.NEGATIVE_INFINITY;
  #lastGrabAt = Number.NEGATIVE_INFINITY;
  #lastOtherAt = Number.NEGATIVE_INFINITY;
  #release: { readonly at: number; readonly timer: NodeJS.Timeout } | null = null;

  constructor(platform: NodeJS.Platform, now: () => number, tell: (kind: 'down' | 'up', at: number) => void) {
    this.#gapMs = platform === 'linux' ? repeatGapMs.linux : repeatGapMs.other;
    this.#now = now;
    this.#tell = tell;
  }

  get isDown(): boolean {
    return this.#down;
  }

  down(at: number): void {
    if (this.#release) {
      const { at: releasedAt } = this.#release;
      if (at - releasedAt < releaseGraceMs) {
        this.#dropRelease(); // the release was none
        return;
      }
      this.#finish(releasedAt); // both were heard late and together
    }
    if (this.#down || at - this.#lastUpAt < pressDebounceMs) return;
    this.#down = true;
    this.#tell('down', at);
  }

  /** @param sure the source asked for the key's real state: no waiting */
  up(at: number, sure: boolean): void {
    if (!this.#down) return;
    if (sure) {
      this.#finish(at);
      return;
    }
    this.#release ??= { at, timer: setTimeout(() => this.#finish(at), releaseGraceMs) };
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
    this.#dropRelease();
    this.#down = false;
  }

  #dropRelease(): void {
    clearTimeout(this.#release?.timer);
    this.#release = null;
  }

  #finish(at: number): void {
    this.#dropRelease();
    this.#down = false;
    this.#lastUpAt = at;
    this.#tell('up', at);
  }
}
