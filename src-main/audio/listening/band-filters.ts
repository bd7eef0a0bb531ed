// Second-order filters for measuring: how loud a frame is where voices are. Pure.

export class Biquad {
  readonly #b0: number;
  readonly #b1: number;
  readonly #b2: number;
  readonly #a1: number;
  readonly #a2: number;
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;

  /** Butterworth (Q = 0.707), from the usual bilinear forms. */
  constructor(kind: 'low-pass' | 'high-pass', cutoffHz: number, sampleRate: number) {
    const w = (2 * Math.PI * cutoffHz) / sampleRate;
    const cos = Math.cos(w);
    const alpha = Math.sin(w) / Math.SQRT2;
    const a0 = 1 + alpha;
    const edge = kind === 'low-pass' ? (1 - cos) / 2 : (1 + cos) / 2;
    this.#b0 = edge / a0;
    this.#b1 = (kind === 'low-pass' ? 2 * edge : -2 * edge) / a0;
    this.#b2 = edge / a0;
    this.#a1 = (-2 * cos) / a0;
    this.#a2 = (1 - alpha) / a0;
  }

  /** As if this value had stood there for ever: without it a high-pass answers an offset with a thump. */
  settle(x: number, y: number): void {
    this.#x1 = x;
    this.#x2 = x;
    this.#y1 = y;
    this.#y2 = y;
  }

  next(x: number): number {
    const y = this.#b0 * x + this.#b1 * this.#x1 + this.#b2 * this.#x2 - this.#a1 * this.#y1 - this.#a2 * this.#y2;
    this.#x2 = this.#x1;
    this.#x1 = x;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}
