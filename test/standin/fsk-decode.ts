// Test tones back to text: the stand-in service's ears. Words come out only with a right checksum; tones that
// carry no whole word come out as BROKEN_WORD, so that a clipped or cut word can never look like a right one.
// Must not know about files or the service.
import {
  BROKEN_WORD,
  CRC_BITS,
  checkedFrame,
  type Frame,
  frameBitCount,
  HEADER_BITS,
  headerLength,
  SYNC_BITS,
  SYNC_WORD,
} from './fsk-frame.ts';
import { measureTones, STEPS_PER_BIT, type ToneTrack } from './tone-meter.ts';

export interface HeardWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Heard {
  /** The words joined with single spaces; '' if there are no tones. */
  readonly text: string;
  readonly words: readonly HeardWord[];
}

interface Span {
  readonly startStep: number;
  readonly endStep: number;
}
interface FrameAt extends Span {
  readonly frame: Frame;
}

/** Of 16: how well the sync pattern must agree. Noise reaches this about once in 10 minutes, and then fails its checksum. */
const SYNC_AGREEMENT = 10.5;
/** Sound with at least this share in the two tones counts as tones. Speech stays below for all but a few ms. */
const TONE_PURITY = 0.4;
/** Tones shorter than this (in bits) are not reported as a broken word: a vowel or a whistle may pass for so long. */
const SHORTEST_REMAINDER_BITS = 12;
/** Keyed tones: how sure one tone wins on average, and the least share of the tone that sounds less. */
const KEYED_BIAS = 0.6;
const KEYED_RARER_TONE = 0.15;
/** Clock drifts that are tried: the sender's clock against the recorder's. */
const CLOCK_RATIOS = [1, 1.002, 0.998, 1.004, 0.996];
/** Where the frame may start around the best agreement, in steps. */
const START_SHIFTS = [0, -1, 1, -2, 2];

/** Hears 16-bit mono PCM. 10 minutes at 16 kHz take well under 2 s. */
export function hear(samples: Int16Array, sampleRate: number): Heard {
  const track = measureTones(samples, sampleRate);
  const { frames, failedStarts } = findFrames(track);
  const broken = brokenSpans(track, frames, failedStarts);
  const spans = [...frames, ...broken].sort((a, b) => a.startStep - b.startStep);
  return wordsOf(spans, track.stepMs);
}

function findFrames(track: ToneTrack): { frames: FrameAt[]; failedStarts: number[] } {
  const frames: FrameAt[] = [];
  const failedStarts: number[] = [];
  const last = track.bias.length - SYNC_BITS * STEPS_PER_BIT;
  for (let step = 0; step < last; step++) {
    if ((track.bias[step] ?? 0) < 0.2) continue;
    const agreement = syncAgreement(track.bias, step);
    if (agreement < SYNC_AGREEMENT) continue;
    let best = step;
    let bestAgreement = agreement;
    for (let ahead = step + 1; ahead < step + STEPS_PER_BIT; ahead++) {
      const other = syncAgreement(track.bias, ahead);
      if (other > bestAgreement) {
        best = ahead;
        bestAgreement = other;
      }
    }
    const found = frameNear(track, best);
    if (found !== undefined) {
      frames.push(found);
      step = found.endStep - 1;
    } else {
      failedStarts.push(best);
      step = best + STEPS_PER_BIT - 1;
    }
  }
  return { frames, failedStarts };
}

function syncAgreement(bias: Float32Array, step: number): number {
  let sum = 0;
  for (let bit = 0; bit < SYNC_BITS; bit++) {
    const value = bias[step + bit * STEPS_PER_BIT] ?? 0;
    sum += (SYNC_WORD >> (SYNC_BITS - 1 - bit)) & 1 ? value : -value;
  }
  return sum;
}

