// A recorder at the dictation's port that is fed with samples instead of a microphone: in real time, or as fast as they
// are taken. Everything behind the port is the real thing.
import { setTimeout as delay } from 'node:timers/promises';
import type { AppError } from '../../src-main/contract/app-error.ts';
import type { Recorder, Recording, RecordingEnd } from '../../src-main/dictation/ports.ts';

const blockMs = 20;

export interface FedRecorderOptions {
  /** 1 = real time; 0 = as fast as it is taken. */
  readonly speed: number;
  /** The first part faster than that, up to so many milliseconds of sound. */
  readonly rush?: { readonly speed: number; readonly untilMs: number };
  /** Ends the recording with this error after so many milliseconds of sound. */
  readonly diesAfterMs?: number;
  readonly deathError?: AppError;
}

export class FedRecorder implements Recorder {
  readonly #options: FedRecorderOptions;
  #sound: AsyncIterable<Int16Array> | Iterable<Int16Array> = [];
  /** How often the microphone was opened. */
  opened = 0;
  /** Resolves when all of the current sound was delivered. */
  said: Promise<void> = Promise.resolve();

  constructor(options: FedRecorderOptions) {
    this.#options = options;
  }

  /** What the next recording hears; after it the microphone is silent (zeros) until it is stopped. */
  hears(sound: Int16Array | AsyncIterable<Int16Array> | Iterable<Int16Array>): void {
    this.#sound = sound instanceof Int16Array ? [sound] : sound;
  }

  open({ sampleRate }: { readonly sampleRate: 16000 | 24000 }): Recording {
    this.opened += 1;
    const sound = this.#sound;
    this.#sound = [];
    const first = Promise.withResolvers<number>();
    const ended = Promise.withResolvers<RecordingEnd>();
    const said = Promise.withResolvers<void>();
    this.said = said.promise;
    let stopped = false;
    const { speed, rush, diesAfterMs = Number.POSITIVE_INFINITY, deathError } = this.#options;
    const blockSamples = (sampleRate * blockMs) / 1000;
    async function* blocks(): AsyncGenerator<Buffer> {
      const startedAt = performance.now();
      let deliveredMs = 0;
      try {
        for await (const block of inBlocks(sound, blockSamples, () => said.resolve())) {
          if (stopped) break;
          if (speed > 0) {
            const rushedMs = Math.min(deliveredMs, rush?.untilMs ?? 0);
            const playedMs = (rush ? rushedMs / rush.speed : 0) + (deliveredMs - rushedMs) / speed;
            const dueMs = playedMs - (performance.now() - startedAt);
            if (dueMs > 1) await delay(dueMs);
          } else if (deliveredMs % 2000 === 0) await delay(0); // lets uploads and timers run
          if (deliveredMs === 0) first.resolve(performance.now());
          yield Buffer.from(block.buffer, block.byteOffset, block.byteLength);
          deliveredMs += blockMs;
          if (deliveredMs >= diesAfterMs && deathError) {
            ended.resolve({ kind: 'died', error: deathError });
            return;
          }
        }
        ended.resolve({ kind: 'stopped' });
      } finally {
        said.resolve();
      }
    }
    return {
      device: 'Test microphone',
      recorder: 'fed',
      firstSample: first.promise,
      blocks: blocks(),
      ended: ended.promise,
      stop: () => {
        stopped = true;
      },
      [Symbol.asyncDispose]: async () => {
        stopped = true;
      },
    };
  }
}

async function* inBlocks(
  sound: AsyncIterable<Int16Array> | Iterable<Int16Array>,
  size: number,
  over: () => void,
): AsyncGenerator<Int16Array> {
  let rest = new Int16Array(0);
  for await (const part of sound) {
    const all = new Int16Array(rest.length + part.length);
    all.set(rest);
    all.set(part, rest.length);
    let at = 0;
    for (; at + size <= all.length; at += size) yield all.subarray(at, at + size);
    rest = all.slice(at);
  }
  if (rest.length > 0) {
    const last = new Int16Array(size);
    last.set(rest);
    yield last;
  }
  over();
  for (;;) yield new Int16Array(size);
}
