// A take kept as samples, for machines where the Opus encoder can't be loaded: the same crops, as WAV files.
import { frameMs, samplesPerFrame } from '../frames.ts';
import { bytesOf, msOf } from '../pcm.ts';
import type { EncodedAudio, SampleRate } from '../shapes.ts';
import { wavFile } from '../wav.ts';
import type { EncodedTrack } from './encoded-track.ts';
import { PacketLog } from './packet-log.ts';

export class WavTrack implements EncodedTrack {
  readonly #sampleRate: SampleRate;
  readonly #frames = new PacketLog();

  constructor(sampleRate: SampleRate) {
    this.#sampleRate = sampleRate;
  }

  get readyFrames(): number {
    return this.#frames.end;
  }

  push(frame: Int16Array): void {
    this.#frames.push(bytesOf(frame));
  }

  end(): void {
    // Every frame is ready as it is.
  }

  cut(from: number, to: number, cutShort = 0): EncodedAudio {
    if (from >= to) throw new RangeError(`Frames ${from}-${to} are none.`);
    const pcm = Buffer.concat(this.#frames.views(from, to));
    const samples = (to - from) * samplesPerFrame(this.#sampleRate) - cutShort;
    return {
      bytes: wavFile(pcm.subarray(0, samples * 2), this.#sampleRate),
      contentType: 'audio/wav',
      fileName: 'speech.wav',
      durationMs: Math.round(msOf(samples, this.#sampleRate)),
    };
  }

  forget(before: number): void {
    if (before - this.#frames.first >= 1000 / frameMs) this.#frames.forget(before); // not for every frame
  }

  close(): void {
    this.#frames.clear();
  }
}
