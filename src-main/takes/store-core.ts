// The parts of a store and the one way in which a row changes: row, then sidecar, then listeners. The sides of the store
// (recording, history, queue) are written against this.
import { join } from 'node:path';
import { AppError } from '../contract/app-error.ts';
import type { Take, TakeSegment } from '../contract/take.ts';
import { AudioShelf } from './audio-shelf.ts';
import { Ballast } from './ballast.ts';
import type { Durability } from './database.ts';
import { Housekeeping } from './housekeeping.ts';
import { OwnerLock } from './owner-lock.ts';
import { RowBook } from './row-book.ts';
import { SidecarWriter } from './sidecar-writer.ts';
import { durationOf, patched, type StoredTake, type TakePatch, withSegment } from './stored-take.ts';
import { isTakeId } from './take-id.ts';
import type { TakeStoreOptions } from './take-store-types.ts';

export class StoreCore implements AsyncDisposable {
  readonly options: TakeStoreOptions;
  readonly takesFolder: string;
  readonly lock: OwnerLock;
  readonly book: RowBook;
  readonly shelf: AudioShelf;
  readonly keeping: Housekeeping;
  readonly #sidecars: SidecarWriter;
  readonly #listeners = new Set<(ids: readonly string[]) => void>();
  #closed = false;

  constructor(options: TakeStoreOptions) {
    this.options = options;
    const { folder, now, log } = options;
    this.takesFolder = join(folder, 'takes');
    if (options.onChange) this.#listeners.add(options.onChange);
    const ballast = new Ballast(folder);
    this.lock = new OwnerLock(join(folder, 'owners'));
    this.book = new RowBook({
      folder,
      ballast,
      lock: this.lock,
      now,
      log,
      onProblem: (problem) => {
        options.onProblem?.(problem);
        if (problem) this.keeping.mendLater();
      },
      onSetAside: () => queueMicrotask(() => this.keeping.adopt()), // the constructor may be what runs now
    });
    this.shelf = new AudioShelf({
      takesFolder: this.takesFolder,
      ballast,
      onTrouble: (id, error) => {
        log.error('audio goes on in memory', { take: id, code: error.code });
        options.onProblem?.(error);
        this.keeping.mendLater();
      },
      syncEveryMs: options.syncEveryMs,
    });
    this.#sidecars = new SidecarWriter({
      takesFolder: this.takesFolder,
      read: (id) => (this.#closed ? null : this.book.read(id)),
      written: (id, revision) => this.book.sidecarWritten(id, revision),
      log,
    });
    this.keeping = new Housekeeping({
      options,
      takesFolder: this.takesFolder,
      book: this.book,
      shelf: this.shelf,
      sidecars: this.#sidecars,
      lock: this.lock,
      ballast,
      change: (id, change) => this.change(id, change),
      tell: (ids) => this.tell(ids),
    });
  }

  /** null for a name that was never a take's, too: it must not become a path. */
  read(id: string): StoredTake | null {
    return isTakeId(id) ? this.book.read(id) : null;
  }

  get(id: string): Take | null {
    const row = this.read(id);
    return row && row.deletedAt === null ? this.view(row) : null;
  }

  /** Throws AppError take_not_found, take_has_no_audio. */
  withAudio(id: string): StoredTake {
    const row = this.read(id);
    if (!row) throw new AppError('take_not_found', `There is no take ${id}.`);
    if (row.take.audio === 'removed' || (row.original === null && this.shelf.bytes(id) < 2)) {
      throw new AppError('take_has_no_audio', 'The recording of this take is gone.');
    }
    return row;
  }

  /** What everybody sees: a take that is being recorded grows, and audio that the disk refuses says so. */
  view({ take }: StoredTake): Take {
    const { id, sampleRate } = take;
    if (!this.shelf.isOpen(id)) return take;
    return {
      ...take,
      ...(take.state === 'recording' ? { durationMs: durationOf(this.shelf.bytes(id), sampleRate) } : {}),
      ...(this.shelf.isInMemory(id) ? { audio: 'memory' as const } : {}),
    };
  }

  add(row: StoredTake): void {
    this.book.add(row, 'process');
    this.#changed(row.take.id);
  }

  change(id: string, change: (row: StoredTake) => StoredTake, durability: Durability = 'process'): Take {
    if (!isTakeId(id)) throw new AppError('take_not_found', 'There is no such take.');
    const row = this.book.change(id, durability, change);
    this.#changed(id);
    return this.view(row);
  }

  patch(id: string, patch: TakePatch): Take {
    return this.change(id, (row) => ({ ...row, take: patched(row.take, patch) }));
  }

  /** One segment, new or changed. The sidecar follows at growing distances, and at the row's next change. */
  noteSegment(id: string, segment: TakeSegment): void {
    if (this.book.noteSegment(id, segment)) {
      if (segment.state === 'done' && isNumberForSidecar(segment.index)) this.#sidecars.want(id);
      this.tell([id]);
    } else {
      this.change(id, (row) => ({
        ...row,
        take: patched(row.take, { segments: withSegment(row.take.segments, segment) }),
      }));
    }
  }

  subscribe(listener: (ids: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(ids: readonly string[]): void {
    for (const listener of [...this.#listeners]) listener(ids);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    await this.keeping[Symbol.asyncDispose]();
    await this.shelf[Symbol.asyncDispose]();
    this.#closed = true;
    this.book[Symbol.dispose]();
    this.lock[Symbol.dispose]();
  }

  #changed(id: string): void {
    this.#sidecars.want(id);
    this.tell([id]);
  }
}

/**
 * A sidecar holds all segments, so it is written after each of the first eight, after every second of the next eight,
 * every fourth of the next sixteen: the work of all of them together grows no faster than the take.
 */
function isNumberForSidecar(index: number): boolean {
  return index < 8 || index % 2 ** (Math.floor(Math.log2(index)) - 2) === 0;
}
