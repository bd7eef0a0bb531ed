// One open microphone that outlives its takes: what comes goes to the take that has it, or into a short memory of what was
// heard last. Knows nothing of settings and how long it may stay open.
import type { Recording } from '../shapes.ts';
import { AwakeClock } from './awake-clock.ts';
import { LeasedRecording } from './leased-recording.ts';

export interface OpenMicrophoneOptions {
  /** Read and closed by this one. */
  readonly recording: Recording;
  readonly sampleRate: number;
  readonly now: () => number;
  /** Asked when a take gives it back: else it is closed then. */
  readonly mayStay: () => boolean;
  /** A take gave it back and it stays open. */
  readonly onIdle: () => void;
  readonly onEnded: () => void;
}

/** Of what was heard before the key went down, so much begins the take. */
export const preRollMs = 300;
/** Samples that were captured before a take's end are on their way for so long at the most. */
const drainMs = 40;
/** A recorder from which nothing comes for so long is no open microphone. */
const livelyMs = 300;

export class OpenMicrophone {
  readonly #options: OpenMicrophoneOptions;
  readonly #done: Promise<void>;
  #lease: LeasedRecording | null = null;
  /** Milliseconds of sound that the ending take still gets; null: it isn't ending. */
  #drainLeftMs: number | null = null;
  #drainTimer: NodeJS.Timeout | undefined;
  #memory: Buffer[] = [];
  #memoryMs = 0;
  /** A process that was held up heard nothing, however well the recorder runs. */
  readonly #awake: AwakeClock;
  #lastAt = Number.NEGATIVE_INFINITY;
  /** A take that heard nothing but zeros had a muted or dead microphone: opening anew may help, keeping it won't. */
  #sound = false;
  #closing = false;

  constructor(options: OpenMicrophoneOptions) {
    this.#options = options;
    this.#awake = new AwakeClock(options.now);
    this.#done = this.#pump();
  }

  get device(): string {
    return this.#options.recording.device;
  }

  get recorder(): string {
    return this.#options.recording.recorder;
  }

  /** No take has it. */
  get idle(): boolean {
    return this.#lease === null;
  }

  /** Samples came just now. */
  get lively(): boolean {
    return !this.#closing && this.#awake.now() - this.#lastAt < livelyMs;
  }

  /** @param withPreRoll begins with what was heard just before; nothing that another take had */
  lease(withPreRoll: boolean): Recording {
    const lease = new LeasedRecording(this, () => this.#giveBack());
    const remembered = withPreRoll ? this.#memory : [];
    this.#forget();
    this.#lease = lease;
    this.#sound = false;
    for (const block of remembered) this.#give(lease, block);
    return lease;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#forget();
    this.#options.recording.stop();
    await this.#done;
  }

  async #pump(): Promise<void> {
    const { recording, onEnded } = this.#options;
    for await (const block of recording.blocks) this.#hear(block);
    const end = await recording.ended;
    await recording[Symbol.asyncDispose]();
    clearTimeout(this.#drainTimer);
    this.#awake[Symbol.dispose]();
    this.#closing = true;
    this.#forget();
    const lease = this.#lease;
    this.#lease = null;
    onEnded();
    // A take that was ending anyway has all that there was.
    lease?.finish(this.#drainLeftMs === null ? end : { kind: 'stopped' });
  }

  #hear(block: Buffer): void {
    const ms = block.length / 2 / (this.#options.sampleRate / 1000);
    this.#lastAt = this.#awake.now();
    if (this.#lease === null) {
      this.#remember(block, ms);
      return;
    }
    this.#give(this.#lease, block);
    if (this.#drainLeftMs === null) return;
    this.#drainLeftMs -= ms;
    if (this.#drainLeftMs <= 0) this.#release(this.#lease);
  }

  #give(lease: LeasedRecording, block: Buffer): void {
    this.#sound ||= block.some((byte) => byte !== 0);
    lease.push(block, this.#options.now());
  }

  /** The take has ended: it gets what is on its way, then the microphone is free. */
  #giveBack(): void {
    if (!this.#sound || !this.lively || !this.#options.mayStay()) {
      this.#closing = true;
      this.#options.recording.stop();
      return;
    }
    this.#drainLeftMs = drainMs;
    this.#drainTimer = setTimeout(() => {
      this.#closing = true;
      this.#options.recording.stop(); // nothing comes any more
    }, livelyMs);
  }

  #release(lease: LeasedRecording): void {
    clearTimeout(this.#drainTimer);
    this.#drainLeftMs = null;
    this.#lease = null;
    if (this.#options.mayStay()) this.#options.onIdle();
    else {
      this.#closing = true;
      this.#options.recording.stop();
    }
    lease.finish({ kind: 'stopped' });
  }

  #remember(block: Buffer, ms: number): void {
    if (this.#closing) return;
    this.#memory.push(Buffer.from(block)); // a copy: the rest of the chunk that it came in is let go
    this.#memoryMs += ms;
    while (this.#memoryMs - ms >= preRollMs && this.#memory.length > 1) {
      this.#memory.shift();
      this.#memoryMs -= ms;
    }
  }

  #forget(): void {
    this.#memory = [];
    this.#memoryMs = 0;
  }
}
