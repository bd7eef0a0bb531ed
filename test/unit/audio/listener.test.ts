import { describe, expect, it } from 'vitest';
import { joinTranscripts } from '../../../src-main/audio/join-transcripts.ts';
import { createListening } from '../../../src-main/audio/listener.ts';
import { bytesOf, peakOf } from '../../../src-main/audio/pcm.ts';
import type { SpokenSegment, Verdict } from '../../../src-main/audio/shapes.ts';
import type { Listening as ListeningPort, TranscriptJoiner } from '../../../src-main/dictation/ports.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { hear } from '../../standin/fsk-decode.ts';
import { type SpokenPhrase, speak, wordsWithPauses } from '../../standin/fsk-encode.ts';
import { decoded, spoken } from './decode.ts';
import { noise, plus, scaled } from './noise.ts';
import { judged } from './silence-table.ts';

const listening: ListeningPort = createListening({ log: silentLog });
const join: TranscriptJoiner = joinTranscripts;

interface Listened {
  readonly segments: readonly SpokenSegment[];
  readonly verdict: Verdict;
  readonly text: string;
  readonly bars: number;
  readonly alarms: readonly boolean[];
}

/** A take in blocks of 20 ms, as the recorder gives them; heard back from what would be sent. */
async function listen(
  samples: Int16Array,
  options: { segments?: boolean; sampleRate?: 16000 | 24000; blockSamples?: number } = {},
): Promise<Listened> {
  const { segments = true, sampleRate = 16000, blockSamples = sampleRate / 50 } = options;
  const listener = listening.listen({ sampleRate, segments });
  const found: SpokenSegment[] = [];
  const alarms: boolean[] = [];
  let bars = 0;
  listener.onSegment = (segment) => found.push(segment);
  listener.onSilenceAlarm = (silent) => alarms.push(silent);
  listener.onLevel = (bar) => {
    expect(bar).toBeGreaterThanOrEqual(0);
    expect(bar).toBeLessThanOrEqual(1);
    bars += 1;
  };
  for (let at = 0; at < samples.length; at += blockSamples)
    listener.push(bytesOf(samples.subarray(at, at + blockSamples)));
  expect(listener.durationMs).toBeCloseTo((samples.length * 1000) / sampleRate, 6);
  const { verdict, last } = await listener.finish();
  if (last) found.push(last);
  const texts = [];
  for (const segment of found) texts.push({ text: await textOf(segment), overlapMs: segment.overlapMs });
  return { segments: found, verdict, text: join(texts), bars, alarms };
}

async function textOf(segment: SpokenSegment): Promise<string> {
  if (segment.verdict.kind === 'empty') return '';
  const audio = await segment.audio;
  return hear(decoded(audio.bytes, audio.fileName, 16000), 16000).text;
}

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `w${from + index}`).join(' ');

/** Phrases of about 4 s with pauses between them. */
const phrases = (count: number, pauseMs: number): SpokenPhrase[] =>
  Array.from({ length: count }, (_, index) => ({ text: numbered(index * 16, index * 16 + 16), pauseMs }));

