// Sends failed takes again: by themselves where that can help, in the order in which they were spoken, one at a time; at
// once when the user asks. What waits and until when stands in the rows, so the queue survives the app. How a take is
// sent, and that a late text goes to history and the clipboard only, is the business of `run`.
import { AppError, toAppError } from '../contract/app-error.ts';
import { errorFacts } from '../contract/error-table.ts';
import type { Log } from '../lib/log.ts';
import type { RetryRule } from './retry-plan.ts';
import type { QueuedTake, TakeStore } from './take-store-types.ts';

/** What the queue hears of the world. Without it, takes are tried at their times only. */
export interface RetrySignals {
  /** False only when it is sure. */
  online(): boolean;
  /** Whether a take can be sent: a real one with a login, a practice one in practice mode. */
  signedIn(practice: boolean): boolean;
  /** Told when one of the two became true. @returns what ends it */
  subscribe(listener: () => void): () => void;
  /** Whether takes wait for the network, and for nothing else, from now on: only then is it worth being watched. */
  awaitNetwork?(waits: boolean): void;
}

export interface RetryOccasion {
  readonly by: 'user' | 'queue';
}

export interface RetryQueueOptions {
  readonly store: TakeStore;
  /**
   * Sends one take and writes what became of it (done, empty, failed) to the store. What it throws is written as failed;
   * when the signal is aborted the take goes back to the queue.
   */
  readonly run: (takeId: string, signal: AbortSignal, occasion: RetryOccasion) => Promise<unknown>;
  readonly signals?: RetrySignals;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly log: Log;
}

export interface RetryQueue extends AsyncDisposable {
  /** At once, whatever the take waits for. Settles when it was tried; rejects with AppError busy, take_not_found … */
  retry(ids: readonly string[]): Promise<void>;
  /** The same for a caller who doesn't wait: what becomes of the takes stands in their rows. */
  retryNow(ids: readonly string[]): void;
  /** A take failed just now (optional: the queue sees it in the store as well). */
  failed(id: string): void;
  /** Something may have changed unnoticed (the machine slept, somebody signed in): what waits for that is tried. */
  wake(): void;
  /** Takes that wait. */
  readonly size: number;
  /** When nothing is being sent. */
  idle(): Promise<void>;
}

/** Longest wait of one timer: clocks are set and machines sleep. */
const longestTimerMs = 300_000;
/** A failure of these kinds will meet the next take as well. */
const sharedRules: ReadonlySet<RetryRule> = new Set(['online', 'at-time', 'signed-in']);

export function openRetryQueue(options: RetryQueueOptions): RetryQueue {
  return new Queue(options);
}

class Queue implements RetryQueue {
  readonly #options: RetryQueueOptions;
  readonly #stop = new AbortController();
  readonly #endings: (() => void)[] = [];
  /** Takes that what they waited for has happened to. */
  #released = new Set<string>();
  /** Nothing is sent by itself before this time (unix ms): the last failure will meet the others too. */
  #heldUntil = 0;
  #timer: NodeJS.Timeout | null = null;
  #looking = false;
  #running: Promise<void> | null = null;
  #asked: Promise<unknown> = Promise.resolve();

  constructor(options: RetryQueueOptions) {
    this.#options = options;
    this.#endings.push(options.store.subscribe(() => this.#lookSoon()));
    if (options.signals) this.#endings.push(options.signals.subscribe(() => this.#happened()));
    this.#release('signed-in');
    this.#lookSoon();
  }

  get size(): number {
    return this.#options.store.queued().length;
  }

