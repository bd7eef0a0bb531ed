// Pages of history: newest first, by key and not by offset, filtered, searched. Reads only; the rows that the disk has
// refused so far are mixed in by the store.
import type { TakeCounts, TakePage } from '../contract/commands.ts';
import type { Take, TakeFilter } from '../contract/take.ts';
import { ftsPhrase, indexedWords, isShort, matchesAll, searchTerms } from './search-query.ts';
import type { StoredTake } from './stored-take.ts';
import type { TakeTable } from './take-table.ts';

export interface PageInput {
  readonly query?: string | undefined;
  readonly filter?: TakeFilter | undefined;
  /** Cursor of the page above. */
  readonly before?: { readonly createdAt: number; readonly id: string } | undefined;
  /** 50 when absent. */
  readonly limit?: number | undefined;
}

const conditions: Record<TakeFilter, string> = {
  all: 't.deleted_at is null',
  failed: "t.state = 'failed' and t.deleted_at is null",
  discarded: "t.state = 'discarded' and t.deleted_at is null",
  starred: 't.starred = 1 and t.deleted_at is null',
};

/** Up to so many rows are looked through faster than the index is asked. */
const fewRows = 1000;
/** A short word that begins more trigrams than this is so common that looking through the newest rows finds it. */
const mostTrigrams = 64;

export function matchesFilter({ take, deletedAt }: StoredTake, filter: TakeFilter): boolean {
  if (deletedAt !== null) return false;
  if (filter === 'starred') return take.starred;
  return filter === 'all' || take.state === filter;
}

export function readPage(table: TakeTable, input: PageInput, view: (row: StoredTake) => Take): TakePage {
  const limit = input.limit ?? 50;
  const filter = input.filter ?? 'all';
  const below = input.before ? seqBelow(table, input.before) : Number.MAX_SAFE_INTEGER;
  const terms = searchTerms(input.query ?? '');
  const seqs = terms.length === 0 ? null : findSeqs(table, terms, filter, below, limit + 1);
  const rows =
    seqs === null
      ? table
          .sql(`select t.* from takes t where ${conditions[filter]} and t.seq < ? order by t.seq desc limit ?`)
          .all(below, limit + 1)
          .map((row) => table.stored(row))
      : seqs.map((seq) => readSeq(table, seq)).filter((row) => row !== null);
  return page(rows.map(view), limit);
}

/** @param more there are more takes than these */
export function page(takes: readonly Take[], limit: number, more = false): TakePage {
  const shown = takes.slice(0, limit);
  const last = shown.at(-1);
  return (more || takes.length > limit) && last
    ? { takes: shown, next: { createdAt: last.createdAt, id: last.id } }
    : { takes: shown };
}

export function readCounts(table: TakeTable): TakeCounts {
  const row = table.sql('select kept, failed, discarded, starred from take_counts').get();
  return {
    all: Number(row?.kept),
    failed: Number(row?.failed),
    discarded: Number(row?.discarded),
    starred: Number(row?.starred),
  };
}

function seqBelow(table: TakeTable, cursor: { readonly createdAt: number; readonly id: string }): number {
  const row = table.sql('select seq from takes where id = ?').get(cursor.id);
  return row ? Number(row.seq) : cursor.createdAt * 1000; // the row went since: its whole millisecond is passed over
}

function readSeq(table: TakeTable, seq: number): StoredTake | null {
  const row = table.sql('select * from takes where seq = ?').get(seq);
  return row ? table.stored(row) : null;
}

/** Newest first. Three ways, by what is known to be cheap; they find the same. */
function findSeqs(
  table: TakeTable,
  terms: readonly string[],
  filter: TakeFilter,
  below: number,
  limit: number,
): readonly number[] {
  if (!table.hasSearch) return lookThrough(table, terms, filter, below, limit).found;
  // Common words are found among the newest rows, a narrow filter is all there is to look through.
  if (filter !== 'all' || terms.every(isShort)) {
    const looked = lookThrough(table, terms, filter, below, limit, fewRows);
    if (looked.complete) return looked.found;
  }
  const long = terms.filter((term) => !isShort(term)).map(ftsPhrase);
  const short = terms.filter(isShort);
  if (long.length > 0) {
    const asked = askIndex(table, long, short, filter, below, limit, short.length > 0 ? fewRows : undefined);
    if (asked.complete) return asked.found;
  }
  const begins = short.map((term) => shortPhrase(table, term)).filter((phrase) => phrase !== null);
  const phrases = [...long, ...begins];
  if (phrases.length === 0) return lookThrough(table, terms, filter, below, limit).found;
  return askIndex(table, phrases, begins.length < short.length ? short : [], filter, below, limit).found;
}

/** The trigrams that begin with the short word, as one expression; null when there are too many to be worth it. */
function shortPhrase(table: TakeTable, term: string): string | null {
  const rows = table
    .sql('select term from takes_trigrams where term >= ? and term < ? limit ?')
    .all(term, `${term}\u{10ffff}`, mostTrigrams + 1);
  if (rows.length > mostTrigrams) return null;
  if (rows.length === 0) return ftsPhrase(`${term}\u{10ffff}\u{10ffff}`); // nowhere
  return `(${rows.map((row) => ftsPhrase(String(row.term))).join(' OR ')})`;
}

interface Looked {
  readonly found: readonly number[];
  /** False: it was given up after `mostRows`. */
  readonly complete: boolean;
}

function askIndex(
  table: TakeTable,
  phrases: readonly string[],
  alsoWanted: readonly string[],
  filter: TakeFilter,
  below: number,
  limit: number,
  mostRows?: number,
): Looked {
  const rows = table.sql(`
    select t.seq, t.text, t.file_name, t.target from takes_search s cross join takes t on t.seq = s.rowid
    where takes_search match ? and s.rowid < ? and ${conditions[filter]} order by s.rowid desc`);
  return sift(rows.iterate(phrases.join(' AND '), below), alsoWanted, limit, mostRows);
}

function lookThrough(
  table: TakeTable,
  terms: readonly string[],
  filter: TakeFilter,
  below: number,
  limit: number,
  mostRows?: number,
): Looked {
  const rows = table.sql(`
    select t.seq, t.text, t.file_name, t.target from takes t
    where ${conditions[filter]} and t.seq < ? order by t.seq desc`);
  return sift(rows.iterate(below), terms, limit, mostRows);
}

function sift(
  rows: Iterable<Readonly<Record<string, unknown>>>,
  terms: readonly string[],
  limit: number,
  mostRows = Number.MAX_SAFE_INTEGER,
): Looked {
  const found: number[] = [];
  let looked = 0;
  for (const row of rows) {
    if (looked === mostRows) return { found, complete: false };
    looked += 1;
    if (terms.length === 0 || matchesAll(wordsOfRow(row), terms)) found.push(Number(row.seq));
    if (found.length >= limit) break;
  }
  return { found, complete: true };
}

function wordsOfRow(row: Readonly<Record<string, unknown>>): string {
  return indexedWords(
    [row.text, row.file_name, row.target].map((part) => (typeof part === 'string' ? part : undefined)),
  );
}