describe('a take', () => {
  it('that is short stays whole, and nothing of it is lost', async () => {
    const { segments, verdict, text } = await listen(speak('hello there', { leadMs: 0, tailMs: 0 }));
    expect(verdict).toEqual({ kind: 'speech' });
    expect(text).toBe('hello there');
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ index: 0, startMs: 0, overlapMs: 0 });
  });

  it('of one short word that begins with the first sample and ends with the last one is whole', async () => {
    expect((await listen(speak('no'))).text).toBe('no');
  });

  it.each([16000, 24000] as const)('at %i Hz is cut at pauses into segments of 15 s or more', async (sampleRate) => {
    const samples = wordsWithPauses(phrases(12, 900), { sampleRate });
    const { segments, text } = await listen(samples, { sampleRate });
    expect(text).toBe(numbered(0, 12 * 16));
    expect(segments.length).toBeGreaterThanOrEqual(4);
    const closed = segments
      .slice(0, -1)
      .filter((segment) => segment.endMs < samples.length / (sampleRate / 1000) - 16_000);
    for (const segment of closed) expect(segment.endMs - segment.startMs).toBeGreaterThanOrEqual(15_000);
    segments.forEach((segment, index) => {
      expect(segment.index).toBe(index);
      expect(segment.startMs).toBe(index === 0 ? 0 : segments[index - 1]?.endMs);
      expect(segment.overlapMs).toBe(0);
    });
    expect(segments.at(-1)?.endMs).toBe(Math.round((samples.length * 1000) / sampleRate));
  });

  it('is not cut at pauses shorter than 600 ms', async () => {
    const { segments, text } = await listen(wordsWithPauses(phrases(6, 400)));
    expect(segments).toHaveLength(1);
    expect(text).toBe(numbered(0, 96));
  });

  it('is one segment when segments are switched off', async () => {
    const { segments, text } = await listen(wordsWithPauses(phrases(8, 1000)), { segments: false });
    expect(segments).toHaveLength(1);
    expect(text).toBe(numbered(0, 128));
  });

  it('ends in pieces that are quick to transcribe after a long speech', async () => {
    const { segments } = await listen(wordsWithPauses(phrases(7, 700)));
    const speech = segments.slice(1).filter((segment) => segment.verdict.kind !== 'empty');
    const audio = await Promise.all(speech.map((segment) => segment.audio));
    expect(audio.length).toBeGreaterThan(1);
    expect(Math.max(...audio.map(({ durationMs }) => durationMs))).toBeLessThan(10_000);
  });

  it('is cut at the limit of 5 minutes where nobody pauses, and every word is there once', async () => {
    const count = 1100;
    const samples = speak(numbered(0, count), { wordGapMs: 80 });
    expect(samples.length / 16000).toBeGreaterThan(305);
    const { segments, text } = await listen(samples);
    expect(text).toBe(numbered(0, count));
    expect(segments.length).toBe(2);
    expect((segments[0]?.endMs ?? 0) - (segments[0]?.startMs ?? 0)).toBeLessThanOrEqual(300_000);
  }, 60_000);

  it('is cut with an overlap where not even a gap can be found', async () => {
    const count = 1300;
    const tones = speak(numbered(0, count), { wordGapMs: 20 });
    const samples = plus(tones, noise('white', tones.length, -42));
    const { segments, text } = await listen(samples);
    expect(segments[1]?.overlapMs).toBe(2000);
    expect(segments[1]?.startMs).toBe((segments[0]?.endMs ?? 0) - 2000);
    expect(text).toBe(numbered(0, count));
  }, 60_000);

  it('may be pushed in blocks of any size', async () => {
    const samples = wordsWithPauses(phrases(5, 800));
    const small = await listen(samples, { blockSamples: 37 });
    const large = await listen(samples, { blockSamples: 160_000 });
    expect(small.text).toBe(numbered(0, 80));
    expect(large.segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(
      small.segments.map(({ startMs, endMs }) => [startMs, endMs]),
    );
  });

  it('shows forty bars a second', async () => {
    expect((await listen(speak('hello there'))).bars).toBe(Math.floor(speak('hello there').length / 400));
  });
});

