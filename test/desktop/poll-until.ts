// Waits for a condition that no event announces (another program's window, a bus name). Bounded, never silent.

/** Thrown when the condition did not come true in time; says which one it was. */
export class NotReadyError extends Error {
  override name = 'NotReadyError';
}

/**
 * Asks `probe` again and again until it answers something else than undefined or false.
 * @param what names the condition in the error
 * @param timeoutMs total time, @param everyMs pause between two probes
 */
export async function pollUntil<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 10_000, everyMs = 20, signal }: { timeoutMs?: number; everyMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > endMs) throw new NotReadyError(`not ready after ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
