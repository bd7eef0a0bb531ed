// Escape cancels while recording and belongs to the programs otherwise: it is grabbed when a recording begins and let go
// when it ends. Once or twice, as the settings say. Knows no gestures and no hook.
import type { Modifier } from './key-table.ts';

interface Grabber {
  grab(accelerator: string, onPress: () => void): boolean;
  release(accelerator: string): void;
}

/** Grab and hook both tell of the same press. */
const sameMs = 60;
/** Shorter than the time after which a held key begins to repeat. */
const doubleMs = 450;

export class EscapeKey {
  readonly #grabber: Grabber;
  readonly #now: () => number;
  readonly #setting: () => 'off' | 'single' | 'double';
  readonly #onCancel: () => void;
  #grabbed: readonly string[] = [];
  #pressedAt = Number.NEGATIVE_INFINITY;
  #heardAt = Number.NEGATIVE_INFINITY;
  #waiting = false;

  constructor(grabber: Grabber, now: () => number, setting: () => 'off' | 'single' | 'double', onCancel: () => void) {
    this.#grabber = grabber;
    this.#now = now;
    this.#setting = setting;
    this.#onCancel = onCancel;
  }

  /** @param modifiers the hotkey's: they are held too while the user holds to talk */
  take(listening: boolean, modifiers: readonly Modifier[]): void {
    const wanted =
      listening && this.#setting() !== 'off' ? [...new Set(['Escape', [...modifiers, 'Escape'].join('+')])] : [];
    if (wanted.join() === this.#grabbed.join()) return;
    for (const accelerator of this.#grabbed) this.#grabber.release(accelerator);
    this.#grabbed = wanted.filter((accelerator) => this.#grabber.grab(accelerator, () => this.press()));
    this.#waiting = false;
  }

  /** @param movedAt when the key moved, where that is known (hook); the grab only tells that it did */
  press(movedAt?: number): void {
    const heardAt = this.#now();
    const at = movedAt ?? heardAt;
    // A grab that comes late comes together with the hook's word, a late hook tells of a time before the grab's.
    const sinceMs = movedAt === undefined ? Math.min(at - this.#pressedAt, at - this.#heardAt) : at - this.#pressedAt;
    this.#heardAt = heardAt;
    // Also swallows repeats while Escape is held.
    const isSame = sinceMs < sameMs;
    if (!isSame || movedAt !== undefined) this.#pressedAt = Math.max(this.#pressedAt, at);
    if (isSame) return;
    if (this.#setting() === 'off') return;
    if (this.#setting() === 'double' && !(this.#waiting && sinceMs <= doubleMs)) {
      this.#waiting = true;
      return;
    }
    this.#waiting = false;
    this.#onCancel();
  }
}
