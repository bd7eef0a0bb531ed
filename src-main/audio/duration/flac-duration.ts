// Length of a FLAC file: STREAMINFO is its first block (RFC 9639, 8.2): 20 bits of rate, later 36 bits of samples.
import type { ByteSource } from './byte-source.ts';

export async function flacDurationMs(source: ByteSource): Promise<number | null> {
  const head = await source.read(0, 26);
  if (head.length < 26 || ((head[4] ?? 0) & 0x7f) !== 0) return null;
  const sampleRate = head.readUIntBE(18, 3) >> 4;
  const samples = (head.readUInt8(21) & 0x0f) * 2 ** 32 + head.readUInt32BE(22);
  // A file that was written to a pipe doesn't know its length.
  return sampleRate === 0 || samples === 0 ? null : (samples * 1000) / sampleRate;
}
