// Length of an Ogg file: the position on the last page, in the codec's units, less what the decoder throws away
// (RFC 7845, 4; Vorbis I, A.2; Ogg FLAC mapping).
import type { ByteSource } from './byte-source.ts';

/** A page has at most 65,307 bytes: in so many the last one begins. */
const tailBytes = 2 * 65_307;

interface Codec {
  readonly sampleRate: number;
  readonly preSkip: number;
}

export async function oggDurationMs(source: ByteSource): Promise<number | null> {
  const head = await source.read(0, 512);
  const codec = codecOf(head);
  if (codec === null || codec.sampleRate === 0) return null;
  const serial = head.readUInt32LE(14);
  const tail = await source.read(Math.max(0, source.size - tailBytes), tailBytes);
  for (let at = tail.lastIndexOf('OggS'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('OggS', at - 1)) {
    if (at + 27 > tail.length || tail.readUInt32LE(at + 14) !== serial) continue;
    const position = tail.readBigInt64LE(at + 6);
    if (position < 0n) continue; // -1: no packet ends on this page
    return (Math.max(0, Number(position) - codec.preSkip) * 1000) / codec.sampleRate;
  }
  return null;
}

/** From the first packet of the first page. */
function codecOf(head: Buffer): Codec | null {
  if (head.length < 28) return null;
  const at = 27 + head.readUInt8(26);
  const packet = head.subarray(at);
  const begins = (mark: string): boolean => packet.toString('latin1', 0, mark.length) === mark;
  if (begins('OpusHead') && packet.length >= 12) return { sampleRate: 48_000, preSkip: packet.readUInt16LE(10) };
  if (begins('\x01vorbis') && packet.length >= 16) return { sampleRate: packet.readUInt32LE(12), preSkip: 0 };
  if (begins('Speex   ') && packet.length >= 40) return { sampleRate: packet.readUInt32LE(36), preSkip: 0 };
  if (begins('\x7fFLAC') && packet.length >= 30) return { sampleRate: packet.readUIntBE(27, 3) >> 4, preSkip: 0 };
  return null;
}
