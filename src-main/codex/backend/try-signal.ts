// Ends one try when its time is up or the caller gives up. By hand, since a timeout signal joined with another one lives
// on until its time has come, long after the answer: at hundreds of requests a second that is memory.

export interface TrySignal extends Disposable {
  /** Undefined when nothing can end the try. */
  readonly signal: AbortSignal | undefined;
}

/** Dispose it when the answer has been read. Aborts with the caller's reason, or with a `TimeoutError`. */
export function trySignal(given: AbortSignal | undefined, timeoutMs: number | undefined): TrySignal {
  if (timeoutMs === undefined) return { signal: given, [Symbol.dispose]: () => undefined };
  const ended = new AbortController();
  const forward = (): void => ended.abort(given?.reason);
  if (given?.aborted) forward();
  given?.addEventListener('abort', forward, { once: true });
  const timer = setTimeout(() => ended.abort(new DOMException('The time is up.', 'TimeoutError')), timeoutMs);
  return {
    signal: ended.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      given?.removeEventListener('abort', forward);
    },
  };
}