describe('silence', () => {
  it('without a single sample is told from all others', async () => {
    expect(await listen(new Int16Array(0))).toMatchObject({
      verdict: { kind: 'empty', reason: 'no-frames' },
      segments: [],
    });
  });

  it('of zeros is digital silence, and alarms after a second', async () => {
    const { verdict, alarms, segments } = await listen(new Int16Array(16000 * 3));
    expect(verdict).toEqual({ kind: 'empty', reason: 'digital-silence' });
    expect(segments).toEqual([]);
    expect(alarms).toEqual([true]);
  });

  it('ends its alarm with the first sound, and does not alarm between words', async () => {
    const samples = wordsWithPauses(
      [
        { text: 'hello', pauseMs: 2500 },
        { text: 'there', pauseMs: 0 },
      ],
      { leadMs: 1500 },
    );
    expect((await listen(samples)).alarms).toEqual([true, false]);
  });

  it('alarms also in the midst of a take when it lasts: the microphone was muted', async () => {
    const phrases = [
      { text: 'hello', pauseMs: 10_500 },
      { text: 'there', pauseMs: 9000 },
      { text: 'again', pauseMs: 0 },
    ];
    expect((await listen(wordsWithPauses(phrases))).alarms).toEqual([true, false]);
  });

  it('with a constant offset or dither of one bit is digital silence', async () => {
    const samples = Int16Array.from({ length: 32000 }, (_, index) => 7 + (index % 2));
    expect((await listen(samples)).verdict).toEqual({ kind: 'empty', reason: 'digital-silence' });
  });

  it.each(['white', 'pink', 'brown'] as const)('of %s noise is only noise at every level', async (colour) => {
    for (const level of [-75, -65, -55, -45, -35, -25]) {
      for (const seconds of [0.5, 2, 8]) {
        const verdict = await judged(noise(colour, Math.round(16000 * seconds), level));
        expect(verdict, `${level} dBFS, ${seconds} s`).toEqual({ kind: 'empty', reason: 'noise-only' });
      }
    }
  });

  it('before and after the words is left out, but for a little', async () => {
    const { segments } = await listen(speak('hello there you', { leadMs: 4000, tailMs: 3000 }));
    const audio = await segments[0]?.audio;
    const words = speak('hello there you').length / 16;
    expect(audio?.durationMs).toBeGreaterThan(words + 300);
    expect(audio?.durationMs).toBeLessThan(words + 500);
  });

  it('between words is kept', async () => {
    const samples = wordsWithPauses([
      { text: 'hello', pauseMs: 4000 },
      { text: 'there', pauseMs: 0 },
    ]);
    const { segments } = await listen(samples);
    expect((await segments[0]?.audio)?.durationMs).toBeGreaterThan(samples.length / 16 - 50);
  });
});

describe('quiet speech', () => {
  it('is sent at full level', async () => {
    const speech = plus(
      scaled(spoken('This is said with a very soft voice.', 16000), -60),
      noise('pink', 16000 * 3, -80),
    );
    const { verdict, segments } = await listen(speech);
    expect(verdict).toEqual({ kind: 'quiet-speech' });
    const audio = await segments[0]?.audio;
    expect(audio).toBeDefined();
    if (audio) expect(peakOf(decoded(audio.bytes, audio.fileName, 16000)) / 32768).toBeGreaterThan(0.6);
  });

  it('is not clipped when it grows loud', async () => {
    const soft = scaled(spoken('First softly, then', 16000), -50);
    const loud = scaled(spoken('very loudly indeed.', 16000), -14);
    const { segments } = await listen(Int16Array.from([...soft, ...loud]));
    const audio = await segments[0]?.audio;
    expect(audio).toBeDefined();
    if (!audio) return;
    const heard = decoded(audio.bytes, audio.fileName, 16000);
    const clipped = heard.filter((sample) => Math.abs(sample) >= 32760).length;
    expect(clipped / heard.length).toBeLessThan(0.0005);
  });
});

describe('a discarded take', () => {
  it('frees its encoder, rejects what was waited for and takes no more audio', async () => {
    const listener = listening.listen({ sampleRate: 16000, segments: true });
    const segments: SpokenSegment[] = [];
    listener.onSegment = (segment) => segments.push(segment);
    const samples = wordsWithPauses(phrases(4, 620));
    let at = 0;
    for (; segments.length === 0; at += 320) listener.push(bytesOf(samples.subarray(at, at + 320)));
    listener.abandon();
    listener.push(bytesOf(samples.subarray(at, at + 320)));
    await expect(segments[0]?.audio).rejects.toMatchObject({ code: 'cancelled' });
  });
});
