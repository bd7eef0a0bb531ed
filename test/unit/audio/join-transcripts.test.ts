import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinTranscripts } from '../../../src-main/audio/join-transcripts.ts';

const join = (...texts: string[]): string => joinTranscripts(texts.map((text) => ({ text, overlapMs: 0 })));
const joinOverlapping = (before: string, after: string, overlapMs = 2000): string =>
  joinTranscripts([
    { text: before, overlapMs: 0 },
    { text: after, overlapMs },
  ]);

describe('an ordinary seam', () => {
  it.each([
    [['Hello world.', 'How are you?'], 'Hello world. How are you?'],
    [[' one two ', '', '  three'], 'one two three'],
    [['I went home', 'And then I slept.'], 'I went home and then I slept.'],
    [['We met in', 'Berlin last year.'], 'We met in Berlin last year.'],
    [['We flew on to', 'Los Angeles in the morning.'], 'We flew on to Los Angeles in the morning.'],
    [['Er half dem Mann in der', 'Not und war bald weg.'], 'Er half dem Mann in der Not und war bald weg.'],
    [['Pero no sabemos', 'Los nombres que son de aquí.'], 'Pero no sabemos los nombres que son de aquí.'],
    [['He said that', 'I was late.'], 'He said that I was late.'],
    [['Ich gehe nach', 'Hause.'], 'Ich gehe nach Hause.'],
    [['Ich komme', 'Wenn es regnet.'], 'Ich komme wenn es regnet.'],
    [['That is done.', 'now the next thing.'], 'That is done. Now the next thing.'],
    [['That is done.', 'iPhone next.'], 'That is done. iPhone next.'],
    [['გამარჯობა.', 'როგორ ხარ?'], 'გამარჯობა. როგორ ხარ?'],
    [['the cat sat on a mat and', 'Cat after cat.'], 'the cat sat on a mat and cat after cat.'],
    [['I said', ', well, nothing.'], 'I said, well, nothing.'],
    [['你好', '世界。'], '你好世界。'],
    [['你好。', 'Hello'], '你好。 Hello'],
    [['新しいサーバー', 'を買いました。'], '新しいサーバーを買いました。'],
    [['Three points:', 'And the first'], 'Three points: And the first'],
    [[], ''],
    [['', ' '], ''],
  ])('of %j', (texts, expected) => {
    expect(join(...texts)).toBe(expected);
  });

  it('keeps what was said twice', () => {
    expect(join('very very', 'very good')).toBe('very very very good');
  });

  it('keeps every word, whatever they are', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/u), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (parts) => {
        expect(join(...parts.map((part) => part.join(' ')))).toBe(parts.flat().join(' '));
      }),
    );
  });
});

describe('a seam with an overlap', () => {
  it.each([
    ['one two three four five six', 'five six seven eight', 'one two three four five six seven eight'],
    ['and then we went to the sta.', 'We went to the station together.', 'and then we went to the station together.'],
    ['four five si\u2047', '\u2047 five six seven', 'four five six seven'],
    ['The rest is for tomorrow.', 'For tomorrow, we plan more.', 'The rest is for tomorrow, we plan more.'],
    ['今天天气很好我们', '很好我们去公园', '今天天气很好我们去公园'],
    ['nothing in common here', 'something entirely different', 'nothing in common here something entirely different'],
    ['all of it was silence', '', 'all of it was silence'],
  ])('says once what "%s" and "%s" share', (before, after, expected) => {
    const joined = joinOverlapping(before, after);
    expect(joined).toBe(expected);
  });

  it('finds the shared run of any text with words of its own', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{4,9}$/u), { minLength: 12, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 6 }), (text, shared) => {
        const cut = Math.floor(text.length / 2);
        const before = text.slice(0, cut).join(' ');
        const after = text.slice(cut - shared).join(' ');
        expect(joinOverlapping(before, after)).toBe(text.join(' '));
      }),
    );
  });

  it('leaves a repetition alone that is too far from the cut', () => {
    const before = 'good morning everybody and welcome to this long meeting about many other different things today';
    expect(joinOverlapping(before, 'Good evening.')).toBe(`${before} Good evening.`);
  });
});

describe('hours of parts', () => {
  it.each([
    ['words', (index: number) => `phrase number ${index} of a very long dictation`, ' '],
    ['characters outside the basic plane', (index: number) => `\u{20000}\u{2070e}${index}\u{20731}`.repeat(20), ''],
  ])('keep every one of their %s', (_what, phrase, space) => {
    const parts = Array.from({ length: 900 }, (_, index) => phrase(index));
    expect(join(...parts)).toBe(parts.join(space));
  });

  it('say what an overlap repeats once, however much stands before it', () => {
    const before = Array.from({ length: 400 }, (_, index) => `part ${index} says something of its own`);
    const cut = ['we then walked along the quiet river', 'along the quiet river until it was dark'];
    const parts = [...before, ...cut].map((text) => ({ text, overlapMs: text === cut[1] ? 2000 : 0 }));
    expect(joinTranscripts(parts)).toBe(`${before.join(' ')} we then walked along the quiet river until it was dark`);
  });
});
