// One recording, from the open microphone to a closed file: every block goes to disk first, then to the listener
// (levels, pauses, encoders). A recorder that dies is opened again, on the system's default device, and the same take
// goes on; when that fails too, what was said until then is kept. Knows the ports, nothing of sending or inserting.
import { AppError } from '../contract/app-error.ts';
import type { PostRoll, Recorder, Recording, RecordingEnd, TakeListener, TakeWriter } from './ports.ts';

export interface CaptureOptions {
  readonly recorder: Recorder;
  readonly device: string;
  readonly sampleRate: 16000 | 24000;
  readonly postRoll: (trailingQuietMs: () => number) => PostRoll;
  /** How often a recorder that dies while recording is opened again. */
  readonly reopenings?: number;
  readonly onFirstSample: (at: number) => void;
  readonly onReopened?: (death: AppError, device: string) => void;
}

/** No samples at all for this long while recording counts as silence too: the alarm must not wait for samples. */
const stallMs = 1000;

export class Capture {
  readonly #options: CaptureOptions;
  #recording: Recording;
  readonly #done = Promise.withResolvers<RecordingEnd>();
  #writer: TakeWriter | null = null;
  #listener: TakeListener | null = null;
  #postRoll: PostRoll | null = null;
  #stopping = false;
  #deviceOverride: string | null = null;
  #onStall: ((stalled: boolean) => void) | null = null;

  /** Opens the microphone at once; nothing else may come before this at key-down. */
  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#recording = options.recorder.open({ device: options.device, sampleRate: options.sampleRate });
    // Both are looked at later; a recorder that fails before anybody listens is not an unhandled rejection.
    this.#recording.firstSample.catch(() => undefined);
  }

  get device(): string {
    return this.#recording.device;
  }

  get recorder(): string {
    return this.#recording.recorder;
  }

  /** Where the samples go. Called right after the row of the take stands. */
  run(writer: TakeWriter, listener: TakeListener, onStall: (stalled: boolean) => void): Promise<RecordingEnd> {
    this.#writer = writer;
    this.#listener = listener;
    this.#onStall = onStall;
    void this.#pump().then(this.#done.resolve, this.#done.reject);
    return this.#done.promise;
  }

  /** The key was let go: records on until the post-roll is over. */
  finish(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#postRoll = this.#options.postRoll(() => this.#listener?.trailingQuietMs ?? 0);
  }

  /** Ends now: cancel, quit, or the recorder has nothing to give. */
  stop(): void {
    this.#stopping = true;
    this.#recording.stop();
  }

  /** Goes on with another microphone in the same take. */
  switchTo(deviceId: string): void {
    if (this.#stopping) return;
    this.#deviceOverride = deviceId;
    this.#recording.stop();
  }

  async #pump(): Promise<RecordingEnd> {
    let left = this.#options.reopenings ?? 2;
    let first = true;
    for (;;) {
      const recording = this.#recording;
      const samples = await this.#drain(recording, first);
      const end = await recording.ended;
      await recording[Symbol.asyncDispose]();
      first &&= !samples;
      const switching = this.#deviceOverride !== null;
      if (this.#stopping || (end.kind === 'stopped' && !switching)) return end;
      if (end.kind === 'died' && (left <= 0 || first)) return end; // never spoke: opening again would fail the same way
      if (end.kind === 'died') left -= 1;
      this.#reopen(end);
    }
  }

  async #drain(recording: Recording, tellFirst: boolean): Promise<boolean> {
    let samples = false;
    const stall = new StallWatch(
      stallMs,
      (stalled) => this.#onStall?.(stalled),
      () => this.#giveUpWaiting(),
    );
    try {
      for await (const block of recording.blocks) {
        if (!samples && tellFirst) this.#options.onFirstSample(await recording.firstSample);
        samples = true;
        this.#writer?.append(block);
        this.#listener?.push(block);
        stall.fed();
        if (this.#postRoll?.push(block)) recording.stop();
      }
    } finally {
      stall.stop();
    }
    return samples;
  }

  /** After key-up a recorder that delivers nothing must not keep the take open. */
  #giveUpWaiting(): void {
    if (this.#stopping) this.#recording.stop();
  }

  #reopen(end: RecordingEnd): void {
    const device = this.#deviceOverride ?? '';
    this.#deviceOverride = null;
    this.#recording = this.#options.recorder.open({ device, sampleRate: this.#options.sampleRate });
    this.#recording.firstSample.catch(() => undefined);
    const death = end.kind === 'died' ? end.error : new AppError('recorder_died', 'The microphone was changed.');
    this.#options.onReopened?.(death, this.#recording.device);
  }
}

/** Says when no block came for a while; a timer, since there is nothing else to be woken by. */
class StallWatch {
  readonly #afterMs: number;
  readonly #tell: (stalled: boolean) => void;
  readonly #tick: () => void;
  #timer: NodeJS.Timeout;
  #stalled = false;

  constructor(afterMs: number, tell: (stalled: boolean) => void, tick: () => void) {
    this.#afterMs = afterMs;
    this.#tell = tell;
    this.#tick = tick;
    this.#timer = setTimeout(() => this.#fire(), afterMs);
  }

  fed(): void {
    this.#timer.refresh();
    if (!this.#stalled) return;
    this.#stalled = false;
    this.#tell(false);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #fire(): void {
    if (!this.#stalled) {
      this.#stalled = true;
      this.#tell(true);
    }
    this.#tick();
    this.#timer = setTimeout(() => this.#fire(), this.#afterMs);
  }
}
