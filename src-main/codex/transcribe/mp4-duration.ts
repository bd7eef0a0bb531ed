// How long an MP4 file is: `moov/mvhd` says it (ISO/IEC 14496-12, 8.2.2). Reads box headers, never the media.
import type { OpenAudio } from './open-audio.ts';

const mostBoxes = 200;

/** Milliseconds; undefined for streams, fragments and whatever else doesn't say. */
export async function mp4DurationMs(audio: OpenAudio): Promise<number | undefined> {
  if (audio.readAt === undefined || audio.sizeBytes === undefined) return undefined;
  let end = audio.sizeBytes;
  let at = 0;
  for (let boxes = 0; boxes < mostBoxes && at + 8 <= end; boxes += 1) {
    const header = Buffer.from(await audio.readAt(at, 16));
    if (header.length < 8) return undefined;
    const type = header.toString('latin1', 4, 8);
    const short = header.readUInt32BE(0);
    const long = short === 1 && header.length === 16;
    const length = long ? Number(header.readBigUInt64BE(8)) : short === 0 ? end - at : short;
    const headerBytes = long ? 16 : 8;
    if (length < headerBytes) return undefined;
    if (type === 'mvhd') return movieHeaderMs(Buffer.from(await audio.readAt(at + headerBytes, 32)));
    if (type === 'moov') {
      end = Math.min(end, at + length);
      at += headerBytes;
    } else at += length;
  }
  return undefined;
}

function movieHeaderMs(box: Buffer): number | undefined {
  if (box.length < 32) return undefined;
  const wide = box.readUInt8(0) === 1;
  const scale = box.readUInt32BE(wide ? 20 : 12);
  const units = wide ? Number(box.readBigUInt64BE(24)) : box.readUInt32BE(16);
  // All ones: not known. Zero: a fragmented file, whose length is elsewhere.
  if (scale === 0 || units === 0 || units === 0xffff_ffff) return undefined;
  return (units / scale) * 1000;
}
