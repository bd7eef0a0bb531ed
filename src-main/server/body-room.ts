// Room for JSON bodies. Such a body is in memory several times over while its request is at work (its text, what was read
// from it, what is sent on), so the bytes of all of them together are bounded. Small ones need no room: the permits bound
// their number. Knows no stream.
import { Permits } from './permits.ts';

export interface BodyRoomLimits {
  /** Of all large bodies together. */
  readonly bytes: number;
  readonly waiting: number;
  readonly waitMs: number;
}

export interface BodyPlace extends Disposable {
  /** For a body that did not say its size: it has so many bytes now. Throws `too_many_requests` when there is no room. */
  grow(bytes: number): void;
}

/** Up to here a body needs no room. */
const smallBytes = 1024 * 1024;
/** A growing body takes so much more at a time. */
const stepBytes = 1024 * 1024;

export class BodyRoom {
  readonly #permits: Permits;

  constructor({ bytes, waiting, waitMs }: BodyRoomLimits) {
    this.#permits = new Permits({ atOnce: bytes, waiting, waitMs, what: 'large bodies' });
  }

  get waiting(): number {
    return this.#permits.waiting;
  }

  /**
   * Before the body is read: one that says its size waits for its turn here.
   * @param declared bytes; undefined when it comes in chunks, which can't wait once they are under way
   * Throws `too_many_requests`, or the signal's reason.
   */
  async take(declared: number | undefined, signal: AbortSignal): Promise<BodyPlace> {
    const giveBack: (() => void)[] = [];
    let taken = smallBytes;
    if (declared !== undefined && declared > smallBytes) {
      giveBack.push(await this.#permits.take(signal, declared));
      taken = declared;
    }
    return {
      grow: (bytes) => {
        for (; taken < bytes; taken += stepBytes) giveBack.push(this.#permits.takeNow(stepBytes));
      },
      [Symbol.dispose]: () => {
        for (const give of giveBack.splice(0)) give();
      },
    };
  }
}
