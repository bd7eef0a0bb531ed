// What was noted about each frame of the open segment: for finding pauses, trimming and judging. Bounded by what is
// forgotten. Pure data.
import type { FrameActivity } from './activity.ts';
import type { FrameSound } from './sound-meter.ts';

export interface FrameNote {
  readonly peak: number;
  readonly lowDbfs: number;
  readonly highDbfs: number;
  readonly zero: boolean;
  readonly active: boolean;
  readonly maybe: boolean;
  readonly voiced: boolean | null;
}

export class FrameLog {
  #notes: FrameNote[] = [];
  #first = 0;

  /** Number of the next frame. */
  get end(): number {
    return this.#first + this.#notes.length;
  }

  get start(): number {
    return this.#first;
  }

  push(sound: FrameSound, activity: FrameActivity): void {
    const { peak, lowDbfs, highDbfs, zero } = sound;
    const { active, maybe, voiced } = activity;
    this.#notes.push({ peak, lowDbfs, highDbfs, zero, active, maybe, voiced });
  }

  at(frame: number): FrameNote | undefined {
    return this.#notes[frame - this.#first];
  }

  /** Frames [from, to). */
  slice(from: number, to: number): readonly FrameNote[] {
    return this.#notes.slice(Math.max(0, from - this.#first), Math.max(0, to - this.#first));
  }

  forget(before: number): void {
    const count = Math.min(before - this.#first, this.#notes.length);
    if (count <= 0) return;
    this.#notes = this.#notes.slice(count);
    this.#first += count;
  }
}
