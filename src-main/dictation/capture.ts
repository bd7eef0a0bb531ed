// One recording, from the open microphone to a closed file: every block goes to disk first, then to the listener
// (levels, pauses, encoders). When the recorder ends by itself, or gives nothing any more, the same take goes on with the
// next microphone (reopenings.ts); when none is left, what was said until then is kept. Knows the ports, nothing of
// sending or inserting.
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../contract/app-error.ts';
import { Backlog } from './backlog.ts';
import type { PostRoll, Recorder, Recording, RecordingEnd, TakeListener, TakeWriter } from './ports.ts';
import { type NextOpening, Reopenings } from './reopenings.ts';

export interface CaptureOptions {
  readonly recorder: Recorder;
  readonly device: string;
  readonly sampleRate: 16000 | 24000;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly postRoll: (trailingQuietMs: () => number) => PostRoll;
  readonly onFirstSample: (at: number) => void;
  /** The microphone was lost; another is looked for. */
  readonly onOutage?: (why: AppError) => void;
  /** Which microphone is heard; `moved`: another one than was meant or heard before (unplugged, moved by the system). */
  readonly onMicrophone?: (device: string, moved: boolean) => void;
}

/** No samples at all for this long while recording counts as silence too: the alarm must not wait for samples. */
const stallMs = 1000;
/** Recorders say only after their first samples which microphone they are connected to. */
const settledBlocks = 25;
/** A recorder that runs and gives nothing for so many of these is as good as dead. Headsets take 1.5 s to begin. */
const stallsToGiveUp = 3;

export class Capture {
  readonly #options: CaptureOptions;
  readonly #reopenings: Reopenings;
  #recording: Recording;
  readonly #done = Promise.withResolvers<RecordingEnd>();
  readonly #stopped = new AbortController();
  #writer: TakeWriter | null = null;
  #listener: TakeListener | null = null;
  #postRoll: PostRoll | null = null;
  #stopping = false;
  #heard = false;
  /** The microphone that was told last; null before the first. */
  #told: string | null = null;
  #switchTo: string | null = null;
  #onStall: ((stalled: boolean) => void) | null = null;
  #stalled = false;
  #backlog = new Backlog();

