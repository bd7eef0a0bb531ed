// One open microphone, whatever source runs behind it: tries the sources in order until one delivers a sample, makes
// equal blocks of what comes, and says once how it ended. Knows neither processes nor windows.
import { AppError } from '../../contract/app-error.ts';
import type { Log } from '../../lib/log.ts';
import type { RecorderOptions, Recording, RecordingEnd } from '../shapes.ts';
import { BlockQueue } from './block-queue.ts';
import { PcmBlocks } from './pcm-blocks.ts';
import { mostTelling } from './recorder-failure.ts';
import type { RunningSource, SampleSource } from './sample-source.ts';

export interface OpenRecordingOptions extends RecorderOptions {
  readonly sources: readonly SampleSource[];
  /** Used when `sources` is empty. */
  readonly nothingToTry: AppError;
  readonly now: () => number;
  readonly log: Log;
  readonly firstSampleTimeoutMs: number;
  /** For people: "Built-in Microphone" for a device id, '' for the default; undefined when unknown. */
  readonly labelOf: (deviceId: string) => string | undefined;
  /** Which source spoke first, or was silent until the time was over. */
  readonly onOutcome: (source: string, works: boolean) => void;
}

/** Short enough for levels and early stops, long enough to keep the number of writes small. */
const blockMs = 20;

export class OpenRecording implements Recording {
  readonly firstSample: Promise<number>;
  readonly ended: Promise<RecordingEnd>;
  readonly #options: OpenRecordingOptions;
  readonly #first = Promise.withResolvers<number>();
  readonly #end = Promise.withResolvers<RecordingEnd>();
  readonly #queue = new BlockQueue();
  readonly #failures: AppError[] = [];
  readonly #openedAt: number;
  readonly #timer: NodeJS.Timeout;
  #pcm: PcmBlocks;
  #attempt = -1;
  #running: RunningSource | null = null;
  #stopping = false;
  #heard = false;
  #timedOut = false;
  #deviceId: string;

  constructor(options: OpenRecordingOptions) {
    this.#options = options;
    this.#deviceId = options.device;
    this.#openedAt = options.now();
    this.#pcm = new PcmBlocks(options.sampleRate, blockMs);
    this.firstSample = this.#first.promise;
    this.ended = this.#end.promise;
    // Nobody has to look at the first sample: a failure is told by `ended` as well.
    this.firstSample.catch(() => undefined);
    this.#timer = setTimeout(() => this.#giveUp(), options.firstSampleTimeoutMs);
    this.#next();
  }

  get device(): string {
    return this.#options.labelOf(this.#deviceId) ?? (this.#deviceId || 'System default');
  }

  get recorder(): string {
    return this.#options.sources[this.#attempt]?.name ?? 'none';
  }

  get blocks(): AsyncIterable<Buffer> {
    return this.#queue;
  }

  stop(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#running?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.ended;
  }

  #next(): void {
    this.#attempt += 1;
    const source = this.#options.sources[this.#attempt];
    if (source === undefined) {
      const failure = mostTelling(this.#failures) ?? this.#options.nothingToTry;
      // Later, so that whoever opened the recording has it before it ends.
      queueMicrotask(() => this.#finish({ kind: 'died', error: failure }));
      return;
    }
    this.#pcm = new PcmBlocks(this.#options.sampleRate, blockMs);
    this.#running = source.start(this.#options, {
      pcm: (chunk) => this.#hear(source, chunk),
      device: (id) => {
        if (this.#heard && id !== this.#deviceId)
          this.#options.log.info('microphone changed by the system', { device: id });
        this.#deviceId = id;
      },
      ended: (failure) => this.#sourceEnded(source, failure),
    });
  }

  #hear(source: SampleSource, chunk: Uint8Array): void {
    const blocks = this.#pcm.push(chunk);
    if (!this.#heard && chunk.length > 0) {
      this.#heard = true;
      clearTimeout(this.#timer);
      const at = this.#options.now();
      this.#options.onOutcome(source.name, true);
      this.#options.log.info('microphone open', { recorder: source.name, ms: Math.round(at - this.#openedAt) });
      this.#first.resolve(at);
    }
    for (const block of blocks) this.#queue.push(block);
  }

  #sourceEnded(source: SampleSource, failure: AppError | null): void {
    this.#running = null;
    const last = this.#pcm.flush();
    if (last) this.#queue.push(last);
    const error = failure ?? new AppError('recorder_died', `${source.name} ended by itself.`);
    if (this.#stopping) this.#finish({ kind: 'stopped' });
    else if (this.#heard) this.#finish({ kind: 'died', error });
    else if (this.#timedOut) this.#finish({ kind: 'died', error: noSamples(this.device, source.name) });
    else {
      this.#failures.push(error);
      this.#options.log.warn('recorder failed to start', { recorder: source.name, code: error.code });
      this.#next();
    }
  }

  #giveUp(): void {
    const source = this.#options.sources[this.#attempt];
    if (source === undefined) return;
    this.#timedOut = true;
    this.#options.onOutcome(source.name, false);
    this.#running?.stop();
  }

  #finish(end: RecordingEnd): void {
    clearTimeout(this.#timer);
    if (!this.#heard) {
      this.#first.reject(
        end.kind === 'died' ? end.error : new AppError('cancelled', 'The recording ended before its first sample.'),
      );
    }
    this.#queue.close();
    this.#end.resolve(end);
  }
}

function noSamples(device: string, recorder: string): AppError {
  return new AppError('microphone_missing', `${device} gives no samples (${recorder} runs, but nothing comes).`);
}
