// How much is at work at once, and how many may wait for it: requests, or bytes of their bodies. Knows nothing of HTTP.
import { AppError } from '../contract/app-error.ts';

export interface PermitLimits {
  /** Sum of the weights that are given out. */
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitMs: number;
  /** For the refusal: "Too many requests are at work and waiting." Default `requests`. */
  readonly what?: string;
}

interface Waiter {
  readonly weight: number;
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

  /**
   * First come, first served. Gives what returns the permit (once). Throws `too_many_requests`, or the signal's reason.
   * @param weight how much of the whole it takes; what is more than the whole takes all of it
   */
  async take(signal: AbortSignal, weight = 1): Promise<() => void> {
    signal.throwIfAborted();
    const wanted = Math.min(weight, this.#limits.atOnce);
    if (this.#waiters.size === 0 && this.#fits(wanted)) return this.#give(wanted);
    if (this.#waiters.size >= this.#limits.waiting) throw this.#refusal('are at work and waiting');
    return await new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#waiters.delete(waiter);
        clearTimeout(timer);
        signal.removeEventListener('abort', gone);
      };
      const leave = (reason: unknown): void => {
        settle();
        reject(reason);
        this.#next(); // what stood behind it may be smaller
      };
      const waiter: Waiter = {
        weight: wanted,
        grant: () => {
          settle();
          resolve(this.#give(wanted));
        },
      };
      const gone = (): void => leave(signal.reason);
      const timer = setTimeout(() => leave(this.#refusal('were before this one')), this.#limits.waitMs);
      signal.addEventListener('abort', gone, { once: true });
      this.#waiters.add(waiter);
    });
  }

  /** Without waiting. Throws `too_many_requests`. */
  takeNow(weight: number): () => void {
    if (!this.#fits(weight)) throw this.#refusal('are at work');
    return this.#give(weight);
  }

  #fits(weight: number): boolean {
    return this.#inUse + weight <= this.#limits.atOnce;
  }

  #refusal(where: string): AppError {
    const message = `Too many ${this.#limits.what ?? 'requests'} ${where}.`;
    return new AppError('too_many_requests', message, { retryAfterMs: comeBackMs });
  }

  #next(): void {
    for (const waiter of this.#waiters) {
      if (!this.#fits(waiter.weight)) return;
      waiter.grant();
    }
  }

  #give(weight: number): () => void {
    this.#inUse += weight;
    let returned = false;
    return () => {
      if (returned) return;
      returned = true;
      this.#inUse -= weight;
      this.#next();
    };
  }
}
