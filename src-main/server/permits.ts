// How many requests are at work at once, and how many may wait for it. Knows nothing of HTTP.
import { AppError } from '../contract/app-error.ts';

export interface PermitLimits {
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitMs: number;
}

interface Waiter {
  readonly grant: () => void;
}

/** Told to clients that were turned away, in milliseconds. */
const comeBackMs = 5_000;

export class Permits {
  readonly #limits: PermitLimits;
  readonly #waiters = new Set<Waiter>();
  #inUse = 0;

  constructor(limits: PermitLimits) {
    this.#limits = limits;
  }

  get inUse(): number {
    return this.#inUse;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /** First come, first served. Gives what returns the permit (once). Throws `too_many_requests`, or the signal's reason. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inUse < this.#limits.atOnce) return this.#give();
    if (this.#waiters.size >= this.#limits.waiting) {
      throw new AppError('too_many_requests', 'Too many requests are at work and waiting.', {
        retryAfterMs: comeBackMs,
      });
    }
    return await new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#waiters.delete(waiter);
        clearTimeout(timer);
        signal.removeEventListener('abort', gone);
      };
      const waiter: Waiter = {
        grant: () => {
          settle();
          resolve(this.#give());
        },
      };
      const gone = (): void => {
        settle();
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        settle();
        reject(
          new AppError('too_many_requests', 'The request waited too long for its turn.', { retryAfterMs: comeBackMs }),
        );
      }, this.#limits.waitMs);
      signal.addEventListener('abort', gone, { once: true });
      this.#waiters.add(waiter);
    });
  }

  #give(): () => void {
    this.#inUse += 1;
    let returned = false;
    return () => {
      if (returned) return;
      returned = true;
      this.#inUse -= 1;
      const [next] = this.#waiters;
      if (next !== undefined && this.#inUse < this.#limits.atOnce) next.grant();
    };
  }
}
