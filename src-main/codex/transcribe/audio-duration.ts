// How long the audio is, read from headers alone. A guess is never made: undefined where the file doesn't say.
import type { Container } from './container.ts';
import { mp4DurationMs } from './mp4-duration.ts';
import { findMpegFrames, id3Length } from './mpeg-frames.ts';
import type { OpenAudio } from './open-audio.ts';

/** Milliseconds. */
export async function audioDurationMs(audio: OpenAudio, container: Container): Promise<number | undefined> {
  const head = Buffer.from(audio.head.buffer, audio.head.byteOffset, audio.head.byteLength);
  if (container === 'wav') return wavDurationMs(head, audio.sizeBytes);
  if (container === 'flac') return flacDurationMs(head);
  if (container === 'mp3') return mp3DurationMs(head, audio.sizeBytes);
  if (container === 'webm') return webmDurationMs(head);
  if (container === 'ogg') return await oggDurationMs(head, audio);
  if (container === 'mp4') return await mp4DurationMs(audio);
  return undefined;
}

/** RIFF chunks: `fmt ` tells the bytes a second, `data` how many there are. Programs that write to a pipe leave 0 or -1. */
function wavDurationMs(head: Buffer, sizeBytes: number | undefined): number | undefined {
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= head.length; ) {
    const id = head.toString('latin1', at, at + 4);
    const length = head.readUInt32LE(at + 4);
    if (id === 'fmt ' && at + 20 <= head.length) bytesPerSecond = head.readUInt32LE(at + 16);
    if (id === 'data') {
      const there = sizeBytes === undefined ? undefined : sizeBytes - at - 8;
      const open = length === 0 || length >= 0xffff_ff00;
      const bytes = open ? there : Math.min(length, there ?? length);
      return bytes === undefined || bytesPerSecond === 0 ? undefined : (bytes / bytesPerSecond) * 1000;
    }
    at += 8 + length + (length % 2);
  }
  // No data chunk in a file that is shorter than what was read: there is no audio in it.
  return sizeBytes !== undefined && sizeBytes <= head.length ? 0 : undefined;
}

/** STREAMINFO is always the first block (RFC 9639, 8.2): 20 bits of rate, 36 bits of samples; 0 samples: unknown. */
function flacDurationMs(head: Buffer): number | undefined {
  const at = id3Length(head) + 8;
  if (at + 18 > head.length) return undefined;
  const rate = head.readUIntBE(at + 10, 3) >> 4;
  const samples = (head.readUInt8(at + 13) & 15) * 2 ** 32 + head.readUInt32BE(at + 14);
  return rate === 0 || samples === 0 ? undefined : (samples / rate) * 1000;
}

/**
 * From the count of frames in a Xing, Info or VBRI header, else from the first frame's bit rate. A count of none is that
 * of a writer that was ended before it could say how many they became.
 */
function mp3DurationMs(head: Buffer, sizeBytes: number | undefined): number | undefined {
  const found = findMpegFrames(head, id3Length(head));
  if (found === undefined) return undefined;
  const { at, frame } = found;
  const frameMs = (frame.samples / frame.sampleRateHz) * 1000;
  const ofFrames = (count: number): number | undefined => (count === 0 ? undefined : count * frameMs);
  const inside = head.toString('latin1', at, at + 200);
  const xing = Math.max(inside.indexOf('Xing'), inside.indexOf('Info'));
  if (xing > 0 && at + xing + 12 <= head.length && (head.readUInt8(at + xing + 7) & 1) === 1) {
    return ofFrames(head.readUInt32BE(at + xing + 8));
  }
  const vbri = inside.indexOf('VBRI');
  if (vbri > 0 && at + vbri + 18 <= head.length) return ofFrames(head.readUInt32BE(at + vbri + 14));
  return sizeBytes === undefined ? undefined : ((sizeBytes - at) / frame.lengthBytes) * frameMs;
}

/** Info/TimecodeScale and Info/Duration, which browsers' recordings lack (Matroska, elements 2AD7B1 and 4489). */
function webmDurationMs(head: Buffer): number | undefined {
  const at = head.indexOf(Buffer.from([0x44, 0x89]));
  const scaleAt = head.indexOf(Buffer.from([0x2a, 0xd7, 0xb1, 0x83]));
  const nanoseconds = scaleAt >= 0 && scaleAt + 7 <= head.length ? head.readUIntBE(scaleAt + 4, 3) : 1_000_000;
  if (at < 0 || at + 11 > head.length) return undefined;
  const size = head.readUInt8(at + 2);
  const units = size === 0x88 ? head.readDoubleBE(at + 3) : size === 0x84 ? head.readFloatBE(at + 3) : Number.NaN;
  return Number.isFinite(units) && units > 0 ? (units * nanoseconds) / 1_000_000 : undefined;
}

const oggTailBytes = 128 * 1024; // A page has at most 65,307 bytes.

/** The last page's position, in samples of the codec's rate (RFC 7845, 4; Vorbis I, A.2). */
async function oggDurationMs(head: Buffer, audio: OpenAudio): Promise<number | undefined> {
  const opus = head.indexOf('OpusHead');
  const vorbis = head.indexOf('\x01vorbis', 0, 'latin1');
  const rate = opus >= 0 ? 48_000 : vorbis >= 0 && vorbis + 16 <= head.length ? head.readUInt32LE(vorbis + 12) : 0;
  const skip = opus >= 0 && opus + 12 <= head.length ? head.readUInt16LE(opus + 10) : 0;
  if (rate === 0 || audio.readAt === undefined || audio.sizeBytes === undefined) return undefined;
  const from = Math.max(0, audio.sizeBytes - oggTailBytes);
  const tail = Buffer.from(await audio.readAt(from, oggTailBytes));
  for (let at = tail.lastIndexOf('OggS'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('OggS', at - 1)) {
    if (at + 14 > tail.length) continue;
    const position = tail.readBigInt64LE(at + 6);
    if (position >= 0n) return Math.max(0, ((Number(position) - skip) / rate) * 1000);
  }
  return undefined;
}
