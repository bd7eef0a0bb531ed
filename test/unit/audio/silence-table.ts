// What is sent and what is not: speech of five levels in noise of ten levels and three colours, and the four kinds of
// silence. Shared by the test, which asserts it, and the bench, which prints it.
import { FrameCutter, frameMs } from '../../../src-main/audio/frames.ts';
import { createListening } from '../../../src-main/audio/listener.ts';
import { Activity } from '../../../src-main/audio/listening/activity.ts';
import { FrameLog } from '../../../src-main/audio/listening/frame-log.ts';
import { Segmenter } from '../../../src-main/audio/listening/segmenter.ts';
import { SoundMeter } from '../../../src-main/audio/listening/sound-meter.ts';
import { Voicing } from '../../../src-main/audio/listening/voicing.ts';
import { bytesOf } from '../../../src-main/audio/pcm.ts';
import type { Verdict } from '../../../src-main/audio/shapes.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { spoken } from './decode.ts';
import { type Colour, noise, plus, scaled } from './noise.ts';

export const speechLevels = [-20, -30, -40, -50, -60] as const;
export const noiseLevels = [-80, -75, -70, -65, -60, -55, -50, -45, -40, -30] as const;
export const colours: readonly Colour[] = ['white', 'pink', 'brown'];

const sampleRate = 16000;
const leadSamples = sampleRate * 0.4;

export interface Row {
  readonly colour: Colour;
  /** null: nobody speaks. */
  readonly speechDbfs: number | null;
  readonly noiseDbfs: number;
  /** dB, of the level while somebody speaks against the noise. */
  readonly snr: number | null;
  readonly verdict: Verdict;
  /** How much of the audible words lies before or after what is sent, in ms. */
  readonly cutMs: number;
}

export async function judged(samples: Int16Array): Promise<Verdict> {
  const listener = createListening({ log: silentLog, encoding: 'wav' }).listen({ sampleRate, segments: true });
  for (let at = 0; at < samples.length; at += 320) listener.push(bytesOf(samples.subarray(at, at + 320)));
  return (await listener.finish()).verdict;
}

/** @param texts one take each; the worst of them makes the row. */
export async function silenceTable(texts: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  const voices = texts.map((text) => spoken(text, sampleRate));
  for (const colour of colours) {
    for (const noiseDbfs of noiseLevels) {
      const verdict = await judged(noise(colour, sampleRate * 3, noiseDbfs));
      rows.push({ colour, speechDbfs: null, noiseDbfs, snr: null, cutMs: 0, verdict });
      for (const speechDbfs of speechLevels) {
        const results: Pick<Row, 'verdict' | 'cutMs'>[] = [];
        for (const voice of voices) results.push(await tried(scaled(voice, speechDbfs), colour, noiseDbfs));
        const worst = results.reduce((a, b) => (b.verdict.kind === 'empty' || b.cutMs > a.cutMs ? b : a));
        rows.push({ colour, speechDbfs, noiseDbfs, snr: speechDbfs - noiseDbfs, ...worst });
      }
    }
  }
  return rows;
}

async function tried(speech: Int16Array, colour: Colour, noiseDbfs: number): Promise<Pick<Row, 'verdict' | 'cutMs'>> {
  const padded = new Int16Array(leadSamples + speech.length + leadSamples);
  padded.set(speech, leadSamples);
  const samples = plus(padded, noise(colour, padded.length, noiseDbfs));
  const audible = audiblePart(padded, noiseDbfs);
  const sent = sentPart(samples);
  const cutMs = Math.max(0, sent.fromMs - audible.fromMs) + Math.max(0, audible.toMs - sent.toMs);
  return { verdict: await judged(samples), cutMs };
}

/** From the first to the last sample that stands out of the noise. */
function audiblePart(speech: Int16Array, noiseDbfs: number): { fromMs: number; toMs: number } {
  const limit = Math.max(8, 32768 * 10 ** ((noiseDbfs + 6) / 20));
  const loud = (sample: number): boolean => Math.abs(sample) > limit;
  return { fromMs: speech.findIndex(loud) / 16, toMs: speech.findLastIndex(loud) / 16 };
}

/** What a listener would send of the take. */
function sentPart(samples: Int16Array): { fromMs: number; toMs: number } {
  const meter = new SoundMeter(sampleRate);
  const voicing = new Voicing(sampleRate);
  const activity = new Activity();
  const log = new FrameLog();
  const segmenter = new Segmenter(log, { segments: true });
  new FrameCutter(sampleRate).push(bytesOf(samples), (frame) => {
    voicing.push(frame);
    const sound = meter.measure(frame);
    log.push(
      sound,
      activity.push(sound, () => voicing.isVoiced()),
    );
    segmenter.push();
  });
  const [cut] = segmenter.finish();
  return { fromMs: (cut?.soundFrom ?? 0) * frameMs, toMs: (cut?.soundTo ?? 0) * frameMs };
}
