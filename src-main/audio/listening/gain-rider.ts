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

export class GainRider {
  /** Frames that wait, each in the place of one that has gone: the same few arrays for a take of any length. */
  readonly #ring: { readonly frame: Int16Array; peak: number; speech: boolean }[] = [];
  #oldest = 0;
  #waiting = 0;
  #levelled = new Int16Array(0);
  /** Peak that the gain is made for; null until somebody spoke. */
  #peak: number | null = null;
  #gain = 1;

  /**
   * @param frame is copied
   * @param speech whether the frame may hold speech: noise alone is not turned up.
   * @returns the frame of half a second ago, at its level, good until the next call; null while there is none yet.
   */
  push(frame: Int16Array, peak: number, speech: boolean): Int16Array | null {
    const at = (this.#oldest + this.#waiting) % (lookAheadFrames + 1);
    this.#ring[at] ??= { frame: new Int16Array(frame.length), peak: 0, speech: false };
    const place = this.#ring[at];
    place.frame.set(frame);
    place.peak = peak;
    place.speech = speech;
    this.#waiting += 1;
    return this.#waiting > lookAheadFrames ? this.#next() : null;
  }

  /** The frames that still wait, each good until the next. */
  *flush(): Generator<Int16Array, void, undefined> {
    for (let next = this.#next(); next !== null; next = this.#next()) yield next;
  }

  #next(): Int16Array | null {
    const first = this.#ring[this.#oldest];
    if (this.#waiting === 0 || first === undefined) return null;
    let ahead = 0;
    for (let offset = 0; offset < this.#waiting; offset++) {
      const place = this.#ring[(this.#oldest + offset) % (lookAheadFrames + 1)];
      if (place?.speech && place.peak > ahead) ahead = place.peak;
    }
    this.#oldest = (this.#oldest + 1) % (lookAheadFrames + 1);
    this.#waiting -= 1;
    if (ahead > 0) {
      const kept = this.#peak === null ? 0 : first.speech ? this.#peak * recoveryPerFrame : this.#peak;
      this.#peak = Math.max(ahead, kept);
    }
    const wanted = this.#peak === null ? 1 : Math.min(largestGain, targetPeak / this.#peak);
    const from = this.#gain;
    this.#gain = wanted;
    if (from === 1 && wanted === 1) return first.frame;
    if (this.#levelled.length !== first.frame.length) this.#levelled = new Int16Array(first.frame.length);
    ramp(first.frame, this.#levelled, from, wanted);
    return this.#levelled;
  }
}

/** From one gain to the other within the frame, limited at full scale (noise that is no speech may exceed the peak). */
function ramp(frame: Int16Array, louder: Int16Array, from: number, to: number): void {
  const step = (to - from) / frame.length;
  for (let index = 0; index < frame.length; index++) {
    const value = Math.round((frame[index] ?? 0) * (from + step * (index + 1)));
    louder[index] = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
  }
}
