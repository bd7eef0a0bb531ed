// Whether a stretch of sound holds speech. Four things are told apart: nothing at all, digital silence, only noise, and
// speech, which may be quiet. When in doubt it is speech: an empty answer costs a request, a dropped word costs trust.
// Pure.
import { fullScale } from '../pcm.ts';
import type { Verdict } from '../shapes.ts';
import type { FrameNote } from './frame-log.ts';

/** Above the stretch's own quiet parts by this much … */
const swellDb = 6;
/** … for this many frames in a row (clicks are shorter) … */
const swellFrames = 3;
/** … and this many frames in all is speech. */
const speechFrames = 4;
/** So often periodic (of the frames in which it was looked for) is speech, too. */
const voicedFrames = 2;
const audibleDbfs = -72;
const voicedAudibleDbfs = -62;
/** Speech whose loud parts peak below -30 dBFS will be amplified and is called quiet. */
const quietPeak = fullScale * 10 ** (-30 / 20);

/** @param floorDbfs what the stretch before knew about the room, for stretches too short to know it themselves. */
export function judge(notes: readonly FrameNote[], room?: RoomNoise): Verdict {
  if (notes.length === 0) return { kind: 'empty', reason: 'no-frames' };
  const sounding = notes.filter((note) => !note.zero);
  if (sounding.length === 0) return { kind: 'empty', reason: 'digital-silence' };
  if (!hasSpeech(sounding, room)) return { kind: 'empty', reason: 'noise-only' };
  const peaks = sounding.filter((note) => note.maybe || note.active).map((note) => note.peak);
  const loudest = percentile(peaks.length > 0 ? peaks : sounding.map((note) => note.peak), 0.95);
  return { kind: loudest < quietPeak ? 'quiet-speech' : 'speech' };
}

export interface RoomNoise {
  readonly lowDbfs: number;
  readonly highDbfs: number;
}

/** The quiet parts of a stretch: a tenth of it is quieter. */
export function roomNoise(notes: readonly FrameNote[]): RoomNoise | undefined {
  const sounding = notes.filter((note) => !note.zero);
  if (sounding.length === 0) return undefined;
  return {
    lowDbfs: percentile(
      sounding.map((note) => note.lowDbfs),
      0.1,
    ),
    highDbfs: percentile(
      sounding.map((note) => note.highDbfs),
      0.1,
    ),
  };
}

function hasSpeech(sounding: readonly FrameNote[], room: RoomNoise | undefined): boolean {
  const own = roomNoise(sounding);
  if (own === undefined) return false;
  const low = Math.min(own.lowDbfs, room?.lowDbfs ?? own.lowDbfs);
  const high = Math.min(own.highDbfs, room?.highDbfs ?? own.highDbfs);
  let run = 0;
  let swelling = 0;
  let voiced = 0;
  for (const note of sounding) {
    const level = Math.max(note.lowDbfs, note.highDbfs);
    const swells = level > audibleDbfs && (note.lowDbfs >= low + swellDb || note.highDbfs >= high + swellDb);
    run = swells ? run + 1 : 0;
    if (run === swellFrames) swelling += swellFrames;
    else if (run > swellFrames) swelling += 1;
    if (note.voiced === true && level > voicedAudibleDbfs) voiced += 1;
  }
  return swelling >= speechFrames || voiced >= voicedFrames;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
