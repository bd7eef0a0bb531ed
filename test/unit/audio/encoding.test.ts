import { describe, expect, it } from 'vitest';
import type { EncodedTrack } from '../../../src-main/audio/encoding/encoded-track.ts';
import { OpusEncoder } from '../../../src-main/audio/encoding/opus-encoder.ts';
import { OpusTrack } from '../../../src-main/audio/encoding/opus-track.ts';
import { WavTrack } from '../../../src-main/audio/encoding/wav-track.ts';
import { FrameCutter } from '../../../src-main/audio/frames.ts';
import { bytesOf } from '../../../src-main/audio/pcm.ts';
import type { EncodedAudio } from '../../../src-main/audio/shapes.ts';
import { hear } from '../../standin/fsk-decode.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { decoded, offsetOf, probedSeconds, spoken } from './decode.ts';

const words = 'one two three four five six seven eight nine ten eleven twelve';

/** All frames into the track; how many there are, and how many samples the last one has too many. */
function fill(track: EncodedTrack, samples: Int16Array, sampleRate: number): { frames: number; cutShort: number } {
  const cutter = new FrameCutter(sampleRate);
  let frames = 0;
  let cutShort = 0;
  cutter.push(bytesOf(samples), (frame) => {
    track.push(frame);
    frames += 1;
  });
  const rest = cutter.rest();
  if (rest) {
    track.push(rest.frame);
    frames += 1;
    cutShort = rest.frame.length - rest.realSamples;
  }
  track.end();
  return { frames, cutShort };
}

describe.each([16000, 24000] as const)('Opus at %i Hz', (sampleRate) => {
  it('decodes to the exact length and to the same place in time', () => {
    const speech = spoken('A short sentence for the encoder.', sampleRate).subarray(0, sampleRate * 2 - 77);
    const track = new OpusTrack(sampleRate);
    const { frames, cutShort } = fill(track, speech, sampleRate);
    const audio = track.cut(0, frames, cutShort);
    const heard = decoded(audio.bytes, audio.fileName, 48000);
    expect(heard.length).toBe(speech.length * (48000 / sampleRate));
    // ffprobe counts the 6.5 ms that the decoder throws away; ffmpeg, above, doesn't.
    expect(probedSeconds(audio.bytes, audio.fileName)).toBeCloseTo(speech.length / sampleRate + 0.0065, 4);
    expect(Math.abs(offsetOf(decoded(audio.bytes, audio.fileName, sampleRate), speech, 200))).toBeLessThanOrEqual(1);
    expect(audio.contentType).toBe('audio/ogg');
  });

  it('keeps words that are said as tones, also in a crop from the middle', () => {
    const samples = speak(words, { sampleRate });
    const track = new OpusTrack(sampleRate);
    const { frames, cutShort } = fill(track, samples, sampleRate);
    const whole = track.cut(0, frames, cutShort);
    expect(hear(decoded(whole.bytes, whole.fileName, 16000), 16000).text).toBe(words);
    const said = hear(samples, sampleRate).words;
    const from = Math.floor(((said[4]?.startMs ?? 0) - 30) / 20);
    const to = Math.ceil(((said[8]?.endMs ?? 0) + 30) / 20);
    const middle = track.cut(from, to);
    expect(hear(decoded(middle.bytes, middle.fileName, 16000), 16000).text).toBe('five six seven eight nine');
    expect(decoded(middle.bytes, middle.fileName, 48000).length).toBe((to - from) * 960);
  });

  it('crops sound like the whole at the same place', () => {
    const speech = spoken('Every crop of the stream sounds like the stream itself at that place.', sampleRate);
    const track = new OpusTrack(sampleRate);
    const { frames, cutShort } = fill(track, speech, sampleRate);
    const whole = decoded(track.cut(0, frames, cutShort).bytes, 'a.ogg', sampleRate);
    const crop = decoded(track.cut(40, 90).bytes, 'b.ogg', sampleRate);
    const same = whole.subarray(40 * (sampleRate / 50), 90 * (sampleRate / 50));
    let error = 0;
    let energy = 0;
    for (let index = 0; index < same.length; index++) {
      error += ((same[index] ?? 0) - (crop[index] ?? 0)) ** 2;
      energy += (same[index] ?? 0) ** 2;
    }
    expect(10 * Math.log10(energy / error)).toBeGreaterThan(20); // dB: the decoder has settled after its run-up
  });

  it('needs at most a quarter of a megabyte a minute', () => {
    const speech = spoken('This is what people say all day long, one sentence after the other. '.repeat(8), sampleRate);
    const track = new OpusTrack(sampleRate);
    const { frames } = fill(track, speech, sampleRate);
    const bytesPerMinute = (track.cut(0, frames).bytes.length / (frames / 50)) * 60;
    expect(bytesPerMinute).toBeLessThan(250_000);
    expect(bytesPerMinute).toBeGreaterThan(100_000);
  });
});

