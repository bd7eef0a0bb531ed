// With a hook each press is told twice: by the grab, which knows no times, and by the hook, which knows when the key moved.
// They come in either order, in a busy app far apart, and are one press. What only one of them tells is a press as well.
import { nowMs } from './event-time.ts';

/** A hook that works reports a grabbed press within milliseconds; a press that it missed counts after this. */
const hookLateMs = 120;
/** The grab may be the later one of both, in a busy app by far: for so long its word is still about the hook's press. */
const grabLateMs = 3_000;

export class PressPairs implements Disposable {
  readonly #onMissed: () => void;
  readonly #findsHeld: boolean;
  readonly #now: () => number;
  /** A press that only the grab told of as yet. */
  #missed: NodeJS.Timeout | undefined;
  /** When a press was heard of that only the hook told of as yet. */
  #ungrabbedAt = Number.NEGATIVE_INFINITY;
  /** When a press was heard of that was counted without the hook. */
  #countedAt = Number.NEGATIVE_INFINITY;
  /** When the grab told of `#missed`. */
  #missedAt = Number.NEGATIVE_INFINITY;
  /** The hook began while the key was down, and no press is known that it could belong to. */
  #held = false;
  /** When the hook told of what may be a repeat of a press that was counted without it. */
  #doubtfulAt = Number.NEGATIVE_INFINITY;

  /**
   * @param onMissed the grab told of a press and the hook did not
   * @param findsHeld the hook tells of a key that is down when it begins (`pairHeld`); elsewhere it takes such a key's
   *   repeat for a press
   */
  constructor(onMissed: () => void, findsHeld: boolean, now: () => number = nowMs) {
    this.#onMissed = onMissed;
    this.#findsHeld = findsHeld;
    this.#now = now;
  }

  /** The grab tells of a press. `known`: the hook told of it. `doubted`: it did, but it was taken for a repeat. */
  pairGrab(): 'new' | 'known' | 'doubted' {
    const known = this.#now() - this.#ungrabbedAt <= grabLateMs;
    const doubted = this.#now() - this.#doubtfulAt <= grabLateMs;
    this.#ungrabbedAt = Number.NEGATIVE_INFINITY;
    this.#doubtfulAt = Number.NEGATIVE_INFINITY;
    return known ? 'known' : doubted ? 'doubted' : 'new';
  }

  /** A press that counts at once, since there is no hook (yet). */
  count(): void {
    this.#countedAt = this.#now();
  }

  /** A press of the grab's alone: the hook has a moment to tell of it, too, unless it came too late to see it. */
  awaitHook(): 'waiting' | 'held' {
    if (this.#held) return 'held';
    const pressedAt = this.#now();
    this.#missedAt = pressedAt;
    clearTimeout(this.#missed);
    this.#missed = setTimeout(() => {
      this.#missed = undefined;
      this.#countedAt = pressedAt;
      this.#onMissed();
    }, hookLateMs);
    return 'waiting';
  }

  /**
   * The hook began while the key was down.
   * @returns when the grab told of that press; null when it did not: it may do so yet
   */
  pairHeld(): number | null {
    if (this.#missed !== undefined) return this.#missedAt;
    if (this.#countedAt > Number.NEGATIVE_INFINITY) return this.#countedAt;
    this.#held = true;
    return null;
  }

  /** The key went up. */
  release(at: number): void {
    this.#held = false;
    if (at > this.#countedAt) this.#countedAt = Number.NEGATIVE_INFINITY;
  }

  /** It is another key from here on. */
  forget(): void {
    this.release(Number.POSITIVE_INFINITY);
  }

  /** The hook tells of a press. `late-down`: it was counted without the hook, since it moved before the grab was heard. */
  pairDown(at: number): 'down' | 'late-down' {
    this.#held = false;
    if (at <= this.#countedAt) return 'late-down';
    if (this.#missed === undefined) {
      // A press would be told by the grab as well, a repeat is not: outside X11 grabs don't repeat.
      if (!this.#findsHeld && this.#countedAt > Number.NEGATIVE_INFINITY) {
        this.#countedAt = Number.NEGATIVE_INFINITY;
        this.#doubtfulAt = this.#now();
        return 'late-down';
      }
      this.#ungrabbedAt = this.#now();
    }
    clearTimeout(this.#missed);
    this.#missed = undefined;
    return 'down';
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#missed);
  }
}
