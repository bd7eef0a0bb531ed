// The unit in which a take is judged and encoded: 20 ms. Cuts whatever arrives into such frames. Pure.
import { samplesOf } from './pcm.ts';

export const frameMs = 20;

export const samplesPerFrame = (sampleRate: number): number => (sampleRate * frameMs) / 1000;

export class FrameCutter {
  readonly #open: Int16Array;
  #filled = 0;

  constructor(sampleRate: number) {
    this.#open = new Int16Array(samplesPerFrame(sampleRate));
  }

  /** Calls `onFrame` for every frame that is complete now. It is good until the next one: copy what you keep. */
  push(pcm: Uint8Array, onFrame: (frame: Int16Array) => void): void {
    const samples = samplesOf(pcm);
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + this.#open.length - this.#filled);
      this.#open.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#open.length) {
        this.#filled = 0;
        onFrame(this.#open);
      }
    }
  }

  /** The last, unfinished frame filled up with silence, and how many of its samples are real; null when there is none. */
  rest(): { readonly frame: Int16Array; readonly realSamples: number } | null {
    if (this.#filled === 0) return null;
    const frame = new Int16Array(this.#open.length);
    frame.set(this.#open.subarray(0, this.#filled));
    const realSamples = this.#filled;
    this.#filled = 0;
    return { frame, realSamples };
  }
}
