// Where a take is cut while it is spoken: at pauses of at least 600 ms, into segments of 15 s to 5 min; where no pause
// comes for 5 min, at the quietest place of the last 15 s, with an overlap when somebody speaks even there. Says also
// which part of each segment is worth sending. Pure; counts in frames of 20 ms.
import { frameMs } from '../frames.ts';
import type { FrameLog, FrameNote } from './frame-log.ts';
import { roomNoise } from './judge.ts';

const frames = (ms: number): number => Math.round(ms / frameMs);

export const pauseFrames = frames(600);
export const shortestFrames = frames(15_000);
export const longestFrames = frames(300_000);
const searchFrames = frames(15_000);
const gapFrames = frames(100);
export const overlapFrames = frames(2000);
/** Kept before the first and after the last sound of a segment. */
export const paddingFrames = frames(200);
/** A frame no louder than this above the room's quiet parts is the room. */
const surelyNoiseDb = 4;
/** The rest of a long take is cut once more, so that the wait after the last word is short. */
const longTailFrames = frames(6000);
const shortestTailFrames = frames(3000);

export interface Cut {
  /** The segment's place in the take. */
  readonly from: number;
  readonly to: number;
  /** Frames shared with the segment before. */
  readonly overlap: number;
  /** The part that is sent: silence at the outer ends left out, never inside. Empty (equal) when nothing sounded. */
  readonly soundFrom: number;
  readonly soundTo: number;
}

export class Segmenter {
  readonly #log: FrameLog;
  readonly #cutsAtPauses: boolean;
  #from = 0;
  #overlap = 0;
  #firstSound: number | null = null;
  #lastSound = -1;
  #quietSince = 0;
  #count = 0;

  /** @param log is read, and holds everything from `keepFrom` on. */
  constructor(log: FrameLog, options: { readonly segments: boolean }) {
    this.#log = log;
    this.#cutsAtPauses = options.segments;
  }

  /** Frames before this one are in closed segments, or silence before the first sound. */
  get keepFrom(): number {
    return this.#firstSound === null
      ? Math.max(this.#from, this.#log.end - 1 - paddingFrames)
      : Math.max(this.#from, this.#firstSound - paddingFrames);
  }

  get from(): number {
    return this.#from;
  }

  /** Since when nothing sounded that might be speech; counts from the take's start when nothing ever did. */
  get quietFrames(): number {
    return this.#log.end - 1 - Math.max(this.#lastSound, this.#from - 1);
  }

  /** Called after each frame that was logged. */
  push(): Cut | null {
    const frame = this.#log.end - 1;
    const note = this.#log.at(frame);
    if (note === undefined) return null;
    this.#note(frame, note);
    if (!this.#cutsAtPauses) return null;
    const soundFrom = this.keepFrom;
    const pausing = frame + 1 - this.#quietSince;
    if (this.#firstSound === null) {
      return frame + 1 - this.#from >= longestFrames ? this.#close(frame + 1 - paddingFrames, 0) : null;
    }
    if (pausing >= pauseFrames && frame + 1 - soundFrom >= shortestFrames) {
      return this.#close(frame + 1 - Math.floor(pauseFrames / 2), 0);
    }
    if (frame + 1 - soundFrom >= longestFrames) {
      const { at, quiet } = quietestPlace(this.#log, frame + 1 - searchFrames, frame + 1);
      return this.#close(at, quiet ? 0 : overlapFrames);
    }
    return null;
  }

  /** What is left at the take's end: one segment, or several when a long take ends in a long rest with pauses in it. */
  finish(): Cut[] {
    const end = this.#log.end;
    if (end <= this.#from) return [];
    const cuts: Cut[] = [];
    const isLong = this.#count > 0 || end - this.keepFrom >= shortestFrames;
    for (const to of this.#cutsAtPauses && isLong ? tailCuts(this.#log, this.keepFrom, end) : []) {
      cuts.push(this.#close(to, 0));
    }
    cuts.push(this.#cut(end));
    return cuts;
  }

  #note(frame: number, note: FrameNote): void {
    if (note.maybe || note.unknown) {
      this.#firstSound ??= frame;
      this.#lastSound = frame;
    }
    if (note.active) this.#quietSince = frame + 1;
  }

  #cut(to: number): Cut {
    const sound = soundWithin(this.#log, this.#from, to);
    return { from: this.#from, to, overlap: this.#overlap, soundFrom: sound.from, soundTo: sound.to };
  }

  /** Ends the open segment there and begins the next, going again through the frames that are already in it. */
  #close(at: number, overlap: number): Cut {
    const cut = this.#cut(at);
    this.#count += 1;
    this.#from = at - overlap;
    this.#overlap = overlap;
    this.#firstSound = null;
    for (let frame = this.#from; frame < this.#log.end && this.#firstSound === null; frame++) {
      if (this.#log.at(frame)?.maybe) this.#firstSound = frame;
    }
    return cut;
  }
}

/** From the first to the last frame that might be speech, with some padding; empty at `to` when there is none. */
function soundWithin(log: FrameLog, from: number, to: number): { readonly from: number; readonly to: number } {
  const notes = log.slice(from, to);
  const room = roomNoise(notes);
  // What was unknown when it came can be compared with the room now.
  const sounds = (note: FrameNote): boolean =>
    note.maybe ||
    (note.unknown &&
      (room === undefined ||
        note.lowDbfs >= room.lowDbfs + surelyNoiseDb ||
        note.highDbfs >= room.highDbfs + surelyNoiseDb));
  const first = notes.findIndex(sounds);
  if (first < 0) return { from: to, to };
  return {
    from: Math.max(from, from + first - paddingFrames),
    to: Math.min(to, from + notes.findLastIndex(sounds) + 1 + paddingFrames),
  };
}

/** The quietest 100 ms, and whether nobody speaks there. */
function quietestPlace(log: FrameLog, from: number, to: number): { readonly at: number; readonly quiet: boolean } {
  let best = Number.POSITIVE_INFINITY;
  let at = to - gapFrames;
  let quiet = false;
  for (let start = from; start + gapFrames <= to; start++) {
    const gap = log.slice(start, start + gapFrames);
    const loudness = gap.reduce((sum, note) => sum + Math.max(note.lowDbfs, note.highDbfs), 0);
    if (loudness >= best) continue;
    best = loudness;
    at = start + Math.floor(gapFrames / 2);
    quiet = gap.every((note) => !note.maybe);
  }
  return { at, quiet };
}

/** Middles of the pauses at which the rest is cut, halving what is longer than 6 s, in order. */
function tailCuts(log: FrameLog, from: number, to: number): number[] {
  if (to - from <= longTailFrames) return [];
  const middle = (from + to) / 2;
  const fitting = pausesIn(log, from, to).filter(
    (at) => at - from >= shortestTailFrames && to - at >= shortestTailFrames,
  );
  const nearest = fitting.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  if (nearest === undefined) return [];
  return [...tailCuts(log, from, nearest), nearest, ...tailCuts(log, nearest, to)];
}

function pausesIn(log: FrameLog, from: number, to: number): number[] {
  const middles: number[] = [];
  let since = from;
  for (let frame = from; frame <= to; frame++) {
    if (frame < to && !log.at(frame)?.active) continue;
    if (frame - since >= pauseFrames) middles.push(Math.floor((since + frame) / 2));
    since = frame + 1;
  }
  return middles;
}
