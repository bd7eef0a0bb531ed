// Forty bars a second for the pill and the meters. Pure.
import { barHeight, powerToDbfs, samplesOf } from '../pcm.ts';

const barsPerSecond = 40;

export class LevelBars {
  readonly #samplesPerBar: number;
  readonly #onBar: (bar: number) => void;
  #energy = 0;
  #count = 0;

  /** @param onBar height 0..1 of each 25 ms. */
  constructor(sampleRate: number, onBar: (bar: number) => void) {
    this.#samplesPerBar = Math.round(sampleRate / barsPerSecond);
    this.#onBar = onBar;
  }

  push(pcm: Uint8Array): void {
    for (const sample of samplesOf(pcm)) {
      this.#energy += sample * sample;
      this.#count += 1;
      if (this.#count === this.#samplesPerBar) {
        this.#onBar(barHeight(powerToDbfs(this.#energy / this.#count)));
        this.#energy = 0;
        this.#count = 0;
      }
    }
  }
}
