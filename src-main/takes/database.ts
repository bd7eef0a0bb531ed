// Opens history.db: pragmas, migrations, the search index. Knows SQLite, nothing of takes.
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { AppError } from '../contract/app-error.ts';
import { migrations, searchSchema } from './schema.ts';

export interface OpenedDatabase {
  readonly db: DatabaseSync;
  /** False: this SQLite has no FTS5, or no trigrams; search falls back to LIKE. */
  readonly hasSearch: boolean;
  /** The tables were made just now. */
  readonly isNew: boolean;
  /** The search table was made just now over rows that were there before. */
  readonly searchIsStale: boolean;
}

/**
 * How durable a commit is. In WAL mode a commit survives the death of the process either way, since the log is in the
 * kernel's hands. `synchronous=FULL` also syncs the log, so that it survives the loss of power; the log is one file, so
 * such a commit carries every earlier one with it. Steps that nobody waits on another program for (begin, segments) are
 * NORMAL; those before an upload or an insertion (recorded, done) are FULL.
 */
export type Durability = 'process' | 'power';

const busyTimeoutMs = 2000;

/**
 * @param path a file, or ":memory:"
 * @param access read-only: of a folder that can't be written, without the log (what it holds is not seen)
 * Throws what SQLite throws; AppError storage_failed for a newer version's file.
 */
export function openDatabase(path: string, access: 'write' | 'read-only' = 'write'): OpenedDatabase {
  if (access === 'read-only') return openReadOnly(path);
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    db.exec(`
      pragma journal_mode = wal;
      pragma synchronous = normal;
      pragma secure_delete = on;
      pragma cache_size = -8000;
      pragma journal_size_limit = 4194304;
    `);
    const isNew = migrate(db);
    const { hasSearch, searchIsStale } = prepareSearch(db, isNew);
    // Touches every index once at its ends, so that a torn file is noticed now and not in the middle of a dictation.
    db.prepare('select max(seq), min(seq) from takes').get();
    return { db, hasSearch, isNew, searchIsStale };
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function openReadOnly(path: string): OpenedDatabase {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  const db = new DatabaseSync(url, { readOnly: true });
  try {
    if (userVersion(db) !== migrations.length)
      throw new AppError('storage_failed', 'The history is of another version.');
    db.prepare('select max(seq), min(seq) from takes').get();
    return { db, hasSearch: hasSearchTable(db), isNew: false, searchIsStale: false };
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function migrate(db: DatabaseSync): boolean {
  if (userVersion(db) === migrations.length) return false;
  return inTransaction(db, 'power', () => {
    const from = userVersion(db); // again, now that nobody else can be migrating
    if (from > migrations.length) {
      throw new AppError('storage_failed', 'The history was written by a newer version of Sotto.', {
        hint: 'Update Sotto; the history is left as it is.',
      });
    }
    for (const step of migrations.slice(from)) db.exec(step);
    db.exec(`pragma user_version = ${migrations.length}`);
    return from === 0;
  });
}

function userVersion(db: DatabaseSync): number {
  return Number(db.prepare('pragma user_version').get()?.user_version ?? 0);
}

function prepareSearch(db: DatabaseSync, isNew: boolean): { hasSearch: boolean; searchIsStale: boolean } {
  const there = hasSearchTable(db);
  try {
    if (there) {
      db.prepare('select rowid from takes_search limit 1').get();
      return { hasSearch: true, searchIsStale: false };
    }
    inTransaction(db, 'process', () => db.exec(searchSchema));
    return { hasSearch: true, searchIsStale: !isNew };
  } catch (thrown) {
    if (thrown instanceof Error && /no such (module|tokenizer)|tokenizer|unrecognized option/i.test(thrown.message)) {
      return { hasSearch: false, searchIsStale: false };
    }
    throw thrown;
  }
}

function hasSearchTable(db: DatabaseSync): boolean {
  return db.prepare("select count(*) as n from sqlite_schema where name = 'takes_search'").get()?.n === 1;
}

/** Runs `work` alone among writers, also of other processes; undone as a whole when it throws. */
export function inTransaction<T>(db: DatabaseSync, durability: Durability, work: () => T): T {
  if (durability === 'power') db.exec('pragma synchronous = full');
  try {
    db.exec('begin immediate');
    try {
      const result = work();
      db.exec('commit');
      return result;
    } catch (thrown) {
      if (db.isTransaction) db.exec('rollback');
      throw thrown;
    }
  } finally {
    if (durability === 'power') db.exec('pragma synchronous = normal');
  }
}
