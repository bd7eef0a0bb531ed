// Any sample rate to 16 kHz, for WAV files on machines without a converter: a windowed sinc, 32 taps a side, cut off just
// below the lower of both half rates. Pure; works on a stream. An output sample lies at one of few places between two input
// samples (one for 48 kHz, 160 for 44.1 kHz), so each place's taps are computed once: minutes of a studio recording
// take a second, not minutes.

const taps = 32;
/** Odd rates have up to 16,000 places; more than these are computed anew, so that the table stays small. */
const mostRows = 1024;

export class Resampler {
  readonly #cutoff: number;
  readonly #reach: number;
  /** An output sample is `#whole` input samples and `#part` / `#parts` of one after the one before. */
  readonly #parts: number;
  readonly #whole: number;
  readonly #part: number;
  readonly #rows = new Map<number, Float64Array>();
  #input: Float32Array;
  /** Place of the next output sample: in input samples, relative to the start of #input, and parts of one. */
  #at: number;
  #atPart = 0;

  constructor(fromRate: number, toRate: number) {
    const common = greatestCommonDivisor(fromRate, toRate);
    const step = fromRate / common;
    this.#parts = toRate / common;
    this.#whole = Math.floor(step / this.#parts);
    this.#part = step % this.#parts;
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
    const step = this.#whole + this.#part / this.#parts;
    const count = Math.max(0, Math.ceil((until - this.#at - this.#atPart / this.#parts) / step));
    const out = new Int16Array(count);
    for (let index = 0; index < count; index++) {
      out[index] = Math.max(-32768, Math.min(32767, Math.round(this.#sample())));
      this.#at += this.#whole;
      this.#atPart += this.#part;
      if (this.#atPart < this.#parts) continue;
      this.#at += 1;
      this.#atPart -= this.#parts;
    }
    const done = Math.max(0, this.#at - this.#reach);
    this.#input = this.#input.slice(done);
    this.#at -= done;
    return out;
  }

  #sample(): number {
    const row = this.#row(this.#atPart);
    const from = this.#at - this.#reach;
    let sum = 0;
    for (let tap = 0; tap < row.length; tap++) sum += (this.#input[from + tap] ?? 0) * (row[tap] ?? 0);
    return sum;
  }

  /** Weights of the input samples from #reach before to #reach after the one that this place follows. */
  #row(part: number): Float64Array {
    const known = this.#rows.get(part);
    if (known) return known;
    const row = new Float64Array(2 * this.#reach + 1);
    for (let tap = 0; tap < row.length; tap++) {
      const distance = tap - this.#reach - part / this.#parts;
      if (Math.abs(distance) > this.#reach) continue;
      const x = Math.PI * distance * this.#cutoff;
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (this.#reach + 1));
      row[tap] = sinc * window * this.#cutoff;
    }
    if (this.#rows.size < mostRows) this.#rows.set(part, row);
    return row;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