it('a hundred encoders at the same time do not disturb each other', () => {
  const speech = spoken('Several at once.', 16000).subarray(0, 16000);
  const alone = encodeAll([speech])[0];
  const together = encodeAll(Array.from({ length: 100 }, () => speech));
  for (const packets of together) expect(Buffer.concat(packets).equals(Buffer.concat(alone ?? []))).toBe(true);
});

function encodeAll(inputs: readonly Int16Array[]): Uint8Array[][] {
  const encoders = inputs.map(() => new OpusEncoder(16000));
  const packets: Uint8Array[][] = inputs.map(() => []);
  for (let at = 0; at + 320 <= (inputs[0]?.length ?? 0); at += 320) {
    encoders.forEach((encoder, index) => {
      packets[index]?.push(encoder.encode(inputs[index]?.slice(at, at + 320) ?? new Int16Array(320)));
    });
  }
  for (const encoder of encoders) encoder.close();
  return packets;
}

it('a thousand encoders one after the other need the memory of one', () => {
  for (let round = 0; round < 1000; round++) {
    const encoder = new OpusEncoder(16000);
    expect(encoder.encode(new Int16Array(320)).length).toBeGreaterThan(0);
    encoder.close();
    encoder.close();
  }
});

it('a segment that was sent gives its memory to the next one', () => {
  const track = new OpusTrack(16000);
  fill(track, spoken('One segment after the other, all of them in the same place.', 16000), 16000);
  const first = track.cut(0, 50);
  first.release?.();
  const second = track.cut(50, 100);
  expect(second.bytes.buffer).toBe(first.bytes.buffer);
  const third = track.cut(0, 50);
  expect(third.bytes.buffer).not.toBe(second.bytes.buffer);
});

it('WAV crops are the samples themselves', () => {
  const samples = spoken('Plain samples.', 16000);
  const track = new WavTrack(16000);
  const { frames, cutShort } = fill(track, samples, 16000);
  const whole: EncodedAudio = track.cut(0, frames, cutShort);
  expect(decoded(whole.bytes, whole.fileName, 16000)).toEqual(samples);
  const part = track.cut(3, 10);
  expect(decoded(part.bytes, part.fileName, 16000)).toEqual(samples.slice(960, 3200));
  expect(part).toMatchObject({ contentType: 'audio/wav', durationMs: 140 });
});

it.each([
  ['Opus', () => new OpusTrack(16000)],
  ['WAV', () => new WavTrack(16000)],
] as const)('a forgotten part of a %s track can not be cut, the rest can', (_name, make) => {
  const track = make();
  fill(track, spoken('Long enough to forget the beginning of it, and then some more.', 16000), 16000);
  const { release: _before, ...before } = track.cut(100, 150);
  track.forget(100);
  const { release: _after, ...after } = track.cut(100, 150);
  expect(after).toEqual(before);
  expect(() => track.cut(0, 20)).toThrow(RangeError);
  expect(() => track.cut(100, 1_000_000)).toThrow(RangeError);
});
