// The take store: rows, audio and sidecars of all takes behind one door. Knows no upload, no window, no settings.
import { historySide } from './history-side.ts';
import { queueSide } from './queue-side.ts';
import { recordingSide } from './recording-side.ts';
import { StoreCore } from './store-core.ts';
import type { TakeStore, TakeStoreOptions } from './take-store-types.ts';

export type * from './take-store-types.ts';

/**
 * Opens (or makes) the history in a folder. Never throws because of the disk: a folder that can't be used leaves a store
 * in memory whose `problem` says why. Takes of dead processes are back in the queue when this returns; files without
 * rows are looked for a moment later (`settled`).
 */
export function openTakeStore(options: TakeStoreOptions): TakeStore {
  const core = new StoreCore(options);
  core.keeping.recover();
  core.keeping.start();
  return {
    ...recordingSide(core),
    ...historySide(core),
    ...queueSide(core),
    subscribe: (listener) => core.subscribe(listener),
    get problem() {
      return core.book.problem;
    },
    mend: () => core.keeping.mend(),
    recover: () => core.keeping.recover(),
    settled: async () => {
      await core.keeping.settled();
      await core.shelf.settled();
    },
    [Symbol.asyncDispose]: () => core[Symbol.asyncDispose](),
  };
}
