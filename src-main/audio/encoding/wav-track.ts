// A take kept as samples, for machines where the Opus encoder can't be loaded: the same crops, as WAV files.
import { samplesPerFrame } from '../frames.ts';
import { bytesOf, msOf } from '../pcm.ts';
import type { EncodedAudio, SampleRate } from '../shapes.ts';
import { wavFile } from '../wav.ts';
import type { EncodedTrack } from './encoded-track.ts';

export class WavTrack implements EncodedTrack {
  readonly #sampleRate: SampleRate;
  #frames: Int16Array[] = [];
  #first = 0;

  constructor(sampleRate: SampleRate) {
    this.#sampleRate = sampleRate;
  }

  get readyFrames(): number {
    return this.#first + this.#frames.length;
  }

  push(frame: Int16Array): void {
    this.#frames.push(frame);
  }

  end(): void {
    // Every frame is ready as it is.
  }

  cut(from: number, to: number, cutShort = 0): EncodedAudio {
    if (from < this.#first || to > this.readyFrames || from >= to) {
      throw new RangeError(`Frames ${from}-${to} are not in ${this.#first}-${this.readyFrames}.`);
    }
    const pcm = Buffer.concat(this.#frames.slice(from - this.#first, to - this.#first).map(bytesOf));
    const samples = (to - from) * samplesPerFrame(this.#sampleRate) - cutShort;
    return {
      bytes: wavFile(pcm.subarray(0, samples * 2), this.#sampleRate),
      contentType: 'audio/wav',
      fileName: 'speech.wav',
      durationMs: Math.round(msOf(samples, this.#sampleRate)),
    };
  }

  forget(before: number): void {
    const count = Math.min(before - this.#first, this.#frames.length);
    if (count < 50) return; // not for every frame
    this.#frames = this.#frames.slice(count);
    this.#first += count;
  }

  close(): void {
    this.#frames = [];
  }
}
