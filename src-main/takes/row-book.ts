// The rows of all takes, wherever they can be kept: in history.db; in memory while the disk refuses, until it accepts
// them; in a fresh database when the old one is damaged. Nobody above needs to know which. Knows no audio.
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contract/app-error.ts';
import type { TakeSegment } from '../contract/take.ts';
import type { Log } from '../lib/log.ts';
import type { Ballast } from './ballast.ts';
import { type Durability, openDatabase } from './database.ts';
import type { OwnerLock } from './owner-lock.ts';
import { isDamage, storageFailure } from './storage-failure.ts';
import type { StoredTake } from './stored-take.ts';
import { TakeTable } from './take-table.ts';

export interface RowBookOptions {
  readonly folder: string;
  readonly ballast: Ballast;
  readonly lock: OwnerLock;
  readonly now: () => number;
  readonly log: Log;
  readonly onProblem: (problem: AppError | null) => void;
  /** A fresh database stands where a damaged one stood: rows must be brought back from their sidecars. */
  readonly onSetAside: () => void;
}

const unfinished = new Set(['recording', 'recorded', 'transcribing']);

export class RowBook implements Disposable {
  readonly #options: RowBookOptions;
  readonly #path: string;
  #table: TakeTable;
  #home: 'disk' | 'read-only' | 'memory' = 'disk';
  #problem: AppError | null = null;
  /** Rows that the disk has refused so far. */
  readonly #unsaved = new Map<string, StoredTake>();
  /** Rows that this process works on: still known when the database can't be read any more. */
  readonly #atHand = new Map<string, StoredTake>();

  constructor(options: RowBookOptions) {
    this.#options = options;
    this.#path = join(options.folder, 'history.db');
    this.#table = this.#open();
  }

  get problem(): AppError | null {
    return this.#problem;
  }

  /** Reads what is not unsaved. A database that turns out to be damaged is replaced and asked again. Throws AppError. */
  ask<T>(question: (table: TakeTable) => T): T {
    try {
      return this.#attempt(() => question(this.#table));
    } catch (thrown) {
      throw storageFailure(thrown) ?? thrown;
    }
  }

  get unsaved(): ReadonlyMap<string, StoredTake> {
    return this.#unsaved;
  }

  /** False: what is written now will be gone with the process. */
  get isOnDisk(): boolean {
    return this.#home === 'disk';
  }

  read(id: string): StoredTake | null {
    return this.#unsaved.get(id) ?? this.ask((table) => table.read(id));
  }

  add(row: StoredTake, durability: Durability): StoredTake {
    return this.#save(row.take.id, durability, () => row);
  }

