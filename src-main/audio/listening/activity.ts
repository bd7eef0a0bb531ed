// Frame by frame: is somebody speaking, may somebody be speaking? Two questions with two answers, since a pause must be
// a real one, but nothing that could be speech may be trimmed. Pure.
import { NoiseFloor } from './noise-floor.ts';
import type { FrameSound } from './sound-meter.ts';

export interface FrameActivity {
  /** Clearly above the room's noise, for a while already: ends a pause. */
  readonly active: boolean;
  /** Might be the softest part of a word: never trimmed. */
  readonly maybe: boolean;
  /** At the start of a take, where nobody knows yet what noise sounds like here: judged later. */
  readonly unknown: boolean;
  /** Periodic as voices and tones are; null where nobody looked. */
  readonly voiced: boolean | null;
}

const onDb = 7;
const offDb = 4.5;
const maybeDb = 4;
/** Where the level leaves open what it is, the ear decides. */
const ambiguousDb = 1.5;
/** Quieter than this is no speech that any microphone could have caught. */
const inaudibleDbfs = -78;
/** Unknown rooms: as long as there was no gap to measure the noise in, everything audible may be speech. */
const unknownFrames = 15;
const unknownAudibleDbfs = -65;
/** Periodic sound this loud is no hum: it ends a pause even if it never swells. */
const loudToneDbfs = -45;
/** Clicks and bumps are shorter. */
const framesToBegin = 3;
/** Every so often the ear is asked anyway, for the final judgement. */
export const voicingEveryFrames = 4;

export class Activity {
  readonly #low = new NoiseFloor();
  readonly #high = new NoiseFloor();
  #frames = 0;
  #loudRun = 0;
  #active = false;
  /** Frames since the last two that might have been speech. */
  #sinceMaybe = Number.POSITIVE_INFINITY;

  /** @param isVoiced asked only when it matters. */
  push(sound: FrameSound, isVoiced: () => boolean): FrameActivity {
    const { lowDbfs, highDbfs } = sound;
    this.#low.push(lowDbfs);
    this.#high.push(highDbfs);
    const frame = this.#frames++;
    const level = Math.max(lowDbfs, highDbfs);
    if (sound.zero || level < inaudibleDbfs) {
      this.#loudRun = 0;
      this.#active = false;
      this.#sinceMaybe += 1;
      return { active: false, maybe: false, unknown: false, voiced: false };
    }
    const excess = Math.max(lowDbfs - this.#low.dbfs, highDbfs - this.#high.dbfs);
    const looked = frame % voicingEveryFrames === 0 || (excess >= ambiguousDb && excess < maybeDb);
    const voiced = looked ? isVoiced() : null;
    const loudTone = voiced === true && level > loudToneDbfs;

    const speaks = excess >= (this.#active ? offDb : onDb) || loudTone;
    this.#loudRun = speaks ? this.#loudRun + 1 : 0;
    this.#active = (this.#active && speaks) || this.#loudRun >= framesToBegin || loudTone;
    const unknown = frame < unknownFrames && level > unknownAudibleDbfs;
    const might = excess >= maybeDb || voiced === true;
    // Noise crosses the line by chance, in single frames; the softest sound of a word lasts longer.
    const maybe = might && (this.#sinceMaybe < 2 || excess >= onDb || voiced === true);
    this.#sinceMaybe = might ? 0 : this.#sinceMaybe + 1;
    return { active: this.#active, maybe, unknown, voiced };
  }
}
