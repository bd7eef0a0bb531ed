// An uploaded audio file to what the service hears in it. WAV and Ogg Opus are read here, the rest by a program.
// Must not know about HTTP.
import type { Container } from './container.ts';
import { decodeByProgram } from './decode-program.ts';
import { type Judgement, judgeSound } from './judge-sound.ts';
import { readAudio } from './read-audio.ts';
import type { Pcm } from './wav.ts';

export type HeardFile =
  | { readonly kind: 'heard'; readonly seconds: number; readonly judgement: Judgement }
  /** Not audio of its kind: the real service answers "Error in ASR API". */
  | { readonly kind: 'unreadable' }
  /** No program on this machine can decode it: the stand-in is deaf for it, and says so in its log. */
  | { readonly kind: 'deaf' };

export async function hearFile(file: Uint8Array, container: Container, signal: AbortSignal): Promise<HeardFile> {
  const pcm = await readAudio(file, container);
  if (pcm !== undefined) return heard(pcm);
  if (container === 'wav') return { kind: 'unreadable' };
  const outcome = await decodeByProgram(file, container, signal);
  if (outcome.kind === 'decoded') return heard(outcome.pcm);
  return { kind: outcome.kind === 'no-program' ? 'deaf' : 'unreadable' };
}

function heard(pcm: Pcm): HeardFile {
  return { kind: 'heard', seconds: pcm.samples.length / pcm.sampleRate, judgement: judgeSound(pcm) };
}
