// What the service makes of decoded sound: silence, words spoken as tones, or sound without words.
// Pure; must not know how the sound arrived.
import { hear } from './fsk-decode.ts';
import type { Pcm } from './wav.ts';

export type Judgement =
  | { readonly kind: 'silence' }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'sound' };

/** Every 50 ms quieter than this RMS (16-bit units; about -60 dBFS) is silence. */
const SILENCE_RMS = 33;
const WINDOW_MS = 50;

export function judgeSound({ samples, sampleRate }: Pcm): Judgement {
  const heard = hear(samples, sampleRate);
  if (heard.text !== '') return { kind: 'words', text: heard.text };
  return { kind: loudestRms(samples, sampleRate) < SILENCE_RMS ? 'silence' : 'sound' };
}

function loudestRms(samples: Int16Array, sampleRate: number): number {
  const window = Math.max(1, Math.round((WINDOW_MS * sampleRate) / 1000));
  let loudest = 0;
  for (let at = 0; at < samples.length; at += window) {
    let energy = 0;
    const end = Math.min(samples.length, at + window);
    for (let index = at; index < end; index++) energy += (samples[index] ?? 0) ** 2;
    loudest = Math.max(loudest, energy / (end - at));
  }
  return Math.sqrt(loudest);
}
