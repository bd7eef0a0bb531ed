// A take encoded as one Opus stream, of which every segment is a crop: the packets are the same whoever asks for them,
// the start is made exact by letting the decoder throw away a run-up of 80 ms (RFC 7845, 4.2 and 4.6).
import { frameMs, samplesPerFrame } from '../frames.ts';
import { msOf } from '../pcm.ts';
import type { EncodedAudio, SampleRate } from '../shapes.ts';
import type { EncodedTrack } from './encoded-track.ts';
import { oggOpusFile } from './ogg.ts';
import { encoderDelay48k, OpusEncoder } from './opus-encoder.ts';

const packetSamples48k = 960;
const runUpFrames = 4;

export class OpusTrack implements EncodedTrack {
  readonly #encoder: OpusEncoder;
  readonly #sampleRate: SampleRate;
  #packets: Uint8Array[] = [];
  /** Frame number of the first packet that is still kept. */
  #first = 0;
  #ended = false;

  /** Throws when the encoder can't be loaded on this machine. */
  constructor(sampleRate: SampleRate) {
    this.#encoder = new OpusEncoder(sampleRate);
    this.#sampleRate = sampleRate;
  }

  /** The encoder is 6.5 ms behind: the end of a frame is in the next packet. */
  get readyFrames(): number {
    return Math.max(0, this.#first + this.#packets.length - 1);
  }

  push(frame: Int16Array): void {
    this.#packets.push(this.#encoder.encode(frame));
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.push(new Int16Array(samplesPerFrame(this.#sampleRate)));
    this.#encoder.close();
  }

  cut(from: number, to: number, cutShort = 0): EncodedAudio {
    if (from < this.#first || to > this.readyFrames || from >= to) {
      throw new RangeError(`Frames ${from}-${to} are not in ${this.#first}-${this.readyFrames}.`);
    }
    const start = Math.max(this.#first, from - runUpFrames);
    const samples = (to - from) * samplesPerFrame(this.#sampleRate) - cutShort;
    const bytes = oggOpusFile(this.#packets.slice(start - this.#first, to + 1 - this.#first), {
      sampleRate: this.#sampleRate,
      preSkip: (from - start) * packetSamples48k + encoderDelay48k,
      lengthSamples: samples * (48_000 / this.#sampleRate),
      packetSamples: packetSamples48k,
    });
    return {
      bytes,
      contentType: 'audio/ogg',
      fileName: 'speech.ogg',
      durationMs: Math.round(msOf(samples, this.#sampleRate)),
    };
  }

  forget(before: number): void {
    const keepFrom = Math.min(before - runUpFrames, this.#first + this.#packets.length);
    if (keepFrom - this.#first < 1000 / frameMs) return; // not for every frame
    this.#packets = this.#packets.slice(keepFrom - this.#first);
    this.#first = keepFrom;
  }

  close(): void {
    this.#encoder.close();
    this.#packets = [];
  }
}
