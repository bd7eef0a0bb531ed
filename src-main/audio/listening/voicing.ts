// Whether a stretch of sound repeats itself as voices and tones do and noise doesn't: the largest autocorrelation at
// lags from 1 to 16 ms, at 8 kHz. Pure. Measured only where somebody asks, since it costs more than the rest.

const rate = 8000;
const frameSamples = rate / 50;
const shortestLag = rate / 1000;
const longestLag = (rate * 16) / 1000;
/** White noise stays below 0.3; voices reach it down to a signal-to-noise ratio of about 0 dB. */
const voicedFrom = 0.5;

export class Voicing {
  readonly #step: number;
  /** The frame before and this one. */
  readonly #signal = new Float64Array(frameSamples * 2);

  /** @param sampleRate a multiple of 8000. */
  constructor(sampleRate: number) {
    this.#step = sampleRate / rate;
  }

  /** The next 20 ms. */
  push(frame: Int16Array): void {
    this.#signal.copyWithin(0, frameSamples);
    for (let index = 0; index < frameSamples; index++) {
      let sum = 0;
      for (let part = 0; part < this.#step; part++) sum += frame[index * this.#step + part] ?? 0;
      this.#signal[frameSamples + index] = sum / this.#step;
    }
  }

  /** About the last 40 ms. */
  isVoiced(): boolean {
    const x = whitened(this.#signal);
    let here = 0;
    for (let index = 0; index < frameSamples; index++) here += (x[index] ?? 0) ** 2;
    if (here === 0) return false;
    let there = 0;
    for (let index = shortestLag; index < shortestLag + frameSamples; index++) there += (x[index] ?? 0) ** 2;
    for (let lag = shortestLag; lag <= longestLag; lag++) {
      let product = 0;
      for (let index = 0; index < frameSamples; index++) product += (x[index] ?? 0) * (x[index + lag] ?? 0);
      if (product > 0 && product * product > voicedFrom * voicedFrom * here * there) return true;
      there += (x[lag + frameSamples] ?? 0) ** 2 - (x[lag] ?? 0) ** 2;
    }
    return false;
  }
}

/** Rumble resembles itself over milliseconds; its differences from sample to sample don't. */
function whitened(signal: Float64Array): Float64Array {
  const x = new Float64Array(signal.length);
  for (let index = 1; index < signal.length; index++) {
    x[index] = (signal[index] ?? 0) - (signal[index - 1] ?? 0);
  }
  return x;
}
