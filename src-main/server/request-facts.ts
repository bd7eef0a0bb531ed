// What is known of a request while it is served: its id, when it began, which route, and a signal that ends its work.
import type { IncomingMessage } from 'node:http';
import { AppError } from '../contract/app-error.ts';

export interface RequestFacts {
  readonly id: string;
  readonly startedAtMs: number;
  /** Aborted with an AppError as reason: the client went, the body stalled, the server stops. */
  readonly work: AbortController;
  /** The route's pattern, never the path: paths may hold anything. */
  route: string;
}

const known = new WeakMap<IncomingMessage, RequestFacts>();

export function rememberFacts(request: IncomingMessage, facts: RequestFacts): void {
  known.set(request, facts);
}

export function factsOf(request: IncomingMessage): RequestFacts {
  const facts = known.get(request);
  if (facts === undefined) throw new Error('a request came past the door');
  return facts;
}

export interface Budget extends Disposable {
  readonly signal: AbortSignal;
}

/** The signal, and besides it an end after `ms` as `upstream_timeout`. Dispose it when the work is done. */
export function within(signal: AbortSignal, ms: number): Budget {
  const both = new AbortController();
  const forward = (): void => both.abort(signal.reason);
  if (signal.aborted) forward();
  signal.addEventListener('abort', forward, { once: true });
  const timer = setTimeout(() => {
    both.abort(new AppError('upstream_timeout', `The service did not answer within ${Math.round(ms / 1000)} seconds.`));
  }, ms);
  return {
    signal: both.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', forward);
    },
  };
}

/** What the work failed with; the signal's reason where it was aborted, since that says why. */
export function reasonOf(thrown: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : thrown;
}

/** The promise, or the signal's reason as a rejection, whichever is first. The promise itself goes on. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const gone = (): void => reject(signal.reason);
  signal.addEventListener('abort', gone, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', gone);
  }
}
