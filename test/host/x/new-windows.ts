// Hears of a program's new window before anybody else does. A worker thread listens and takes the window from the window
// manager at once, since this thread runs the app itself and may be busy for longer than the program needs to show it.
import { Worker } from 'node:worker_threads';

/** Far outside of every screen, inside of the protocol's 16 bits. */
export const parkedAt = -20_000;

export interface NewWindows {
  /**
   * Takes the next top-level window that the process `pid` makes: kept from the window manager and placed outside of the
   * screen. One at a time.
   * @returns once a new window can't be missed any more; `taken` is then its id
   */
  expect(pid: number): Promise<{ readonly taken: Promise<number> }>;
}

export type FromWorker = { readonly ready: number } | { readonly taken: number };

/** @throws when there is no X server at `display` */
export async function listenForNewWindows(display: string): Promise<NewWindows> {
  const worker = new Worker(new URL('./new-windows-worker.ts', import.meta.url), { workerData: { display } });
  const failed = new Promise<never>((_, reject) => worker.once('error', reject));
  failed.catch(() => {}); // told to whoever waits below
  let ready = Promise.withResolvers<void>();
  let taken = Promise.withResolvers<number>();
  let expected = 0;
  worker.on('message', (message: FromWorker) => {
    if ('taken' in message) taken.resolve(message.taken);
    else if (message.ready === expected) ready.resolve();
  });
  worker.unref();
  await Promise.race([ready.promise, failed]);
  return {
    expect: async (pid) => {
      ready = Promise.withResolvers();
      taken = Promise.withResolvers();
      expected = pid;
      worker.postMessage(pid);
      await Promise.race([ready.promise, failed]);
      return { taken: Promise.race([taken.promise, failed]) };
    },
  };
}
