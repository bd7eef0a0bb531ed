import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexedWords, matchesAll, matchRanges, searchTerms } from '../../../src-main/takes/search-query.ts';

const found = (text: string, query: string): string[] =>
  matchRanges(text, searchTerms(query)).map(({ start, end }) => text.slice(start, end));

describe('a query', () => {
  test('is words, and phrases between quotes', () => {
    expect(searchTerms('  Hello "good morning"  hello "open end')).toEqual(['hello', 'good morning', 'open end']);
  });

  test('of nothing but blanks and quotes asks for nothing', () => {
    expect(searchTerms(' " "" \t')).toEqual([]);
  });
});

describe('places that match', () => {
  test('don\u2019t count case and accents, and are those of the original text', () => {
    expect(found('Die Ärzte, die ARZTE; İzmir', 'arzte')).toEqual(['Ärzte', 'ARZTE']);
    expect(found('Cafe\u0301 au lait', 'café')).toEqual(['Cafe\u0301']);
    expect(found('in İzmir', 'izmir')).toEqual(['İzmir']);
  });

  test('keep marks that make another word in other scripts', () => {
    expect(found('がく かく', 'がく')).toEqual(['がく']);
    expect(found('가나다', '가')).toEqual(['가']);
  });

  test('that touch or overlap are one', () => {
    expect(found('abcdef', 'abc bcd def')).toEqual(['abcdef']);
  });

  test('lie within the text, in order, apart, whatever text and query are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 6 }),
        (text, query) => {
          const ranges = matchRanges(text, searchTerms(query));
          let last = -1;
          for (const { start, end } of ranges) {
            expect(start).toBeGreaterThan(last);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            last = end;
          }
        },
      ),
    );
  });

  test('are there for every word that is taken out of the text itself', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 12 }), fc.nat(), (text, pick) => {
        const words = text.split(/[^\p{L}]+/u).filter((word) => word !== '');
        const word = words[pick % words.length] ?? '';
        expect(found(text, word).map((part) => part.toLowerCase())).toContain(word.toLowerCase());
        expect(matchesAll(indexedWords([text]), searchTerms(word))).toBe(true);
      }),
    );
  });
});