function frameNear(track: ToneTrack, step: number): FrameAt | undefined {
  for (const ratio of CLOCK_RATIOS) {
    for (const shift of START_SHIFTS) {
      const found = frameAt(track, step + shift, ratio);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function frameAt(track: ToneTrack, startStep: number, clockRatio: number): FrameAt | undefined {
  const bitStep = (bit: number): number => Math.round(startStep + bit * STEPS_PER_BIT * clockRatio);
  const read = (fromBit: number, width: number): number => {
    let value = 0;
    for (let bit = fromBit; bit < fromBit + width; bit++)
      value = value * 2 + ((track.bias[bitStep(bit)] ?? 0) > 0 ? 1 : 0);
    return value;
  };
  const header = read(SYNC_BITS, HEADER_BITS);
  const length = headerLength(header);
  if (length === undefined) return undefined;
  const endStep = bitStep(frameBitCount(length));
  // The last bit's window may lack its last steps only where the recording ends with the burst.
  if (endStep > track.bias.length + STEPS_PER_BIT) return undefined;
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = read(SYNC_BITS + HEADER_BITS + index * 8, 8);
  const frame = checkedFrame(header, bytes, read(SYNC_BITS + HEADER_BITS + length * 8, CRC_BITS));
  return frame && { frame, startStep: Math.max(0, startStep), endStep };
}

/** Tones outside the whole words: stretches of pure tone, and places where a frame began but did not check. */
function brokenSpans(track: ToneTrack, frames: readonly FrameAt[], failedStarts: readonly number[]): Span[] {
  const pure = (step: number): boolean => (track.purity[step] ?? 0) >= TONE_PURITY;
  const found: Span[] = [];
  let frameIndex = 0;
  let runStart = -1;
  const closeRun = (end: number): void => {
    if (runStart >= 0 && isKeyed(track, runStart, end)) found.push({ startStep: runStart, endStep: end });
    runStart = -1;
  };
  for (let step = 0; step < track.purity.length; step++) {
    const frame = frames[frameIndex];
    if (frame !== undefined && step >= frame.startStep - STEPS_PER_BIT) {
      closeRun(step);
      step = frame.endStep + STEPS_PER_BIT;
      frameIndex++;
      continue;
    }
    if (pure(step)) {
      if (runStart < 0) runStart = step;
    } else closeRun(step);
  }
  closeRun(track.purity.length);
  for (const start of failedStarts) {
    const end = start + SYNC_BITS * STEPS_PER_BIT;
    const overlaps = (span: Span): boolean => start < span.endStep && end > span.startStep;
    if (frames.some(overlaps) || found.some(overlaps)) continue;
    let purity = 0;
    for (let step = start; step < end; step++) purity += track.purity[step] ?? 0;
    if (purity / (end - start) >= TONE_PURITY) found.push({ startStep: start, endStep: end });
  }
  return found;
}

/** Whether a stretch of pure tone is keyed, as words are, and not a vowel or a whistle that rests on one tone. */
function isKeyed(track: ToneTrack, start: number, end: number): boolean {
  const length = end - start;
  if (length < SHORTEST_REMAINDER_BITS * STEPS_PER_BIT) return false;
  let decided = 0;
  let marks = 0;
  for (let step = start; step < end; step++) {
    const bias = track.bias[step] ?? 0;
    decided += Math.abs(bias);
    if (bias > 0) marks++;
  }
  const rarer = Math.min(marks, length - marks);
  return decided / length >= KEYED_BIAS && rarer / length >= KEYED_RARER_TONE;
}

function wordsOf(spans: readonly (Span | FrameAt)[], stepMs: number): Heard {
  const decoder = new TextDecoder();
  const words: HeardWord[] = [];
  for (const span of spans) {
    const startMs = span.startStep * stepMs;
    const endMs = span.endStep * stepMs;
    const before = words.at(-1);
    if (!('frame' in span)) {
      words.push({ text: BROKEN_WORD, startMs, endMs });
    } else if (span.frame.glued && before !== undefined) {
      words[words.length - 1] = {
        text: before.text + decoder.decode(span.frame.bytes),
        startMs: before.startMs,
        endMs,
      };
    } else {
      words.push({ text: decoder.decode(span.frame.bytes), startMs, endMs });
    }
  }
  return { text: words.map((word) => word.text).join(' '), words };
}
