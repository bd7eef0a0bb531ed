// How long the microphone stays open after the key was let go: so long that the end of the last word is in it, no longer
// than it takes to hear that nothing follows. Pure; fed with what is recorded from key-up on.
import { levelDbfs, msOf, samplesOf } from './pcm.ts';

export interface PostRollOptions {
  readonly sampleRate: number;
  /** Audio after key-up at the most; 0 stops with the first block. */
  readonly maxMs: number;
  /** So much quiet in a row ends it earlier. */
  readonly quietMs?: number;
  /**
   * Milliseconds of quiet at the end of the take as its listener judges it, who knows the room's noise. Without it,
   * quiet is what lies below `quietBelowDbfs`.
   */
  readonly trailingQuietMs?: () => number;
  readonly quietBelowDbfs?: number;
}

export class PostRoll {
  readonly #options: PostRollOptions;
  readonly #quietMs: number;
  #elapsedMs = 0;
  #ownQuietMs = 0;

  constructor(options: PostRollOptions) {
    this.#options = options;
    this.#quietMs = options.quietMs ?? 80;
  }

  /** @returns true when the recording may stop now. */
  push(pcm: Uint8Array): boolean {
    const { sampleRate, maxMs, trailingQuietMs, quietBelowDbfs = -55 } = this.#options;
    const samples = samplesOf(pcm);
    const ms = msOf(samples.length, sampleRate);
    this.#elapsedMs += ms;
    this.#ownQuietMs = levelDbfs(samples) < quietBelowDbfs ? this.#ownQuietMs + ms : 0;
    // Quiet from before key-up doesn't count: a word may still be on its way through the recorder.
    const quietMs = Math.min(this.#elapsedMs, trailingQuietMs?.() ?? this.#ownQuietMs);
    return this.#elapsedMs >= maxMs || quietMs >= this.#quietMs;
  }
}
