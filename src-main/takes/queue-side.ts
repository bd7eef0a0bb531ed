// The store as the queue sees it: what waits, and who may take it up. A claim is one transaction, so that the app and the
// command line never send the same take at once.
import type { StoreCore } from './store-core.ts';
import type { StoredTake } from './stored-take.ts';
import * as changes from './take-changes.ts';
import type { QueueSide } from './take-store-types.ts';

const inWork: ReadonlySet<string> = new Set(['recording', 'recorded', 'transcribing']);

export function queueSide(core: StoreCore): QueueSide {
  const { book, lock } = core;
  const isTaken = ({ owner, take }: StoredTake): boolean =>
    owner === lock.owner ? inWork.has(take.state) : lock.isAliveElsewhere(owner);
  return {
    queued: () => {
      const stored = book.ask((table) => table.select('queued = 1 order by seq'));
      const rows = new Map(stored.map((row) => [row.take.id, row]));
      for (const [id, row] of book.unsaved) rows.set(id, row);
      return [...rows.values()]
        .filter((row) => row.queued && row.deletedAt === null && !isTaken(row))
        .sort((a, b) => a.take.createdAt - b.take.createdAt || (a.take.id < b.take.id ? -1 : 1))
        .map(({ take: { id, retryAt, error, practice } }) => ({
          id,
          retryAt: retryAt ?? null,
          error: error ?? null,
          practice,
        }));
    },
    claim: (id) => {
      let taken = false;
      core.change(id, (row) => {
        taken = isTaken(row);
        return taken ? row : changes.inWork(row, lock.owner);
      });
      return !taken;
    },
    release: (id) => void core.change(id, changes.released),
  };
}