  retry(ids: readonly string[]): Promise<void> {
    const asked = ids.map((id) => ({ id, heard: this.#isHeard(id) }));
    const work = this.#asked.then(() => this.#sendAsked(asked));
    this.#asked = work.catch(() => undefined); // told to whoever asked; the next one isn't held up by it
    return work;
  }

  retryNow(ids: readonly string[]): void {
    this.retry(ids).catch((thrown) => this.#expectRefusal(thrown));
  }

  failed(_id: string): void {
    this.#lookSoon();
  }

  wake(): void {
    this.#happened();
  }

  async idle(): Promise<void> {
    await this.#asked;
    while (this.#running) await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#options.signals?.awaitNetwork?.(false);
    for (const end of this.#endings) end();
    if (this.#timer) clearTimeout(this.#timer);
    await this.idle();
  }

  /** Many changes in a row are looked at once. */
  #lookSoon(): void {
    if (this.#looking || this.#stop.signal.aborted) return;
    this.#looking = true;
    queueMicrotask(() => {
      this.#looking = false;
      this.#look();
    });
  }

  #look(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#stop.signal.aborted || this.#running) return;
    const waiting = this.#options.store.queued();
    const { signals } = this.#options;
    signals?.awaitNetwork?.(
      waiting.some(
        ({ error, practice }) =>
          error !== null && errorFacts(error.code).retry === 'online' && signals.signedIn(practice),
      ),
    );
    const next = waiting.find((take) => this.#dueAt(take) <= this.#options.now());
    if (next) {
      this.#running = this.#sendQueued(next.id).finally(() => {
        this.#running = null;
        this.#lookSoon();
      });
      return;
    }
    const earliest = Math.min(...waiting.map((take) => this.#dueAt(take)));
    if (earliest === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.min(Math.max(earliest - this.#options.now(), 1), longestTimerMs);
    this.#timer = setTimeout(() => this.#look(), waitMs).unref();
  }

  /** Unix milliseconds; infinity = when something happens. */
  #dueAt({ id, retryAt, error, practice }: QueuedTake): number {
    const { signals } = this.#options;
    if (signals && !(signals.online() && signals.signedIn(practice))) return Number.POSITIVE_INFINITY;
    if (this.#released.has(id)) return 0;
    const waits = error !== null && retryAt === null && errorFacts(error.code).retry === 'signed-in';
    return waits ? Number.POSITIVE_INFINITY : Math.max(retryAt ?? 0, this.#heldUntil);
  }

  #happened(): void {
    this.#heldUntil = 0;
    this.#release('online');
    this.#release('signed-in');
    this.#lookSoon();
  }

  #release(rule: RetryRule): void {
    const { store, signals } = this.#options;
    for (const { id, error, practice } of store.queued()) {
      if (!error || errorFacts(error.code).retry !== rule) continue;
      if (rule !== 'signed-in' || (signals?.signedIn(practice) ?? true)) this.#released.add(id);
    }
  }

  /** One that is refused (it is in work, or gone) keeps none of the others; the first refusal is told at the end. */
  async #sendAsked(asked: readonly { readonly id: string; readonly heard: boolean }[]): Promise<void> {
    const refusals: AppError[] = [];
    for (const { id, heard } of asked) {
      // While it waited for its turn, the queue sent it, or an earlier press of the same button: it is not heard anew.
      if (!heard && this.#isHeard(id)) continue;
      try {
        await this.#send(id, { by: 'user' });
      } catch (thrown) {
        if (!isRefusal(thrown)) throw thrown;
        refusals.push(thrown);
      }
    }
    if (refusals[0]) throw refusals[0];
  }

  /** Finished, and not because a new try failed. */
  #isHeard(id: string): boolean {
    const take = this.#options.store.get(id);
    return take !== null && !take.error && ['done', 'empty'].includes(take.state);
  }

  async #sendQueued(id: string): Promise<void> {
    this.#released.delete(id);
    try {
      await this.#send(id, { by: 'queue' });
    } catch (thrown) {
      this.#expectRefusal(thrown);
    }
  }

  /** Taken up or thrown away by somebody else in the same moment, or the queue ends. Anything else is a bug. */
  #expectRefusal(thrown: unknown): void {
    if (this.#stop.signal.aborted) return;
    if (!isRefusal(thrown)) throw thrown;
    this.#options.log.debug('take not sent', { code: thrown.code });
  }

  async #send(id: string, occasion: RetryOccasion): Promise<void> {
    const { store, run, log } = this.#options;
    const { signal } = this.#stop;
    signal.throwIfAborted();
    if (!store.claim(id)) throw new AppError('busy', 'This take is being worked on already.');
    log.info('take sent again', { take: id, by: occasion.by });
    try {
      await run(id, signal, occasion);
      const state = store.get(id)?.state;
      if (state === 'transcribing' && signal.aborted) store.release(id);
      else if (state === 'transcribing') throw new AppError('internal', 'The take was left without a result.');
    } catch (thrown) {
      if (signal.aborted) store.release(id);
      else store.failed(id, toAppError(thrown));
    }
    this.#hold(id);
  }

  #hold(id: string): void {
    const take = this.#options.store.get(id);
    if (take?.state !== 'failed' || !take.error) {
      this.#heldUntil = 0;
    } else if (sharedRules.has(errorFacts(take.error.code).retry)) {
      this.#heldUntil = take.retryAt ?? Number.POSITIVE_INFINITY;
      this.#released.clear();
    }
  }
}

function isRefusal(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && ['busy', 'take_not_found'].includes(thrown.code);
}
