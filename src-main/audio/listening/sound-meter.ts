// What a frame of 20 ms sounds like, in numbers. Pure.
import { powerToDbfs } from '../pcm.ts';
import { Biquad } from './band-filters.ts';

export interface FrameSound {
  /** Largest magnitude, 0..32768. */
  readonly peak: number;
  /** 150 to 1000 Hz: where vowels are, and little of most noises. */
  readonly lowDbfs: number;
  /** Above 1500 Hz: where consonants are. */
  readonly highDbfs: number;
  /** Not even the last bit moves: no microphone is behind this. */
  readonly zero: boolean;
}

export class SoundMeter {
  readonly #lowCut: Biquad;
  readonly #lowTop: Biquad;
  readonly #high: Biquad;
  #settled = false;

  constructor(sampleRate: number) {
    this.#lowCut = new Biquad('high-pass', 150, sampleRate);
    this.#lowTop = new Biquad('low-pass', 1000, sampleRate);
    this.#high = new Biquad('high-pass', 1500, sampleRate);
  }

  measure(frame: Int16Array): FrameSound {
    let peak = 0;
    let lowest = 32767;
    let highest = -32768;
    let low = 0;
    let high = 0;
    if (!this.#settled) {
      this.#settled = true;
      this.#lowCut.settle(frame[0] ?? 0, 0);
      this.#high.settle(frame[0] ?? 0, 0);
    }
    for (const sample of frame) {
      if (sample < lowest) lowest = sample;
      if (sample > highest) highest = sample;
      const magnitude = sample < 0 ? -sample : sample;
      if (magnitude > peak) peak = magnitude;
      const voice = this.#lowTop.next(this.#lowCut.next(sample));
      const hiss = this.#high.next(sample);
      low += voice * voice;
      high += hiss * hiss;
    }
    return {
      peak,
      lowDbfs: powerToDbfs(low / frame.length),
      highDbfs: powerToDbfs(high / frame.length),
      zero: highest - lowest <= 1, // a constant offset, or dither of one bit, is silence as well
    };
  }
}
