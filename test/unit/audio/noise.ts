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
  const values = unitNoise(colour, length, seed);
  const random = randoms(seed + 1000);
  const gain = fullScale * 10 ** (dbfs / 20);
  // Dithered, as converters do: noise below the last bit is noise, not silence.
  return Int16Array.from(values, (value) => clip(value * gain + random() - 0.5));
}

const made = new Map<string, Float64Array>();

/** RMS of one; made once for each colour, length and seed. */
function unitNoise(colour: Colour, length: number, seed: number): Float64Array {
  const name = `${colour} ${length} ${seed}`;
  const values = made.get(name) ?? freshNoise(colour, length, randoms(seed));
  made.set(name, values);
  return values;
}

function freshNoise(colour: Colour, length: number, random: () => number): Float64Array {
  const values = new Float64Array(length);
  const rows = new Float64Array(12);
  let last = 0;
  for (let index = 0; index < length; index++) {
    const white = random() + random() + random() + random() - 2;
    if (colour === 'pink') {
      // Voss: each row changes half as often as the one before.
      for (let row = 0; row < rows.length && index % (1 << row) === 0; row++) {
        const fresh = random() - 0.5;
        last += fresh - (rows[row] ?? 0);
        rows[row] = fresh;
      }
    } else last = colour === 'brown' ? last * 0.999 + white : white;
    values[index] = last;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, length);
  let energy = 0;
  for (const value of values) energy += (value - mean) ** 2;
  const rms = Math.sqrt(energy / Math.max(1, length)) || 1;
  return values.map((value) => (value - mean) / rms);
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
