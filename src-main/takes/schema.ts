// Tables and indices of history.db, as steps from one user_version to the next. Steps are only ever added.
// `seq` is the rowid, so time order, paging and the search index share one number and need no sort.

/** Counts are kept by triggers: counting 100,000 rows after every change would cost more than the change. */
function counted(sign: '+' | '-', row: 'new' | 'old'): string {
  const is = (what: string): string => `(${row}.deleted_at is null and ${what})`;
  return `update take_counts set kept = kept ${sign} ${is('true')}, failed = failed ${sign} ${is(`${row}.state = 'failed'`)},
    discarded = discarded ${sign} ${is(`${row}.state = 'discarded'`)}, starred = starred ${sign} ${is(`${row}.starred = 1`)}`;
}

export const migrations: readonly string[] = [
  `
  create table takes (
    seq integer primary key,
    id text not null unique,
    source text not null,
    state text not null check (state in ('recording','recorded','transcribing','done','empty','failed','discarded')),
    created_at integer not null,
    duration_ms integer not null default 0,
    sample_rate integer not null,
    text text not null default '',
    original_text text,
    language text,
    device text,
    target text,
    file_name text,
    insertion text not null default 'none',
    empty_reason text,
    error text,
    retry_at integer,
    starred integer not null default 0,
    practice integer not null default 0,
    audio text not null default 'kept',
    audio_bytes integer not null default 0,
    original text,
    segments text not null default '[]',
    timings text not null default '{}',
    queued integer not null default 0,
    attempts integer not null default 0,
    owner text,
    deleted_at integer,
    revision integer not null default 0
  ) strict;
  create index takes_failed on takes (seq) where state = 'failed' and deleted_at is null;
  create index takes_discarded on takes (seq) where state = 'discarded' and deleted_at is null;
  create index takes_starred on takes (seq) where starred = 1 and deleted_at is null;
  create index takes_open on takes (seq) where state in ('recording','recorded','transcribing');
  create index takes_queued on takes (seq) where queued = 1;
  create index takes_deleted on takes (deleted_at) where deleted_at is not null;
  create index takes_audio on takes (seq, audio_bytes) where audio = 'kept' and audio_bytes > 0;
  create table take_counts (kept integer not null, failed integer not null, discarded integer not null,
    starred integer not null) strict;
  insert into take_counts values (0, 0, 0, 0);
  create trigger count_new after insert on takes begin ${counted('+', 'new')}; end;
  create trigger count_old after delete on takes begin ${counted('-', 'old')}; end;
  create trigger count_changed after update of state, starred, deleted_at on takes
    begin ${counted('-', 'old')}; ${counted('+', 'new')}; end;
  create table sidecars_due (id text primary key, revision integer not null) strict, without rowid;
  `,
  // Segments of takes in work, one row each: a take of hours has hundreds, and writing all of them for each would make
  // every one slower than the one before. They go into the take's own row at its next change.
  `
  create table take_segments (seq integer not null, position integer not null, segment text not null,
    primary key (seq, position)) strict, without rowid;
  `,
];

/**
 * Substrings in any language and script, of words that were folded before (search-query.ts); without content of its own (the text lies in `takes`). Kept out of the
 * migrations because it needs FTS5, which a build of SQLite may lack.
 */
export const searchSchema = `
  create virtual table takes_search using fts5(
    words, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');
  create virtual table takes_trigrams using fts5vocab(takes_search, 'row');
`;
