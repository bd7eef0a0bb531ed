// Length of a WAV file: bytes of samples by bytes a second.
import { wavLayout } from '../wav.ts';
import type { ByteSource } from './byte-source.ts';

/** What comes before the samples: broadcast files put up to some 100 KiB there. */
const headBytes = 256 * 1024;

export async function wavDurationMs(source: ByteSource): Promise<number | null> {
  const layout = wavLayout(await source.read(0, headBytes));
  if (layout === null) return null;
  const there = Math.max(0, source.size - layout.dataAt);
  const bytes = Math.min(layout.dataBytes ?? there, there); // a recording that was cut off promises more than it has
  return (bytes * 1000) / (layout.sampleRate * layout.channels * layout.bytesPerSample);
}
