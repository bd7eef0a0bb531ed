// A take encoded as one Opus stream, of which every segment is a crop: the packets are the same whoever asks for them,
// the start is made exact by letting the decoder throw away a run-up of 80 ms (RFC 7845, 4.2 and 4.6).
import { BufferPool } from '../../lib/buffer-pool.ts';
import { frameMs, samplesPerFrame } from '../frames.ts';
import { msOf } from '../pcm.ts';
import type { EncodedAudio, SampleRate } from '../shapes.ts';
import type { EncodedTrack } from './encoded-track.ts';
import { oggOpusFile } from './ogg.ts';
import { encoderDelay48k, OpusEncoder } from './opus-encoder.ts';
import { PacketLog } from './packet-log.ts';

const packetSamples48k = 960;
const runUpFrames = 4;
/** Segments come and go as long as somebody speaks. */
const memory = new BufferPool();

export class OpusTrack implements EncodedTrack {
  readonly #encoder: OpusEncoder;
  readonly #sampleRate: SampleRate;
  /** One for each frame, with the frame's number. */
  readonly #packets = new PacketLog();
  #ended = false;

  /** Throws when the encoder can't be loaded on this machine. */
  constructor(sampleRate: SampleRate) {
    this.#encoder = new OpusEncoder(sampleRate);
    this.#sampleRate = sampleRate;
  }

  /** The encoder is 6.5 ms behind: the end of a frame is in the next packet. */
  get readyFrames(): number {
    return Math.max(0, this.#packets.end - 1);
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
    const { first } = this.#packets;
    if (from < first || to > this.readyFrames || from >= to) {
      throw new RangeError(`Frames ${from}-${to} are not in ${first}-${this.readyFrames}.`);
    }
    const start = Math.max(first, from - runUpFrames);
    const samples = (to - from) * samplesPerFrame(this.#sampleRate) - cutShort;
    const options = {
      sampleRate: this.#sampleRate,
      preSkip: (from - start) * packetSamples48k + encoderDelay48k,
      lengthSamples: samples * (48_000 / this.#sampleRate),
      packetSamples: packetSamples48k,
    };
    const bytes = oggOpusFile(this.#packets.views(start, to + 1), options, (length) => memory.take(length));
    return {
      bytes,
      release: () => memory.give(bytes),
      contentType: 'audio/ogg',
      fileName: 'speech.ogg',
      durationMs: Math.round(msOf(samples, this.#sampleRate)),
    };
  }

  forget(before: number): void {
    const keepFrom = before - runUpFrames;
    if (keepFrom - this.#packets.first >= 1000 / frameMs) this.#packets.forget(keepFrom); // not for every frame
  }

  close(): void {
    this.#encoder.close();
    this.#packets.clear();
  }
}
