import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import type { Take, TakeFilter } from '../../../src-main/contract/take.ts';
import { openDatabase } from '../../../src-main/takes/database.ts';
import { indexedWords, matchesAll, searchTerms } from '../../../src-main/takes/search-query.ts';
import type { StoredTake } from '../../../src-main/takes/stored-take.ts';
import { takeIds } from '../../../src-main/takes/take-id.ts';
import type { TakeStore } from '../../../src-main/takes/take-store.ts';
import { TakeTable } from '../../../src-main/takes/take-table.ts';
import { addTake, noon, openTestStore, testFolder } from './open-test-store.ts';

function allPages(store: TakeStore, input: { query?: string; filter?: TakeFilter; limit?: number }): Take[] {
  const takes: Take[] = [];
  let before: { createdAt: number; id: string } | undefined;
  do {
    const page = store.list({ ...input, before });
    takes.push(...page.takes);
    before = page.next;
  } while (before);
  return takes;
}

/** A row without the cost of recording it. */
function storedTake(id: string, text: string, starred: boolean, createdAt: number): StoredTake {
  return {
    seq: 0,
    owner: null,
    queued: false,
    attempts: 0,
    deletedAt: null,
    audioBytes: 0,
    original: null,
    revision: 0,
    take: {
      id,
      source: 'dictation',
      state: 'done',
      createdAt,
      durationMs: 0,
      sampleRate: 16_000,
      text,
      insertion: 'none',
      starred,
      practice: false,
      audio: 'removed',
      segments: [],
      timings: {},
    },
  };
}

const texts = (takes: readonly Take[]): string[] => takes.map(({ text }) => text);

describe('pages of history', () => {
  test('are newest first and meet without gap or double, also within one millisecond', () => {
    const opened = openTestStore();
    const made: string[] = [];
    for (let index = 0; index < 23; index += 1) {
      if (index % 5 === 0) opened.clock.now += 1;
      made.push(addTake(opened, `take ${index}`));
    }
    for (const limit of [1, 4, 7, 23, 50]) {
      expect(allPages(opened.store, { limit }).map(({ id }) => id)).toEqual(made.toReversed());
    }
  });

  test('go on below a take that was deleted meanwhile', () => {
    const opened = openTestStore();
    for (let index = 0; index < 6; index += 1) {
      opened.clock.now += 1;
      addTake(opened, `take ${index}`);
    }
    const first = opened.store.list({ limit: 3 });
    expect(first.next).toBeDefined();
    opened.store.forget(first.next?.id ?? '');
    expect(texts(opened.store.list({ limit: 3, before: first.next }).takes)).toEqual(['take 2', 'take 1', 'take 0']);
  });

  test('show the takes of a chip only, and counts agree', () => {
    const opened = openTestStore();
    const { store } = opened;
    const [failed = '', discarded = '', starred = ''] = ['a', 'b', 'c', 'd'].map((text) => addTake(opened, text));
    const writer = store.begin({ source: 'dictation', sampleRate: 16_000 });
    store.failed(writer.id, new AppError('network', 'No network.'));
    store.discarded(discarded);
    store.star([starred, failed], true);
    const ids = (filter: TakeFilter): string[] => store.list({ filter }).takes.map(({ id }) => id);
    expect(ids('failed')).toEqual([writer.id]);
    expect(ids('discarded')).toEqual([discarded]);
    expect(ids('starred')).toEqual([starred, failed]);
    expect(store.counts()).toEqual({ all: 5, failed: 1, discarded: 1, starred: 2 });
  });
});

test('counts are those of counting every take, whatever happened to them', () => {
  const opened = openTestStore();
  const { store } = opened;
  const ids = ['a', 'b', 'c', 'd'].map((text) => addTake(opened, text, { ms: 0 }));
  const deeds: Record<string, (id: string) => unknown> = {
    star: (id) => store.star([id], true),
    unstar: (id) => store.star([id], false),
    discard: (id) => store.discarded(id),
    restore: (id) => store.restore(id),
    fail: (id) => store.failed(id, new AppError('network', 'No network.')),
    heard: (id) => store.done(id, { text: 'x', timings: {} }),
    nothing: (id) => store.empty(id, 'noise-only'),
    delete: (id) => store.delete([id]),
    undelete: (id) => store.undelete([id]),
  };
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...Object.keys(deeds)), fc.constantFrom(...ids)), { maxLength: 12 }),
      (done) => {
        for (const [deed, id] of done) deeds[deed]?.(id);
        const all = store.list({}).takes;
        expect(store.counts()).toEqual({
          all: all.length,
          failed: all.filter((take) => take.state === 'failed').length,
          discarded: all.filter((take) => take.state === 'discarded').length,
          starred: all.filter((take) => take.starred).length,
        });
      },
    ),
    { numRuns: 25 },
  );
  for (const id of ids) store.forget(id);
  expect(store.counts()).toEqual({ all: 0, failed: 0, discarded: 0, starred: 0 });
});

