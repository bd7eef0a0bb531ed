// The rows of history.db: read, write, select. Every write also keeps the search index and the list of sidecars that are
// due in step, in one transaction. Throws what SQLite throws; knows no files and no rules about states.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { TakeSegment } from '../contract/take.ts';
import { type Durability, inTransaction, type OpenedDatabase } from './database.ts';
import { indexedWords } from './search-query.ts';
import { patched, type StoredTake } from './stored-take.ts';
import { columns, fromRow, type Row, toRow } from './take-row.ts';

export class TakeTable implements Disposable {
  readonly db: DatabaseSync;
  readonly hasSearch: boolean;
  readonly #statements = new Map<string, StatementSync>();

  constructor({ db, hasSearch, searchIsStale }: OpenedDatabase) {
    this.db = db;
    this.hasSearch = hasSearch;
    if (searchIsStale) this.#fillSearch();
  }

  /** A statement, prepared once. */
  sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known) return known;
    const made = this.db.prepare(text);
    this.#statements.set(text, made);
    return made;
  }

  read(id: string): StoredTake | null {
    const row = this.sql('select * from takes where id = ?').get(id);
    return row ? this.stored(row) : null;
  }

  select(where: string, ...values: (string | number)[]): StoredTake[] {
    return this.sql(`select * from takes where ${where}`)
      .all(...values)
      .map((row) => this.stored(row));
  }

  /** The row with the segments that were noted beside it. */
  stored(row: Row): StoredTake {
    const stored = fromRow(row);
    if (!isInWork(stored)) return stored;
    const noted = this.sql('select segment from take_segments where seq = ? order by position').all(stored.seq);
    if (noted.length === 0) return stored;
    const known = new Map(stored.take.segments.map((segment) => [segment.index, segment]));
    for (const { segment } of noted) {
      const one = JSON.parse(String(segment)) as TakeSegment; // only noteSegment writes there
      known.set(one.index, one);
    }
    return {
      ...stored,
      take: patched(stored.take, { segments: [...known.values()].sort((a, b) => a.index - b.index) }),
    };
  }

  /** Reads, changes and writes one row with nobody in between. `change` gets null for an unknown take; null back = no change. */
  change(
    id: string,
    durability: Durability,
    change: (before: StoredTake | null) => StoredTake | null,
  ): StoredTake | null {
    return inTransaction(this.db, durability, () => {
      const before = this.read(id);
      const after = change(before);
      if (after === null) return before;
      return this.#write(after, before);
    });
  }

  /** Beside the row of a take in work. @returns false: there is no such row */
  noteSegment(id: string, segment: TakeSegment): boolean {
    return inTransaction(this.db, 'process', () => {
      const noted = this.sql(`
        insert or replace into take_segments (seq, position, segment)
        select seq, ?, ? from takes where id = ? and state in ('recording', 'recorded', 'transcribing')`).run(
        segment.index,
        JSON.stringify(segment),
        id,
      );
      if (noted.changes === 0) return false;
      this.sql('update takes set revision = revision + 1 where id = ?').run(id);
      this.sql('insert or replace into sidecars_due (id, revision) select id, revision from takes where id = ?').run(
        id,
      );
      return true;
    });
  }

  /** Many rows at once (recovery, retention, rebuilding). */
  putAll(rows: readonly StoredTake[], durability: Durability = 'process'): void {
    inTransaction(this.db, durability, () => {
      for (const row of rows) this.#write(row, this.read(row.take.id));
    });
  }

  /** Rows that came from their own sidecars: those needn't be written again. */
  adopt(rows: readonly StoredTake[]): void {
    inTransaction(this.db, 'process', () => {
      for (const row of rows) {
        if (this.read(row.take.id)) continue;
        this.#write(row, null);
        this.sql('delete from sidecars_due where id = ?').run(row.take.id);
      }
    });
  }

  /** Names of the takes from one name to another (excluded). */
  idsBetween(from: string, to: string): ReadonlySet<string> {
    return new Set(
      this.sql('select id from takes where id >= ? and id < ?')
        .all(from, to)
        .map((row) => String(row.id)),
    );
  }

  remove(ids: readonly string[]): void {
    inTransaction(this.db, 'process', () => {
      for (const id of ids) {
        const before = this.read(id);
        if (!before) continue;
        this.#unindex(before.seq);
        this.sql('delete from takes where seq = ?').run(before.seq);
        this.sql('delete from take_segments where seq = ?').run(before.seq);
        this.sql('delete from sidecars_due where id = ?').run(id);
      }
    });
  }

  sidecarsDue(): readonly string[] {
    return this.sql('select id from sidecars_due')
      .all()
      .map((row) => String(row.id));
  }

  sidecarWritten(id: string, revision: number): void {
    this.sql('delete from sidecars_due where id = ? and revision <= ?').run(id, revision);
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.db.isOpen) this.db.close();
  }

  #write(wanted: StoredTake, before: StoredTake | null): StoredTake {
    const after = {
      ...wanted,
      seq: before?.seq ?? this.#freeSeq(wanted),
      revision: Math.max(wanted.revision, before?.revision ?? 0) + 1,
    };
    this.sql(upsert).run(...toRow(after));
    if (before && isInWork(before)) this.sql('delete from take_segments where seq = ?').run(after.seq);
    this.#index(after, before);
    this.sql('insert or replace into sidecars_due (id, revision) values (?, ?)').run(after.take.id, after.revision);
    return after;
  }

  /** The next free number in the take's own millisecond. */
  #freeSeq({ take }: StoredTake): number {
    const first = take.createdAt * 1000;
    const last = this.sql('select max(seq) as last from takes where seq >= ? and seq < ?').get(
      first,
      first + 1000,
    )?.last;
    return typeof last === 'number' ? last + 1 : first;
  }

  #index(after: StoredTake, before: StoredTake | null): void {
    if (!this.hasSearch) return;
    const words = wordsOf(after);
    const known = before ? wordsOf(before) : '';
    if (words === known) return;
    if (known !== '') this.#unindex(after.seq);
    if (words !== '') this.sql('insert into takes_search (rowid, words) values (?, ?)').run(after.seq, words);
  }

  #unindex(seq: number): void {
    if (this.hasSearch) this.sql('delete from takes_search where rowid = ?').run(seq);
  }

  #fillSearch(): void {
    inTransaction(this.db, 'process', () => {
      for (const row of this.sql('select * from takes').iterate()) {
        this.#index(fromRow(row as Row), null); // a row of `takes` has its columns
      }
    });
  }
}

const isInWork = ({ take }: StoredTake): boolean =>
  take.state === 'recording' || take.state === 'recorded' || take.state === 'transcribing';

/** Deleted takes are not found. */
export function wordsOf({ take, deletedAt }: StoredTake): string {
  return deletedAt === null ? indexedWords([take.text, take.fileName, take.target]) : '';
}

const upsert = `
  insert into takes (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})
  on conflict (id) do update set ${columns
    .filter((column) => column !== 'seq' && column !== 'id')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;
