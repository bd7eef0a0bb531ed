// Text to test tones: what the stand-in service can "hear" (see fsk-frame.ts), as 16-bit mono PCM.
// Must not know about files or the service; the decoder is its counterpart.
import { BAUD, type Frame, frameBits, framesOfText, MARK_HZ, SPACE_HZ } from './fsk-frame.ts';

export interface SpeakOptions {
  /** Samples per second; 16,000 unless told. */
  readonly sampleRate?: number;
  /** Peak, 0 to 1 of full scale; 0.5 unless told. */
  readonly amplitude?: number;
  /** Silence between words in ms; 60 unless told. */
  readonly wordGapMs?: number;
  /** Silence before the first and after the last word, in ms; 0 unless told. */
  readonly leadMs?: number;
  readonly tailMs?: number;
}

/** A phrase and the silence after it: speech with pauses. */
export interface SpokenPhrase {
  readonly text: string;
  /** Silence after the phrase in ms. */
  readonly pauseMs: number;
}

/** The edges of a burst are rounded over this long, so that it does not click. */
const RAMP_MS = 2;

/** Speaks text as tones, one burst per word. Equal words and options give equal samples. */
export function speak(text: string, options: SpeakOptions = {}): Int16Array {
  return wordsWithPauses([{ text, pauseMs: 0 }], options);
}

/** Speaks phrases one after the other with a pause after each: what a dictation with thinking pauses looks like. */
export function wordsWithPauses(phrases: Iterable<SpokenPhrase>, options: SpeakOptions = {}): Int16Array {
  const sampleRate = options.sampleRate ?? 16_000;
  const samplesOf = (ms: number): number => Math.round((ms * sampleRate) / 1000);
  const parts: Int16Array[] = [new Int16Array(samplesOf(options.leadMs ?? 0))];
  const wordGap = new Int16Array(samplesOf(options.wordGapMs ?? 60));
  for (const phrase of phrases) {
    framesOfText(phrase.text).forEach((frame, index) => {
      if (index > 0) parts.push(wordGap);
      parts.push(burst(frame, sampleRate, options.amplitude ?? 0.5));
    });
    parts.push(new Int16Array(samplesOf(phrase.pauseMs)));
  }
  parts.push(new Int16Array(samplesOf(options.tailMs ?? 0)));
  return joined(parts);
}

/** How long the text sounds, in ms, without making the samples. */
export function spokenMs(text: string, options: SpeakOptions = {}): number {
  const frames = framesOfText(text);
  const bits = frames.reduce((sum, frame) => sum + frameBits(frame).length, 0);
  const gaps = Math.max(0, frames.length - 1) * (options.wordGapMs ?? 60);
  return (bits * 1000) / BAUD + gaps + (options.leadMs ?? 0) + (options.tailMs ?? 0);
}

function burst(frame: Frame, sampleRate: number, amplitude: number): Int16Array {
  const bits = frameBits(frame);
  const length = Math.round((bits.length * sampleRate) / BAUD);
  const ramp = Math.round((RAMP_MS * sampleRate) / 1000);
  const samples = new Int16Array(length);
  let phase = 0;
  for (let index = 0; index < length; index++) {
    const edge = Math.min(1, (index + 1) / ramp, (length - index) / ramp);
    const envelope = 0.5 - 0.5 * Math.cos(Math.PI * edge);
    samples[index] = Math.round(32_767 * amplitude * envelope * Math.sin(phase));
    const bit = bits[Math.min(bits.length - 1, Math.floor((index * BAUD) / sampleRate))];
    phase += (2 * Math.PI * (bit === 1 ? MARK_HZ : SPACE_HZ)) / sampleRate;
  }
  return samples;
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
