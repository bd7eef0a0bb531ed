// A WAV in which the stand-in hears the given words. The quiet around them is for codecs that blur the edges.
import { speak } from '../../../standin/fsk-encode.ts';
import { writeWav } from '../../../standin/wav.ts';

export const speechRateHz = 24_000;

export function encodeSpeech(text: string): Uint8Array {
  return writeWav({
    sampleRate: speechRateHz,
    samples: speak(text, { sampleRate: speechRateHz, leadMs: 120, tailMs: 120 }),
  });
}

/** Digital silence. */
export function silentWav(durationMs: number): Uint8Array {
  const samples = new Int16Array(Math.round((speechRateHz * durationMs) / 1000));
  return writeWav({ sampleRate: speechRateHz, samples });
}
