// The pure parts of the list: selection, hits, heights.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Take } from '../../../src-main/contract/take.ts';
import { excerpt, hitRanges, stretches, termsOf } from '../../../src-renderer/window/history/hits.ts';
import { heights, itemAt, listItems, offsetsOf, rangeOf } from '../../../src-renderer/window/history/list-items.ts';
import { all, extend, noSelection, remain, single, toggle } from '../../../src-renderer/window/history/selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];

describe('selection', () => {
  test('a range goes from its anchor, in both directions', () => {
    const down = extend(extend(single('b'), 'c', order), 'd', order);
    expect([...down.chosen]).toEqual(['b', 'c', 'd']);
    expect([...extend(down, 'a', order).chosen]).toEqual(['a', 'b']);
  });
  test('a set grows and shrinks, and always has a current row', () => {
    const two = toggle(single('a'), 'c');
    expect([...two.chosen]).toEqual(['a', 'c']);
    expect(toggle(two, 'c').current).toBe('a');
    expect(toggle(single('a'), 'a')).toEqual(noSelection);
  });
  test('when the current row goes, the next takes its place, at the end the one before', () => {
    expect(remain(single('c'), order, ['a', 'b', 'd', 'e']).current).toBe('d');
    expect(remain(single('e'), order, ['a', 'b']).current).toBe('b');
    expect(remain(single('a'), ['a'], [])).toEqual(noSelection);
    expect(remain(all(single('a'), order), order, ['b', 'c'])).toMatchObject({
      current: 'b',
      chosen: new Set(['b', 'c']),
    });
  });
});

describe('hits', () => {
  test('stretches put together are the text, and every hit is a term', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 1, maxLength: 3 })), (text, words) => {
        const terms = termsOf(words.join(' '));
        const parts = stretches(text, terms);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const part of parts)
          if (part.hit) expect(terms.some((term) => part.text.toLowerCase().includes(term))).toBe(true);
      }),
    );
  });
  test('overlapping terms make one mark', () => {
    expect(hitRanges('banana', ['ana', 'nan'])).toEqual([[1, 6]]);
  });
  test('a row shows the surroundings of a hit that is far in', () => {
    const text = `${'many words before it '.repeat(20)}the needle is here`;
    expect(excerpt(text, ['needle'])).toMatch(/^… .*needle/);
    expect(excerpt(text, [])).toMatch(/^many words/);
    expect(excerpt('two\n\nlines', [])).toBe('two lines');
  });
});

describe('list items', () => {
  const day = 86_400_000;
  const noon = new Date(2026, 10, 20, 12).getTime();
  const at = (createdAt: number): Take => ({ id: String(createdAt), createdAt }) as Take; // nothing else is read here
  const items = (takes: Take[], complete: boolean) => listItems({ takes, complete, jobs: [], linesOf: () => 2 });

  test('days get heads; a count stands only where the day is whole', () => {
    const list = items([at(noon), at(noon - 1000), at(noon - day)], false);
    expect(list.map(({ kind }) => kind)).toEqual(['day', 'take', 'take', 'day', 'take']);
    expect(list[0]).toMatchObject({ count: 2 });
    expect(list[3]).not.toHaveProperty('count');
    expect(items([at(noon)], true)[0]).toMatchObject({ count: 1 });
  });

  test('what stands at a height is found, and everything in sight is drawn', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 100, max: 1500 }),
        (count, top, height) => {
          const list = items(
            Array.from({ length: count }, (_, k) => at(noon - k * 3_600_000)),
            true,
          );
          const offsets = offsetsOf(list);
          const [from, to] = rangeOf(offsets, top, height);
          for (let k = 0; k < list.length; k++) {
            const seen = offsets[k]! < top + height && offsets[k + 1]! > top;
            if (seen) expect(k >= from && k < to).toBe(true);
          }
          const found = itemAt(offsets, top);
          expect(offsets[found]!).toBeLessThanOrEqual(Math.max(top, 0));
        },
      ),
    );
    expect(offsetsOf(items([at(noon)], true)).at(-1)).toBe(heights.day + heights.take2);
  });
});
