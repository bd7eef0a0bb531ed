// With a hook each press is told twice: by the grab, which knows no times, and by the hook, which knows when the key moved.
// They come in either order, in a busy app far apart, and are one press. What only one of them tells is a press as well.
import { nowMs } from './event-time.ts';

/** A hook that works reports a grabbed press within milliseconds; a press that it missed counts after this. */
const hookLateMs = 120;
/** The grab may be the later one of both, in a busy app by far: for so long its word is still about the hook's press. */
const grabLateMs = 3_000;

export class PressPairs implements Disposable {
  readonly #onMissed: () => void;
  readonly #now: () => number;
  /** A press that only the grab told of as yet. */
  #missed: NodeJS.Timeout | undefined;
  /** When a press was heard of that only the hook told of as yet. */
  #ungrabbedAt = Number.NEGATIVE_INFINITY;
  /** When a press was heard of that was counted without the hook. */
  #countedAt = Number.NEGATIVE_INFINITY;

  /** @param onMissed the grab told of a press and the hook did not */
  constructor(onMissed: () => void, now: () => number = nowMs) {
    this.#onMissed = onMissed;
    this.#now = now;
  }

  /** The grab tells of the hook's press. @returns false when the hook has told of none */
  pairGrab(): boolean {
    const known = this.#now() - this.#ungrabbedAt <= grabLateMs;
    this.#ungrabbedAt = Number.NEGATIVE_INFINITY;
    return known;
  }

  /** A press of the grab's alone: the hook has a moment to tell of it, too. */
  awaitHook(): void {
    const pressedAt = this.#now();
    clearTimeout(this.#missed);
    this.#missed = setTimeout(() => {
      this.#missed = undefined;
      this.#countedAt = pressedAt;
      this.#onMissed();
    }, hookLateMs);
  }

  /** The hook tells of a press. `late-down`: it was counted without the hook, since it moved before the grab was heard. */
  pairDown(at: number): 'down' | 'late-down' {
    if (at <= this.#countedAt) return 'late-down';
    if (this.#missed === undefined) this.#ungrabbedAt = this.#now();
    clearTimeout(this.#missed);
    this.#missed = undefined;
    return 'down';
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#missed);
  }
}
