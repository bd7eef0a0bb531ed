// Any sample rate to 16 kHz, for WAV files on machines without a converter: a windowed sinc, 32 taps a side, cut off just
// below the lower of both half rates. Pure; works on a stream.

const taps = 32;

export class Resampler {
  readonly #step: number;
  readonly #cutoff: number;
  readonly #reach: number;
  #input: Float32Array = new Float32Array(0);
  /** Position of the next output sample, in input samples, relative to the start of #input. */
  #at: number;

  constructor(fromRate: number, toRate: number) {
    this.#step = fromRate / toRate;
    this.#cutoff = 0.95 * Math.min(1, toRate / fromRate);
    this.#reach = Math.ceil(taps / this.#cutoff);
    // As if silence came before.
    this.#input = new Float32Array(this.#reach);
    this.#at = this.#reach;
  }

  push(samples: Int16Array): Int16Array {
    const joined = new Float32Array(this.#input.length + samples.length);
    joined.set(this.#input);
    joined.set(samples, this.#input.length);
    this.#input = joined;
    return this.#produce(joined.length - this.#reach);
  }

  /** The end: as if silence came after. */
  flush(): Int16Array {
    const end = this.#input.length;
    const padded = new Float32Array(end + this.#reach);
    padded.set(this.#input);
    this.#input = padded;
    return this.#produce(end);
  }

  #produce(until: number): Int16Array {
    const count = Math.max(0, Math.ceil((until - this.#at) / this.#step));
    const out = new Int16Array(count);
    for (let index = 0; index < count; index++) {
      out[index] = Math.max(-32768, Math.min(32767, Math.round(this.#sample(this.#at))));
      this.#at += this.#step;
    }
    const done = Math.max(0, Math.floor(this.#at) - this.#reach);
    this.#input = this.#input.slice(done);
    this.#at -= done;
    return out;
  }

  #sample(at: number): number {
    const from = Math.ceil(at - this.#reach);
    const to = Math.floor(at + this.#reach);
    let sum = 0;
    for (let index = from; index <= to; index++) {
      const distance = index - at;
      const x = Math.PI * distance * this.#cutoff;
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (this.#reach + 1));
      sum += (this.#input[index] ?? 0) * sinc * window;
    }
    return sum * this.#cutoff;
  }
}
