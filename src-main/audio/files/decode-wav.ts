// A WAV file as 16 kHz mono, read in pieces: no program is needed for it.
import { createReadStream } from 'node:fs';
import { bytesOf } from '../pcm.ts';
import { monoSamples, type WavLayout } from '../wav.ts';
import { Resampler } from './resampler.ts';

export async function* decodeWav(
  path: string,
  layout: WavLayout,
  sampleRate: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const frameBytes = layout.channels * layout.bytesPerSample;
  const resampler = layout.sampleRate === sampleRate ? null : new Resampler(layout.sampleRate, sampleRate);
  const end = layout.dataBytes === null ? undefined : layout.dataAt + layout.dataBytes - 1;
  if (layout.dataBytes === 0) return;
  const stream = createReadStream(path, { start: layout.dataAt, ...(end === undefined ? {} : { end }), signal });
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const whole = Buffer.concat([rest, chunk as Buffer]); // a stream without an encoding gives buffers
    const usable = whole.length - (whole.length % frameBytes);
    rest = whole.subarray(usable);
    const samples = monoSamples(whole.subarray(0, usable), layout);
    const converted = resampler ? resampler.push(samples) : samples;
    if (converted.length > 0) yield bytesOf(converted);
  }
  const last = resampler?.flush();
  if (last && last.length > 0) yield bytesOf(last);
}
