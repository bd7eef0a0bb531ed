import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hear } from '../../standin/fsk-decode.ts';
import { speak, spokenMs, wordsWithPauses } from '../../standin/fsk-encode.ts';
import { BROKEN_WORD } from '../../standin/fsk-frame.ts';

const RATES = [8000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000];
const SENTENCE = 'the quick brown fox jumps over one lazy dog and falls asleep';

const word = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzABCXYZ0123456789.,!?-'"),
  minLength: 1,
  maxLength: 40,
});
const anyWord = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[\s\p{Surrogate}]/u.test(text));
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));

describe('tones as speech', () => {
  it('come back as the text that was spoken, at any rate and level', () => {
    fc.assert(
      fc.property(
        sentence,
        fc.constantFrom(...RATES),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (text, sampleRate, amplitude) => {
          expect(hear(speak(text, { sampleRate, amplitude }), sampleRate).text).toBe(text);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('carry any script', () => {
    fc.assert(
      fc.property(fc.array(anyWord, { minLength: 1, maxLength: 6 }), (words) => {
        expect(hear(speak(words.join(' ')), 16_000).text).toBe(words.join(' '));
      }),
      { numRuns: 60 },
    );
    const mixed = 'Grüße 你好世界这是一个没有空格的很长的句子需要分成几段 👍🏽 done';
    expect(hear(speak(mixed), 16_000).text).toBe(mixed);
  });

  it('survive noise 10 dB below them, an offset and a clock that is 0.2 % off', () => {
    fc.assert(
      fc.property(
        sentence,
        fc.nat(3000),
        fc.integer({ min: -20, max: 20 }),
        fc.nat(1_000_000),
        (text, lead, drift, seed) => {
          // Reading the samples at another rate than they were made for is what a wrong clock does.
          const madeAt = 16_000 + drift;
          const clean = speak(text, { sampleRate: madeAt, amplitude: 0.3, leadMs: 0 });
          const noisy = withNoise(concat(new Int16Array(lead), clean, new Int16Array(1000)), 0.3 * 0.7 * 0.316, seed);
          expect(hear(noisy, 16_000).text).toBe(text);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('tell where each word stands, across pauses', () => {
    const samples = wordsWithPauses(
      [
        { text: 'one two', pauseMs: 900 },
        { text: 'three', pauseMs: 0 },
      ],
      { leadMs: 200, wordGapMs: 100 },
    );
    const { text, words } = hear(samples, 16_000);
    expect(text).toBe('one two three');
    expect(words.map(({ startMs }) => Math.round(startMs / 10) * 10)).toEqual([200, 500, 1600]);
    for (const { startMs, endMs } of words) expect(endMs - startMs).toBeGreaterThan(150);
  });

  it('take as long as speech does', () => {
    expect(spokenMs(SENTENCE)).toBeGreaterThan(3000);
    expect(spokenMs(SENTENCE)).toBeLessThan(6000);
    expect(spokenMs('hello world')).toBeLessThan(1000);
    expect(speak(SENTENCE).length / 16).toBeCloseTo(spokenMs(SENTENCE), -1);
  });

  it('are heard to the last word of ten minutes', () => {
    const once = speak(SENTENCE, { tailMs: 400 });
    const repeats = Math.floor((600 * 16_000) / once.length);
    const tenMinutes = new Int16Array(once.length * repeats);
    for (let index = 0; index < repeats; index++) tenMinutes.set(once, index * once.length);
    const { words } = hear(tenMinutes, 16_000);
    expect(words.length).toBe(repeats * SENTENCE.split(' ').length);
  });
});

describe('damaged tones', () => {
  it('never give the text back when the first or the last word is clipped', () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 15, max: 100 }), fc.boolean(), (text, lostMs, atStart) => {
        const whole = speak(text);
        const lost = lostMs * 16;
        const clipped = atStart ? whole.subarray(lost) : whole.subarray(0, -lost);
        const heard = hear(clipped, 16_000).text;
        expect(heard).not.toBe(text);
        const words = text.split(' ');
        const left = heard.split(' ').filter((part) => part !== BROKEN_WORD && part !== '');
        expect(words.join(' ')).toContain(left.join(' '));
      }),
      { numRuns: 100 },
    );
  });

  it('show a cut word as broken and the others whole', () => {
    const samples = wordsWithPauses([
      { text: 'alpha', pauseMs: 100 },
      { text: 'bravo', pauseMs: 100 },
      { text: 'charlie', pauseMs: 0 },
    ]);
    const bravo = hear(samples, 16_000).words[1];
    const hole = Math.round(((bravo?.startMs ?? 0) + (bravo?.endMs ?? 0)) / 2) * 16;
    expect(hear(concat(samples.subarray(0, hole), samples.subarray(hole + 320)), 16_000).text).toBe(
      `alpha ${BROKEN_WORD} charlie`,
    );
    expect(hear(samples.subarray(0, hole), 16_000).text).toBe(`alpha ${BROKEN_WORD}`);
    expect(hear(samples.subarray(hole), 16_000).text).toBe(`${BROKEN_WORD} charlie`);
  });

  it('say nothing when the sample rate is claimed wrongly', () => {
    expect(hear(speak(SENTENCE, { sampleRate: 24_000 }), 16_000).text).not.toContain('quick');
    expect(hear(speak(SENTENCE, { sampleRate: 16_000 }), 24_000).text).not.toContain('quick');
  });
});

describe('sound without tones', () => {
  it('is no text, however long', () => {
    expect(hear(new Int16Array(160_000), 16_000).text).toBe('');
    expect(hear(withNoise(new Int16Array(16_000 * 120), 0.2, 7), 16_000).text).toBe('');
    expect(hear(new Int16Array(0), 16_000).text).toBe('');
    expect(hear(new Int16Array(100), 16_000).text).toBe('');
  });
});

function concat(...parts: Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

/** Adds white Gaussian noise of the given RMS (share of full scale) from a seeded generator. */
function withNoise(samples: Int16Array, rms: number, seed: number): Int16Array {
  let state = seed + 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 4_294_967_297;
  };
  return samples.map((sample) => {
    const gauss = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return Math.max(-32_768, Math.min(32_767, Math.round(sample + gauss * rms * 32_767)));
  });
}
