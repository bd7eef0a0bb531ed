// Lets one caller stop waiting for work that others share. The work itself goes on.
import { cancelledError } from '../errors.ts';

/** Like `work`, but throws `cancelled` as soon as `signal` is aborted; `what` begins that error's sentence. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
  if (signal === undefined) return await work;
  if (signal.aborted) {
    work.catch(() => undefined); // Its failure is told to those who still wait.
    throw cancelledError(what);
  }
  const gaveUp = Promise.withResolvers<never>();
  const onAbort = (): void => gaveUp.reject(cancelledError(what));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, gaveUp.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
