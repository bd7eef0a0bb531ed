// Takes that leave no trace once their text is delivered: all of them by the setting, or the one that the user has marked
// while it was recorded or sent. What could not be sent, or not be delivered, stays: nothing is lost by a mark. Marks live
// as long as the program; a take that outlives it is kept like any other. Knows the store's one word for it, no Electron.
import { AppError } from '../contract/app-error.ts';
import type { AppState } from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import type { StateStore } from '../lib/state-store.ts';

export interface UnkeptTakesPorts {
  readonly state: StateStore<AppState>;
  /** The setting: takes are kept unless they are marked. */
  readonly keeps: () => boolean;
  /** Row, text and sound, for good. */
  readonly forget: (id: string) => void;
}

/** Who sent the take: the key, the queue by itself, or the user from History, where it stays to be read. */
export type SentBy = 'dictation' | 'queue' | 'user';

export class UnkeptTakes implements Disposable {
  readonly #ports: UnkeptTakesPorts;
  readonly #marked = new Set<string>();
  readonly #unfollow: () => void;

  constructor(ports: UnkeptTakesPorts) {
    this.#ports = ports;
    // Discarded and brought back: the mark is still on it, and has to be seen.
    this.#unfollow = ports.state.subscribe(() => {
      const running = ports.state.get().dictation;
      if (running && !running.unkept && this.#marked.has(running.takeId)) this.mark(true);
    });
  }

  [Symbol.dispose](): void {
    this.#unfollow();
  }

  /** The running take is not to be kept, or is after all. Throws AppError not_recording. */
  mark(on: boolean): void {
    const running = this.#ports.state.get().dictation;
    if (!running) throw new AppError('not_recording', 'No take is being recorded or sent.');
    if (on) this.#marked.add(running.takeId);
    else this.#marked.delete(running.takeId);
    this.#ports.state.update((now) => {
      if (now.dictation?.takeId !== running.takeId) return now;
      const { unkept: _before, ...dictation } = now.dictation;
      return { ...now, dictation: on ? { ...dictation, unkept: true } : dictation };
    });
  }

  /** A take has reached its end. */
  settled(take: Take, by: SentBy): void {
    if (take.state !== 'done' && take.state !== 'empty') return;
    // Neither in the window nor on the clipboard: whoever is told that the text is in History must find it there.
    if (take.state === 'done' && by === 'dictation' && take.insertion === 'none') return;
    const { keeps, forget, state } = this.#ports;
    // History is where the text of a file or a request is delivered to.
    const bySetting = !keeps() && by !== 'user' && take.source === 'dictation' && !take.starred;
    if (!this.#marked.delete(take.id) && !bySetting) return;
    forget(take.id);
    // Its text can't be had again: nothing may offer it, and nothing older be taken for it.
    state.update((now) => (now.lastTake?.id === take.id ? { ...now, lastTake: { ...now.lastTake, text: '' } } : now));
  }
}
