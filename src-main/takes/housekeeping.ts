// What the store does beside its callers: takes of dead processes at opening, files without rows, sidecars that are due,
// deletions whose undo is over, and trying a disk again that refused. Runs only while there is something to do.
import { rmSync } from 'node:fs';
import type { Take } from '../contract/take.ts';
import { adoptFiles } from './adopt-files.ts';
import type { AudioShelf } from './audio-shelf.ts';
import type { Ballast } from './ballast.ts';
import type { OwnerLock } from './owner-lock.ts';
import type { RetentionSource } from './retention.ts';
import type { RowBook } from './row-book.ts';
import type { SidecarWriter } from './sidecar-writer.ts';
import { storageFailure } from './storage-failure.ts';
import { patched, type StoredTake } from './stored-take.ts';
import { recovered } from './take-changes.ts';
import { takeFiles } from './take-files.ts';
import type { TakeStoreOptions } from './take-store-types.ts';

export interface HousekeepingParts {
  readonly options: TakeStoreOptions;
  readonly takesFolder: string;
  readonly book: RowBook;
  readonly shelf: AudioShelf;
  readonly sidecars: SidecarWriter;
  readonly lock: OwnerLock;
  readonly ballast: Ballast;
  readonly change: (id: string, change: (row: StoredTake) => StoredTake) => Take;
  readonly tell: (ids: readonly string[]) => void;
}

const longestMendMs = 60_000;

export class Housekeeping implements AsyncDisposable {
  readonly #parts: HousekeepingParts;
  readonly #stop = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #mendTimer: NodeJS.Timeout | null = null;
  #mendMs: number;
  #purgeTimer: NodeJS.Timeout | null = null;

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
    this.#mendMs = parts.options.mendAfterMs ?? 2000;
  }

  /** After opening, a moment later: none of this may hold up the first dictation. */
  start(): void {
    this.#later(() => {
      const { book, lock, ballast, sidecars } = this.#parts;
      if (!book.isOnDisk) return;
      lock.sweep();
      ballast.take();
      for (const id of book.ask((table) => table.sidecarsDue())) sidecars.want(id);
      this.purge();
    });
    this.adopt();
  }

  /** @returns the takes of dead processes, which are back in the queue (or empty) now */
  recover(): readonly string[] {
    const { book, lock, shelf, change, options } = this.#parts;
    if (!book.isOnDisk) return [];
    const left = book
      .ask((table) =>
        table.select("state in ('recording', 'recorded', 'transcribing') and owner is not null order by seq"),
      )
      .filter(({ owner }) => owner !== lock.owner && !lock.isAliveElsewhere(owner));
    for (const { take } of left) change(take.id, (row) => recovered(row, shelf.bytesOnDisk(take.id)));
    if (left.length > 0) options.log.warn('takes recovered', { count: left.length });
    return left.map(({ take }) => take.id);
  }

  adopt(): void {
    this.#later(async () => {
      const { takesFolder, book, lock, options, tell } = this.#parts;
      if (!book.isOnDisk) return;
      const adopted = await adoptFiles({
        takesFolder,
        known: (from, to) => book.ask((table) => table.idsBetween(from, to)).union(new Set(book.unsaved.keys())),
        adopt: (rows) => book.adopt(rows),
        isAlive: (owner) => owner === lock.owner || lock.isAliveElsewhere(owner),
        log: options.log,
        signal: this.#stop.signal,
      });
      if (adopted > 0) tell([]);
    });
  }

  /** Tries the disk again. @returns true when nothing waits for it */
  mend(): boolean {
    const { book, shelf, change, options, tell } = this.#parts;
    const wasOnDisk = book.isOnDisk;
    const hadTrouble = shelf.waits;
    const rows = [...book.unsaved.keys()];
    const booked = book.mend(); // rows first: they are small, and without them nobody finds the audio
    const drained = shelf.drain();
    for (const id of drained) {
      change(id, (row) => ({ ...row, audioBytes: Math.max(row.audioBytes, shelf.bytesOnDisk(id)) }));
      shelf.settle(id);
    }
    if (!booked || shelf.waits) return false;
    if (hadTrouble) options.onProblem?.(null);
    if (!wasOnDisk) this.start();
    if (rows.length > 0) tell(rows);
    return true;
  }

  mendLater(): void {
    if (this.#mendTimer || this.#stop.signal.aborted) return;
    this.#mendTimer = setTimeout(() => {
      this.#mendTimer = null;
      if (this.mend()) {
        this.#mendMs = this.#parts.options.mendAfterMs ?? 2000;
        return;
      }
      this.#mendMs = Math.min(this.#mendMs * 2, longestMendMs);
      // With nothing to save, the next dictation is early enough to look again.
      const { book, shelf, ballast } = this.#parts;
      if (book.unsaved.size > 0 || shelf.waits || ballast.isSpent) this.mendLater();
    }, this.#mendMs).unref();
  }

  /** Throws deletions away whose undo is over. A take that somebody works on waits. */
  purge(): void {
    const { book, options } = this.#parts;
    const due = options.now() - (options.undeleteMs ?? 60_000);
    const gone = book.ask((table) => table.select('deleted_at is not null and deleted_at <= ? and owner is null', due));
    this.remove(gone.map(({ take }) => take.id));
  }

  purgeLater(): void {
    if (this.#purgeTimer) clearTimeout(this.#purgeTimer);
    this.#purgeTimer = setTimeout(
      () => this.#later(() => this.purge()),
      (this.#parts.options.undeleteMs ?? 60_000) + 1,
    ).unref();
  }

  /** Files first: what a crash in between leaves behind is a row, and rows are looked at again. */
  remove(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const { book, shelf, tell, takesFolder } = this.#parts;
    for (const id of ids) {
      shelf.remove(id, book.read(id)?.original?.extension);
      rmSync(takeFiles(takesFolder, id).sidecar, { force: true });
    }
    tell(book.remove(ids));
  }

  get retentionSource(): RetentionSource {
    const { book, shelf, change, options } = this.#parts;
    return {
      now: options.now,
      select: (where, ...values) => book.ask((table) => table.select(where, ...values)),
      dropAudio: (id) => {
        shelf.remove(id, book.read(id)?.original?.extension);
        change(id, (row) => ({ ...row, audioBytes: 0, original: null, take: patched(row.take, { audio: 'removed' }) }));
      },
      dropText: (id) => {
        change(id, (row) => ({
          ...row,
          take: patched(row.take, {
            text: '',
            originalText: undefined,
            segments: row.take.segments.map(({ text: _text, ...segment }) => segment),
          }),
        }));
      },
      remove: (ids) => this.remove(ids),
    };
  }

  async settled(): Promise<void> {
    await Promise.resolve(); // work that was wished for in this turn begins first
    for (let work: Promise<void> | null = null; work !== this.#work; ) {
      work = this.#work;
      await work;
    }
    await this.#parts.sidecars.idle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    if (this.#mendTimer) clearTimeout(this.#mendTimer);
    if (this.#purgeTimer) clearTimeout(this.#purgeTimer);
    if (this.#parts.book.unsaved.size > 0 || this.#parts.shelf.waits) this.mend();
    await this.settled();
  }

  /** One after the other. A disk that refuses is told of where it matters; here it only means "not now". */
  #later(work: () => void | Promise<void>): void {
    this.#work = this.#work.then(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#stop.signal.aborted) return;
      try {
        await work();
      } catch (thrown) {
        const failure = storageFailure(thrown);
        if (!failure) throw thrown;
        this.#parts.options.log.warn('housekeeping put off', { code: failure.code });
      }
    });
  }
}