describe('a search', () => {
  test('finds parts of words in text, file name and target, and marks them in the text', () => {
    const opened = openTestStore();
    addTake(opened, 'The quarterly report is due on Friday.');
    addTake(opened, 'nothing', { fileName: 'report-2026.m4a' });
    addTake(opened, 'nothing', { target: 'Reporter' });
    const { takes, marks } = opened.store.list({ query: 'REPORT' });
    expect(takes).toHaveLength(3);
    const take = takes.find(({ text }) => text.startsWith('The'));
    expect(marks[take?.id ?? '']).toEqual([{ start: 14, end: 20 }]);
  });

  test('of one or two letters finds what they end, begin or are', () => {
    const opened = openTestStore();
    for (const text of ['明日会议', '会', 'a zebra', 'pizza', 'za']) addTake(opened, text);
    const find = (query: string): string[] => texts(opened.store.list({ query }).takes).toSorted();
    expect(find('会议')).toEqual(['明日会议']);
    expect(find('会')).toEqual(['会', '明日会议']);
    expect(find('za')).toEqual(['pizza', 'za']);
    expect(find('ze a')).toEqual(['a zebra']);
    expect(find('q')).toEqual([]);
  });

  test('takes what belongs to query languages as plain text', () => {
    const opened = openTestStore();
    addTake(opened, '100% AND "so" (maybe) c:\\temp NEAR* _x_');
    for (const query of ['100%', 'AND', 'so" (', '(maybe)', 'c:\\t', 'near*', '_x_', '^', 'text:NEAR', "'"]) {
      const terms = searchTerms(query);
      const wanted = matchesAll(indexedWords(['100% AND "so" (maybe) c:\\temp NEAR* _x_']), terms) ? 1 : 0;
      expect(opened.store.list({ query }).takes, query).toHaveLength(wanted);
    }
  });

  test('finds the new wording after an edit, not the old one', () => {
    const opened = openTestStore();
    const id = addTake(opened, 'wreck a nice beach');
    opened.store.edit(id, 'recognise speech');
    expect(opened.store.list({ query: 'beach' }).takes).toEqual([]);
    expect(opened.store.list({ query: 'speech' }).takes).toHaveLength(1);
  });

  test('finds exactly what looking at every take would find, on any page size and chip', () => {
    const word = fc.constantFrom(
      'meeting',
      'Müller',
      'mule',
      'the',
      'a',
      'zu',
      'Zürich',
      '会议',
      'x',
      'thermal',
      'report',
    );
    const corpus = fc.sample(fc.array(word, { minLength: 1, maxLength: 6 }), { numRuns: 1300, seed: 7 });
    const newId = takeIds(() => noon);
    const made = corpus.map((words, index) => ({
      id: newId(),
      text: words.join(' '),
      starred: index % 4 === 0,
      at: noon + Math.floor(index / 3),
    }));
    const folder = testFolder();
    const table = new TakeTable(openDatabase(join(folder, 'history.db')));
    table.adopt(made.map(({ id, text, starred, at }) => storedTake(id, text, starred, at)));
    table[Symbol.dispose]();
    const { store } = openTestStore({ folder });
    const piece = fc.constantFrom(
      'meeting',
      'mul',
      'müller the',
      'th',
      'z',
      '会',
      '会议',
      'a x',
      'erm',
      '"a zu"',
      'nowhere',
      'ü',
    );
    fc.assert(
      fc.property(piece, fc.integer({ min: 1, max: 400 }), fc.boolean(), (query, limit, starred) => {
        const terms = searchTerms(query);
        const wanted = made
          .filter((take) => (!starred || take.starred) && matchesAll(indexedWords([take.text]), terms))
          .map(({ id }) => id)
          .toReversed();
        const filter = starred ? 'starred' : 'all';
        expect(allPages(store, { query, limit, filter }).map(({ id }) => id)).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

test('stage times are given as median and 95th percentile of the last takes', () => {
  const opened = openTestStore();
  for (let index = 1; index <= 30; index += 1) {
    const id = addTake(opened, 'x', { ms: 1 });
    opened.store.inserted(id, 'pasted', { keyUpToInserted: index });
  }
  expect(opened.store.timings(20)).toEqual([{ stage: 'keyUpToInserted', count: 20, p50: 20, p95: 29 }]);
});