  /** Opens the microphone at once; nothing else may come before this at key-down. */
  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#recording = this.#open(options.device);
    this.#reopenings = new Reopenings(options.device);
  }

  /** The microphone that is heard, or that was last. */
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
    this.#stopped.abort();
    this.#backlog.keyUp(this.#options.now());
    this.#postRoll = this.#options.postRoll(() => this.#listener?.trailingQuietMs ?? 0);
  }

  /** Ends now: cancel, quit, or the recorder has nothing to give. */
  stop(): void {
    this.#stopping = true;
    this.#stopped.abort();
    this.#recording.stop();
  }

  /** Goes on with another microphone in the same take. */
  switchTo(deviceId: string): void {
    if (this.#stopping) return;
    this.#switchTo = deviceId;
    this.#reopenings.choose(deviceId);
    this.#recording.stop();
  }

  async #pump(): Promise<RecordingEnd> {
    for (;;) {
      const recording = this.#recording;
      const heard = await this.#drain(recording);
      const end = await recording.ended;
      await recording[Symbol.asyncDispose]();
      if (this.#stopping) return this.#heard ? { kind: 'stopped' } : end; // what was said before a late death is whole
      const next = this.#next(end, heard);
      if (next === null) return end;
      await this.#pause(next.pauseMs);
      if (this.#stopping) return { kind: 'stopped' };
      this.#recording = this.#open(this.#switchTo ?? next.device); // chosen by the user meanwhile
      this.#switchTo = null;
      this.#told ??= ''; // another one than was meant, although none was heard before
    }
  }

  #next(end: RecordingEnd, heard: boolean): NextOpening | null {
    const device = this.#switchTo;
    this.#switchTo = null;
    if (device !== null) return { device, pauseMs: 0 };
    if (end.kind === 'stopped') return null;
    const next = this.#reopenings.next({ heard, error: end.error, at: this.#options.now() });
    if (heard || !this.#heard) this.#options.onOutage?.(end.error);
    return next;
  }

  /** An outage counts as silence: the alarm stands until samples come again. */
  async #pause(ms: number): Promise<void> {
    if (ms === 0) return;
    this.#tellStall(true);
    await delay(ms, undefined, { signal: this.#stopped.signal }).catch((thrown: unknown) => {
      if (!this.#stopped.signal.aborted) throw thrown;
    });
  }

  async #drain(recording: Recording): Promise<boolean> {
    let blocks = 0;
    this.#backlog = new Backlog();
    const stall = new StallWatch(
      stallMs,
      (stalled) => this.#tellStall(stalled),
      (stalls) => this.#giveUpWaiting(stalls, blocks > 0),
    );
    try {
      for await (const block of recording.blocks) {
        // A recording before this one raised the alarm, and may never have given a sample.
        if (blocks === 0 && (this.#heard || this.#stalled)) this.#tellStall(false);
        if (!this.#heard) this.#options.onFirstSample(await recording.firstSample);
        blocks += 1;
        this.#heard = true;
        this.#writer?.append(block);
        this.#listener?.push(block);
        stall.fed();
        if (blocks >= settledBlocks) this.#noteMicrophone(recording);
        if (this.#isEnough(block)) recording.stop();
      }
    } finally {
      stall.stop();
    }
    return blocks > 0;
  }

  #tellStall(stalled: boolean): void {
    this.#stalled = stalled;
    this.#onStall?.(stalled);
  }

  /** The post-roll counts what was recorded after key-up, not what was late then. */
  #isEnough(block: Buffer): boolean {
    const ms = block.length / 2 / (this.#options.sampleRate / 1000);
    const now = this.#options.now();
    if (this.#postRoll) return !this.#backlog.isOverdue(ms, now) && this.#postRoll.push(block);
    this.#backlog.heard(ms, now);
    return false;
  }

  #noteMicrophone({ device }: Recording): void {
    if (device === this.#told) return;
    const moved = this.#told !== null;
    this.#told = device;
    this.#options.onMicrophone?.(device, moved);
  }

  /**
   * After key-up a recorder that delivers nothing must not keep the take open. While somebody speaks, one that has
   * delivered and then stays dumb is opened anew; before its first sample it has its own time-out.
   */
  #giveUpWaiting(stalls: number, heard: boolean): void {
    if (this.#stopping) this.#recording.stop();
    else if (this.#heard && stalls >= stallsToGiveUp && this.#switchTo === null) {
      const next = this.#reopenings.next({ heard, error: dumb(this.#recording), at: this.#options.now() });
      if (next !== null) this.#switchTo = next.device; // else the take ends, and what was said is sent
      this.#recording.stop();
    }
  }

  #open(device: string): Recording {
    const recording = this.#options.recorder.open({ device, sampleRate: this.#options.sampleRate });
    // Both are looked at later; a recorder that fails before anybody listens is not an unhandled rejection.
    recording.firstSample.catch(() => undefined);
    return recording;
  }
}

function dumb({ device }: Recording): AppError {
  return new AppError('recorder_died', `${device} gives no samples any more.`);
}

/** Says when no block came for a while; a timer, since there is nothing else to be woken by. */
class StallWatch {
  readonly #afterMs: number;
  readonly #tell: (stalled: boolean) => void;
  readonly #tick: (stalls: number) => void;
  #timer: NodeJS.Timeout;
  #look: NodeJS.Immediate | undefined;
  #stalled = false;
  #stalls = 0;

  constructor(afterMs: number, tell: (stalled: boolean) => void, tick: (stalls: number) => void) {
    this.#afterMs = afterMs;
    this.#tell = tell;
    this.#tick = tick;
    this.#timer = setTimeout(() => this.#fire(), afterMs);
  }

  fed(): void {
    clearImmediate(this.#look);
    this.#timer.refresh();
    this.#stalls = 0;
    if (!this.#stalled) return;
    this.#stalled = false;
    this.#tell(false);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#look);
  }

  /** When the process was busy, timers come before what waits in the recorder's pipe: that is read first. */
  #fire(): void {
    this.#look = setImmediate(() => this.#judge());
  }

  #judge(): void {
    if (!this.#stalled) {
      this.#stalled = true;
      this.#tell(true);
    }
    this.#stalls += 1;
    this.#tick(this.#stalls);
    this.#timer = setTimeout(() => this.#fire(), this.#afterMs);
  }
}
