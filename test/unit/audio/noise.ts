// Test support: noise of three colours at a level, speech at a level, sums. Deterministic.
import { fullScale, levelDbfs } from '../../../src-main/audio/pcm.ts';

export type Colour = 'white' | 'pink' | 'brown';

/** Even numbers in [0, 1), always the same ones for a seed. */
function randoms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param dbfs RMS of the whole. */
export function noise(colour: Colour, length: number, dbfs: number, seed = 1): Int16Array {
  const random = randoms(seed);
  const values = new Float64Array(length);
  const rows = new Float64Array(12);
  let brown = 0;
  for (let index = 0; index < length; index++) {
    const white = random() + random() + random() + random() - 2;
    if (colour === 'white') values[index] = white;
    else if (colour === 'brown') {
      brown = brown * 0.999 + white;
      values[index] = brown;
    } else {
      // Voss: each row changes half as often as the one before.
      for (let row = 0; row < rows.length; row++) if (index % (1 << row) === 0) rows[row] = random() - 0.5;
      values[index] = rows.reduce((sum, row) => sum + row, 0);
    }
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, length);
  let energy = 0;
  for (const value of values) energy += (value - mean) ** 2;
  const gain = (fullScale * 10 ** (dbfs / 20)) / Math.sqrt(energy / Math.max(1, length));
  // Dithered, as converters do: noise below the last bit is noise, not silence.
  return Int16Array.from(values, (value) => clip((value - mean) * gain + random() - 0.5));
}

const clip = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value)));

/** Speech with that level where somebody speaks (frames within 25 dB of the loudest). */
export function scaled(speech: Int16Array, dbfs: number): Int16Array {
  const gain = 10 ** ((dbfs - activeLevel(speech)) / 20);
  return Int16Array.from(speech, (sample) => clip(sample * gain));
}

function activeLevel(speech: Int16Array): number {
  const levels: number[] = [];
  for (let at = 0; at + 320 <= speech.length; at += 320) levels.push(levelDbfs(speech.subarray(at, at + 320)));
  const loud = levels.filter((level) => level > Math.max(...levels) - 25);
  return 10 * Math.log10(loud.reduce((sum, level) => sum + 10 ** (level / 10), 0) / loud.length);
}

/** The longer one's length. */
export function plus(a: Int16Array, b: Int16Array): Int16Array {
  return Int16Array.from({ length: Math.max(a.length, b.length) }, (_, index) =>
    clip((a[index] ?? 0) + (b[index] ?? 0)),
  );
}
