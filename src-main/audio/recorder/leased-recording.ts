// A microphone as one take sees it while something else holds it open: the port's Recording, with a beginning and an end
// of its own. Knows neither programs nor how long the microphone stays.
import { AppError } from '../../contract/app-error.ts';
import type { Recording, RecordingEnd } from '../shapes.ts';
import { BlockQueue } from './block-queue.ts';

export interface Microphone {
  readonly device: string;
  readonly recorder: string;
}

export class LeasedRecording implements Recording {
  readonly firstSample: Promise<number>;
  readonly ended: Promise<RecordingEnd>;
  readonly #microphone: Microphone;
  readonly #onStop: () => void;
  readonly #first = Promise.withResolvers<number>();
  readonly #end = Promise.withResolvers<RecordingEnd>();
  readonly #queue = new BlockQueue();
  #stopped = false;
  #heard = false;

  constructor(microphone: Microphone, onStop: () => void) {
    this.#microphone = microphone;
    this.#onStop = onStop;
    this.firstSample = this.#first.promise;
    this.ended = this.#end.promise;
    this.firstSample.catch(() => undefined); // a failure is told by `ended` as well
  }

  get device(): string {
    return this.#microphone.device;
  }

  get recorder(): string {
    return this.#microphone.recorder;
  }

  get blocks(): AsyncIterable<Buffer> {
    return this.#queue;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#onStop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.ended;
  }

  /** @param at clock time at which it came */
  push(block: Buffer, at: number): void {
    if (!this.#heard) this.#first.resolve(at);
    this.#heard = true;
    this.#queue.push(block);
  }

  finish(end: RecordingEnd): void {
    if (!this.#heard) {
      const why = new AppError('cancelled', 'The recording ended before its first sample.');
      this.#first.reject(end.kind === 'died' ? end.error : why);
    }
    this.#queue.close();
    this.#end.resolve(end);
  }
}
