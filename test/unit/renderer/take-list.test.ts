// The list of takes: pages, searches that overtake each other, rows that change, come and go.
import { describe, expect, test } from 'vitest';
import type { TakePage } from '../../../src-main/contract/commands.ts';
import type { Take } from '../../../src-main/contract/take.ts';
import { TakeList, type TakeListSource } from '../../../src-renderer/window/history/take-list.ts';

const take = (id: string, createdAt: number, more: Partial<Take> = {}): Take => ({
  id,
  createdAt,
  source: 'dictation',
  state: 'done',
  durationMs: 1000,
  sampleRate: 16_000,
  text: id,
  insertion: 'pasted',
  starred: false,
  practice: false,
  audio: 'kept',
  segments: [],
  timings: {},
  ...more,
});

/** A store in memory, newest first; every answer can be held back. */
function memory(
  takes: Take[],
): TakeListSource & { readonly takes: Map<string, Take>; hold: boolean; release: () => void } {
  const known = new Map(takes.map((one) => [one.id, one]));
  const held: (() => void)[] = [];
  const source = {
    takes: known,
    hold: false,
    release: () => {
      for (const go of held.splice(0).reverse()) go(); // the last asked is answered first
    },
    counts: async () => ({ all: known.size, failed: 0, discarded: 0, starred: 0 }),
    get: async (id: string) => known.get(id) ?? null,
    list: async ({ query = '', before, limit = 100 }: Parameters<TakeListSource['list']>[0]): Promise<TakePage> => {
      const all = [...known.values()]
        .filter(({ text }) => text.includes(query))
        .sort((a, b) => b.createdAt - a.createdAt);
      const rest = before ? all.filter(({ createdAt }) => createdAt < before.createdAt) : all;
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      const answer = {
        takes: page,
        ...(rest.length > limit && last ? { next: { createdAt: last.createdAt, id: last.id } } : {}),
      };
      if (source.hold) await new Promise<void>((go) => held.push(go));
      return answer;
    },
  };
  return source;
}

const many = (count: number): Take[] => Array.from({ length: count }, (_, k) => take(`t${k}`, 10_000 - k));
const ids = (list: TakeList): string[] => list.state.get().takes.map(({ id }) => id);

describe('TakeList', () => {
  test('loads down to where it was left, in few pages, and stops for another search', async () => {
    const source = memory(many(3000));
    const list = new TakeList(source);
    await list.lookDown(1300, { filter: 'all' });
    expect(ids(list).length).toBeGreaterThanOrEqual(1300);
    expect(new Set(ids(list)).size).toBe(ids(list).length);
    expect(list.state.get()).toMatchObject({ ready: true, complete: false });
    source.hold = true;
    const down = list.lookDown(2000, {});
    const found = list.look({ query: 't2999' });
    source.hold = false;
    source.release();
    await Promise.all([down, found]);
    expect(ids(list)).toEqual(['t2999']);
  });

  test('loads page after page until everything is there, each row once', async () => {
    const list = new TakeList(memory(many(500)));
    await list.look({});
    expect(list.state.get()).toMatchObject({ complete: false, ready: true });
    await Promise.all([list.more(), list.more(), list.more()]);
    for (let k = 0; k < 10; k++) await list.more();
    expect(ids(list)).toEqual(many(500).map(({ id }) => id));
    expect(list.state.get().complete).toBe(true);
  });

  test('shows the answer to the last search, whichever comes first', async () => {
    const source = memory([take('apple', 2), take('pear', 1)]);
    const list = new TakeList(source);
    source.hold = true;
    const first = list.look({ query: 'a' });
    const second = list.look({ query: 'apple' });
    source.release();
    await Promise.all([first, second]);
    expect(ids(list)).toEqual(['apple']);
  });

  test('a page that was asked for before another search is dropped', async () => {
    const source = memory(many(300));
    const list = new TakeList(source);
    await list.look({});
    source.hold = true;
    const page = list.more();
    const search = list.look({ query: 't29' });
    source.release();
    await Promise.all([page, search]);
    expect(ids(list)).toEqual(['t29', 't290', 't291', 't292', 't293', 't294', 't295', 't296', 't297', 't298', 't299']);
  });

  test('changed rows change, new ones stand where they belong, gone ones go', async () => {
    const source = memory([take('c', 3), take('a', 1)]);
    const list = new TakeList(source);
    await list.look({});
    source.takes.set('c', take('c', 3, { text: 'new words' }));
    source.takes.set('b', take('b', 2));
    source.takes.delete('a');
    await list.changed(['a', 'b', 'c']);
    expect(ids(list)).toEqual(['c', 'b']);
    expect(list.find('c')?.text).toBe('new words');
  });

  test('a row that no longer fits the chip leaves it', async () => {
    const source = memory([take('a', 1, { starred: true })]);
    const list = new TakeList(source);
    await list.look({ filter: 'starred' });
    source.takes.set('a', take('a', 1, { starred: false }));
    await list.changed(['a']);
    expect(ids(list)).toEqual([]);
  });

  test('a new row older than the loaded ones waits for its page', async () => {
    const source = memory(many(100));
    const list = new TakeList(source);
    await list.look({});
    source.takes.set('old', take('old', 5));
    await list.changed(['old']);
    expect(ids(list)).not.toContain('old');
    await list.more();
    expect(ids(list).at(-1)).toBe('old');
  });
});
