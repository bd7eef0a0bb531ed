// Brings a take to full level while it is spoken: the peak of the speech that is coming within half a second decides, so
// that no word is clipped and none is left too soft. One gain for a whole take would need the whole take first; this one
// is chosen at the first word, comes down before a louder one, and goes up again only slowly, while somebody speaks.
// Pure.
import { fullScale } from '../pcm.ts';

const targetPeak = 0.9 * fullScale;
/** +40 dB: below that there is more converter than voice. */
const largestGain = 100;
export const lookAheadFrames = 25;
/** 6 dB in 30 s of speech. */
const recoveryPerFrame = 2 ** (-1 / (30 * 50));

interface Waiting {
  readonly frame: Int16Array;
  readonly peak: number;
  readonly speech: boolean;
}

export class GainRider {
  #waiting: Waiting[] = [];
  /** Peak that the gain is made for; null until somebody spoke. */
  #peak: number | null = null;
  #gain = 1;

  /**
   * @param speech whether the frame may hold speech: noise alone is not turned up.
   * @returns the frame of half a second ago, at its level; null while there is none yet.
   */
  push(frame: Int16Array, peak: number, speech: boolean): Int16Array | null {
    this.#waiting.push({ frame, peak, speech });
    return this.#waiting.length > lookAheadFrames ? this.#next() : null;
  }

  /** The frames that still wait. */
  *flush(): Generator<Int16Array, void, undefined> {
    for (let next = this.#next(); next !== null; next = this.#next()) yield next;
  }

  #next(): Int16Array | null {
    const ahead = this.#waiting.reduce((most, { peak, speech }) => (speech && peak > most ? peak : most), 0);
    const first = this.#waiting.shift();
    if (first === undefined) return null;
    if (ahead > 0) {
      const kept = this.#peak === null ? 0 : first.speech ? this.#peak * recoveryPerFrame : this.#peak;
      this.#peak = Math.max(ahead, kept);
    }
    const wanted = this.#peak === null ? 1 : Math.min(largestGain, targetPeak / this.#peak);
    const from = this.#gain;
    this.#gain = wanted;
    return ramped(first.frame, from, wanted);
  }
}

/** From one gain to the other within the frame, limited at full scale (noise that is no speech may exceed the peak). */
function ramped(frame: Int16Array, from: number, to: number): Int16Array {
  if (from === 1 && to === 1) return frame;
  const louder = new Int16Array(frame.length);
  const step = (to - from) / frame.length;
  for (let index = 0; index < frame.length; index++) {
    const value = Math.round((frame[index] ?? 0) * (from + step * (index + 1)));
    louder[index] = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
  }
  return louder;
}
