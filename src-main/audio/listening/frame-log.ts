// What was noted about each frame of the open segment: for finding pauses, trimming and judging. Eleven bytes a frame, so
// that hours without a cut stay small. Pure data.
import type { FrameActivity } from './activity.ts';
import type { FrameSound } from './sound-meter.ts';

export type FrameNote = FrameSound & FrameActivity;

const firstSize = 1024;

const isZero = 1;
const isActive = 2;
const isMaybe = 4;
const isUnknown = 8;
const wasAsked = 16;
const isVoiced = 32;

export class FrameLog {
  #low = new Float32Array(firstSize);
  #high = new Float32Array(firstSize);
  #peak = new Uint16Array(firstSize);
  #flags = new Uint8Array(firstSize);
  #first = 0;
  #count = 0;

  /** Number of the next frame. */
  get end(): number {
    return this.#first + this.#count;
  }

  push(sound: FrameSound, activity: FrameActivity): void {
    if (this.#count === this.#flags.length) this.#grow();
    const at = this.#count++;
    this.#low[at] = sound.lowDbfs;
    this.#high[at] = sound.highDbfs;
    this.#peak[at] = sound.peak;
    this.#flags[at] =
      (sound.zero ? isZero : 0) |
      (activity.active ? isActive : 0) |
      (activity.maybe ? isMaybe : 0) |
      (activity.unknown ? isUnknown : 0) |
      (activity.voiced === null ? 0 : wasAsked) |
      (activity.voiced ? isVoiced : 0);
  }

  /** Undefined for frames that are forgotten or yet to come. */
  at(frame: number): FrameNote | undefined {
    const at = frame - this.#first;
    if (at < 0 || at >= this.#count) return undefined;
    const flags = this.#flags[at] ?? 0;
    return {
      peak: this.#peak[at] ?? 0,
      lowDbfs: this.#low[at] ?? 0,
      highDbfs: this.#high[at] ?? 0,
      zero: (flags & isZero) !== 0,
      active: (flags & isActive) !== 0,
      maybe: (flags & isMaybe) !== 0,
      unknown: (flags & isUnknown) !== 0,
      voiced: (flags & wasAsked) === 0 ? null : (flags & isVoiced) !== 0,
    };
  }

  /** Frames [from, to), as far as they are kept. */
  slice(from: number, to: number): readonly FrameNote[] {
    const notes: FrameNote[] = [];
    for (let frame = Math.max(from, this.#first); frame < Math.min(to, this.end); frame++) {
      const note = this.at(frame);
      if (note) notes.push(note);
    }
    return notes;
  }

  forget(before: number): void {
    const count = Math.min(before - this.#first, this.#count);
    if (count <= 0) return;
    for (const column of [this.#low, this.#high, this.#peak, this.#flags]) column.copyWithin(0, count, this.#count);
    this.#first += count;
    this.#count -= count;
  }

  #grow(): void {
    const size = this.#count * 2;
    const low = new Float32Array(size);
    const high = new Float32Array(size);
    const peak = new Uint16Array(size);
    const flags = new Uint8Array(size);
    low.set(this.#low);
    high.set(this.#high);
    peak.set(this.#peak);
    flags.set(this.#flags);
    [this.#low, this.#high, this.#peak, this.#flags] = [low, high, peak, flags];
  }
}
