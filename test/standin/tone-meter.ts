// Measures both tones of the frame format over time: for every eighth of a bit, which tone wins and how pure the sound is.
// The numeric half of the decoder; knows nothing of frames or text.
import { BAUD, MARK_HZ, SPACE_HZ } from './fsk-frame.ts';

/** Measuring points per bit. */
export const STEPS_PER_BIT = 8;

export interface ToneTrack {
  /** For the bit-long window starting at each step: +1 all mark, -1 all space, 0 neither. Independent of level. */
  readonly bias: Float32Array;
  /** Share of the window's energy that lies in the two tones, 0 to 1; low for speech, noise and silence. */
  readonly purity: Float32Array;
  /** Milliseconds from one step to the next. */
  readonly stepMs: number;
}

/** Quieter than this RMS (16-bit units) is silence: a window of it says nothing. */
const SILENCE_RMS = 4;

/** Correlates the samples with both tones. Work: about ten multiplications a sample. */
export function measureTones(samples: Int16Array, sampleRate: number): ToneTrack {
  const stepSamples = sampleRate / (BAUD * STEPS_PER_BIT);
  const steps = Math.max(0, Math.floor(samples.length / stepSamples));
  const bias = new Float32Array(steps);
  const purity = new Float32Array(steps);
  // Per step: mark real, mark imaginary, space real, space imaginary, energy, samples; summed over a sliding bit.
  const FIELDS = 6;
  const ring = new Float64Array(STEPS_PER_BIT * FIELDS);
  const sum = new Float64Array(FIELDS);
  const mark = oscillator(MARK_HZ, sampleRate);
  const space = oscillator(SPACE_HZ, sampleRate);
  let markRe = 1;
  let markIm = 0;
  let spaceRe = 1;
  let spaceIm = 0;
  let at = 0;
  for (let step = 0; step < steps; step++) {
    const end = Math.floor((step + 1) * stepSamples);
    const count = end - at;
    let mRe = 0;
    let mIm = 0;
    let sRe = 0;
    let sIm = 0;
    let energy = 0;
    for (; at < end; at++) {
      const x = samples[at] ?? 0;
      mRe += x * markRe;
      mIm += x * markIm;
      sRe += x * spaceRe;
      sIm += x * spaceIm;
      energy += x * x;
      const nextMark = markRe * mark.re - markIm * mark.im;
      markIm = markRe * mark.im + markIm * mark.re;
      markRe = nextMark;
      const nextSpace = spaceRe * space.re - spaceIm * space.im;
      spaceIm = spaceRe * space.im + spaceIm * space.re;
      spaceRe = nextSpace;
    }
    const slot = (step % STEPS_PER_BIT) * FIELDS;
    const fresh = [mRe, mIm, sRe, sIm, energy, count];
    for (let field = 0; field < FIELDS; field++) {
      const value = fresh[field] ?? 0;
      sum[field] = (sum[field] ?? 0) + value - (ring[slot + field] ?? 0);
      ring[slot + field] = value;
    }
    const start = step - (STEPS_PER_BIT - 1);
    if (start < 0) continue;
    const [mr = 0, mi = 0, sr = 0, si = 0, total = 0, length = 1] = sum;
    if (total < SILENCE_RMS * SILENCE_RMS * length) continue;
    const markPower = mr * mr + mi * mi;
    const spacePower = sr * sr + si * si;
    bias[start] = (markPower - spacePower) / (markPower + spacePower + 1e-9);
    purity[start] = Math.min(1, (2 * (markPower + spacePower)) / (length * total));
  }
  return { bias, purity, stepMs: 1000 / (BAUD * STEPS_PER_BIT) };
}

/** The rotation by one sample; in doubles it stays true for days of sound. */
function oscillator(hz: number, sampleRate: number): { re: number; im: number } {
  const angle = (2 * Math.PI * hz) / sampleRate;
  return { re: Math.cos(angle), im: Math.sin(angle) };
}
