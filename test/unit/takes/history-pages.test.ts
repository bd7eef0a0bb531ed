import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import type { Take, TakeFilter } from '../../../src-main/contract/take.ts';
import { indexedWords, matchesAll, searchTerms } from '../../../src-main/takes/search-query.ts';
import type { TakeStore } from '../../../src-main/takes/take-store.ts';
import { addTake, openTestStore } from './open-test-store.ts';

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
    const opened = openTestStore();
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
    opened.clock.now += 1;
    const made = corpus.map((words, index) => {
      if (index % 3 === 0) opened.clock.now += 1;
      const id = addTake(opened, words.join(' '), { ms: 0 });
      if (index % 4 === 0) opened.store.star([id], true);
      return { id, text: words.join(' '), starred: index % 4 === 0 };
    });
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
        expect(allPages(opened.store, { query, limit, filter }).map(({ id }) => id)).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

test('stage times are given as median and 95th percentile of the last takes', () => {
  const opened = openTestStore();
  for (let index = 1; index <= 120; index += 1) {
    const id = addTake(opened, 'x', { ms: 1 });
    opened.store.inserted(id, 'pasted', { keyUpToInserted: index });
  }
  expect(opened.store.timings(100)).toEqual([{ stage: 'keyUpToInserted', count: 100, p50: 70, p95: 115 }]);
});