  /** Throws AppError take_not_found; what `change` throws leaves the row as it was. */
  change(id: string, durability: Durability, change: (before: StoredTake) => StoredTake): StoredTake {
    return this.#save(id, durability, (before) => {
      if (!before) throw new AppError('take_not_found', `There is no take ${id}.`);
      return change(before);
    });
  }

  /** @returns false: not possible beside the row (it is not in work, or the disk refuses); change the row instead. */
  noteSegment(id: string, segment: TakeSegment): boolean {
    if (this.#home !== 'disk' || this.#unsaved.has(id)) return false;
    try {
      return this.#table.noteSegment(id, segment);
    } catch (thrown) {
      if (!storageFailure(thrown)) throw thrown;
      return false; // the change of the row meets the same trouble and knows what to do about it
    }
  }

  /** Rows from sidecars and files; those that are known stay as they are. Throws what SQLite throws. */
  adopt(rows: readonly StoredTake[]): void {
    this.#table.adopt(rows.filter((row) => !this.#unsaved.has(row.take.id)));
  }

  /** A sidecar that the database doesn't hear of is only written again. */
  sidecarWritten(id: string, revision: number): void {
    try {
      this.#table.sidecarWritten(id, revision);
    } catch (thrown) {
      if (!storageFailure(thrown)) throw thrown;
    }
  }

  /** @returns the ids that are gone; none when the disk refuses. */
  remove(ids: readonly string[]): readonly string[] {
    try {
      this.#attempt(() => this.#table.remove(ids));
    } catch (thrown) {
      this.#refused(thrown);
      return [];
    }
    for (const id of ids) {
      this.#unsaved.delete(id);
      this.#atHand.delete(id);
    }
    return ids;
  }

  /** Tries to bring everything to disk. @returns true when nothing is left over. */
  mend(): boolean {
    try {
      if (this.#home !== 'disk') this.#moveToDisk();
      for (const [id, row] of this.#unsaved) {
        this.#table.putAll([row], 'power');
        this.#unsaved.delete(id);
      }
    } catch (thrown) {
      this.#refused(thrown);
      return false;
    }
    this.#options.ballast.take();
    if (this.#options.ballast.isSpent) return false; // rows went where the ballast lay: the disk is full all the same
    this.#setProblem(null);
    return true;
  }

  [Symbol.dispose](): void {
    this.#table[Symbol.dispose]();
  }

  #save(id: string, durability: Durability, change: (before: StoredTake | null) => StoredTake): StoredTake {
    const unsaved = this.#unsaved.get(id);
    let saved: StoredTake | null;
    try {
      saved = this.#attempt(() =>
        this.#table.change(id, durability, (row) => change(unsaved ?? row ?? this.#atHand.get(id) ?? null)),
      );
      this.#unsaved.delete(id);
    } catch (thrown) {
      this.#refused(thrown);
      saved = change(unsaved ?? this.#readIfPossible(id));
      this.#unsaved.set(id, saved);
    }
    if (saved === null) throw new AppError('take_not_found', `There is no take ${id}.`);
    if (unfinished.has(saved.take.state)) this.#atHand.set(id, saved);
    else this.#atHand.delete(id);
    return saved;
  }

  /** A full disk gets the ballast and a second try, a damaged database is replaced and tried again. */
  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      if (isDamage(thrown)) this.#replaceDamaged();
      else if (storageFailure(thrown)?.code !== 'disk_full' || !this.#options.ballast.drop()) throw thrown;
      return work();
    }
  }

  /** Remembers a refusal of the disk; throws on whatever is none. */
  #refused(thrown: unknown): void {
    const failure = storageFailure(thrown);
    if (!failure) throw thrown;
    this.#setProblem(failure);
  }

  #setProblem(problem: AppError | null): void {
    if (this.#problem?.code === problem?.code) return;
    this.#problem = problem;
    if (problem) this.#options.log.error('storage refused', { code: problem.code });
    else this.#options.log.info('storage mended');
    this.#options.onProblem(problem);
  }

  #readIfPossible(id: string): StoredTake | null {
    try {
      return this.#table.read(id) ?? this.#atHand.get(id) ?? null;
    } catch (thrown) {
      if (!storageFailure(thrown)) throw thrown;
      return this.#atHand.get(id) ?? null;
    }
  }

  #open(): TakeTable {
    try {
      return this.#openOnDisk();
    } catch (thrown) {
      const failure = storageFailure(thrown);
      if (!failure) throw thrown;
      this.#problem = failure;
      this.#options.log.error('history opened without its file', { code: failure.code });
      return this.#openElsewhere();
    }
  }

  #openOnDisk(): TakeTable {
    mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
    this.#options.lock.hold();
    try {
      return new TakeTable(openDatabase(this.#path));
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      this.#setAside();
      return new TakeTable(openDatabase(this.#path));
    }
  }

  /** A history that can't be written can often still be read. */
  #openElsewhere(): TakeTable {
    try {
      const table = new TakeTable(openDatabase(this.#path, 'read-only'));
      this.#home = 'read-only';
      return table;
    } catch (thrown) {
      if (!storageFailure(thrown)) throw thrown;
      this.#home = 'memory';
      return new TakeTable(openDatabase(':memory:'));
    }
  }

  #moveToDisk(): void {
    const table = this.#openOnDisk();
    if (this.#home === 'memory') {
      for (const row of this.#table.select('true order by seq')) {
        if (!this.#unsaved.has(row.take.id)) this.#unsaved.set(row.take.id, { ...row, seq: 0 });
      }
    }
    this.#table[Symbol.dispose]();
    this.#table = table;
    this.#home = 'disk';
  }

  #replaceDamaged(): void {
    this.#table[Symbol.dispose]();
    this.#setAside();
    this.#table = new TakeTable(openDatabase(this.#path));
  }

  #setAside(): void {
    const aside = `${this.#path}.damaged-${new Date(this.#options.now()).toISOString().replaceAll(':', '-')}`;
    for (const tail of ['', '-wal', '-shm']) {
      try {
        renameSync(this.#path + tail, aside + tail);
      } catch (thrown) {
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
      }
    }
    this.#options.log.error('damaged history set aside');
    this.#options.onSetAside();
  }
}
