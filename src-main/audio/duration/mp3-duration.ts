// Length of an MP3 file (MPEG 1, 2 and 2.5, layers I to III): the count of frames in a Xing, Info or VBRI header; without
// one the frames are counted, since only that is right for a variable bit rate.
import { type ByteSource, windowed } from './byte-source.ts';

interface Frame {
  readonly bytes: number;
  readonly samples: number;
  readonly sampleRate: number;
}

/** Junk that is searched for the next frame before giving up. */
const farthestSync = 64 * 1024;
/** Longer ones are told by their first frames: counting would take seconds. */
const mostFrames = 500_000;

export async function mp3DurationMs(unbuffered: ByteSource): Promise<number | null> {
  const source = windowed(unbuffered);
  let at = await afterId3(source);
  let frames = 0;
  let ms = 0;
  for (let junk = 0; at + 4 <= source.size && junk < farthestSync; ) {
    const frame = frameOf(await source.read(at, 4));
    // A lone sync pattern inside of junk is no frame: another one must follow it, or the end.
    if (frame === null || (frames === 0 && !(await followed(source, at + frame.bytes)))) {
      at += 1;
      junk += 1;
      continue;
    }
    if (frames === 0) {
      const told = framesInHeader(await source.read(at, 200));
      if (told !== null && told > 0) return (told * frame.samples * 1000) / frame.sampleRate;
    }
    frames += 1;
    ms += (frame.samples * 1000) / frame.sampleRate;
    at += frame.bytes;
    junk = 0;
    if (frames === mostFrames) return (ms * source.size) / at;
  }
  return frames === 0 ? null : ms;
}

async function afterId3(source: ByteSource): Promise<number> {
  const head = await source.read(0, 10);
  if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return 0;
  // Four times seven bits; bit 4 of the flags announces ten more bytes at the end.
  const size = [6, 7, 8, 9].reduce((sum, index) => sum * 128 + ((head[index] ?? 0) & 0x7f), 0);
  return 10 + size + ((head[5] ?? 0) & 0x10 ? 10 : 0);
}

async function followed(source: ByteSource, at: number): Promise<boolean> {
  if (at + 4 > source.size) return true;
  const next = await source.read(at, 4);
  return frameOf(next) !== null || next.toString('latin1', 0, 3) === 'TAG';
}

function framesInHeader(frame: Buffer): number | null {
  for (const mark of ['Xing', 'Info']) {
    const at = frame.indexOf(mark, 4, 'latin1');
    if (at > 0 && at < 40 && at + 12 <= frame.length && ((frame[at + 7] ?? 0) & 1) === 1)
      return frame.readUInt32BE(at + 8);
  }
  const vbri = frame.indexOf('VBRI', 4, 'latin1');
  return vbri === 36 && vbri + 18 <= frame.length ? frame.readUInt32BE(vbri + 14) : null;
}

const kbits: Readonly<Record<string, readonly number[]>> = {
  '1/1': [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1/2': [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1/3': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2/1': [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2/2': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  '2/3': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const sampleRates = [44_100, 48_000, 32_000];

function frameOf(head: Buffer): Frame | null {
  if (head.length < 4 || head.readUInt16BE(0) >> 5 !== 0x7ff) return null;
  const version = (head.readUInt8(1) >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = 4 - ((head.readUInt8(1) >> 1) & 3);
  const rateIndex = (head.readUInt8(2) >> 2) & 3;
  const rate = sampleRates[rateIndex];
  if (version === 1 || layer === 4 || rate === undefined) return null;
  const kbit = kbits[`${version === 3 ? 1 : 2}/${layer}`]?.[head.readUInt8(2) >> 4];
  if (kbit === undefined || kbit === 0) return null; // free format is not used
  const sampleRate = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
  const samples = layer === 1 ? 384 : layer === 3 && version !== 3 ? 576 : 1152;
  const slot = layer === 1 ? 4 : 1;
  const padding = (head.readUInt8(2) >> 1) & 1;
  const bytes = (Math.floor((samples * kbit * 125) / sampleRate / slot) + padding) * slot;
  return { bytes, samples, sampleRate };
}
