// Reads Ogg Opus files as 16 kHz mono through opusscript, so that no program is needed for what the product sends.
// Must not know about tones or HTTP. Formats: RFC 3533 (Ogg), RFC 7845 (Opus in it).
import type OpusScript from 'opusscript';
import type { Pcm } from './wav.ts';

const SAMPLE_RATE = 16_000;
/** Ogg Opus counts granules at this rate whatever was recorded. */
const GRANULE_RATE = 48_000;

interface OggPackets {
  readonly packets: readonly Uint8Array[];
  /** Granules at the end of the last page. */
  readonly endGranule: number;
}

/** The sound of an Ogg Opus file, or undefined if it is another codec or damaged. */
export async function readOggOpus(file: Uint8Array): Promise<Pcm | undefined> {
  const ogg = readPackets(file);
  const [head, , ...audio] = ogg?.packets ?? [];
  if (ogg === undefined || head === undefined || !startsWith(head, 'OpusHead') || head.length < 19) return undefined;
  const preSkip = new DataView(head.buffer, head.byteOffset).getUint16(10, true);
  const { default: Opus } = await import('opusscript');
  const decoder = new Opus(SAMPLE_RATE, 1);
  try {
    return { samples: trimmed(decodeAll(decoder, audio), preSkip, ogg.endGranule), sampleRate: SAMPLE_RATE };
  } catch {
    // The decoder refuses a damaged packet with an error: so is the file refused.
    return undefined;
  } finally {
    decoder.delete();
  }
}

function decodeAll(decoder: OpusScript, packets: readonly Uint8Array[]): Int16Array {
  const parts = packets.map((packet) => {
    const bytes = decoder.decode(Buffer.from(packet));
    return new Int16Array(Uint8Array.from(bytes).buffer);
  });
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Without the encoder's lead-in and without the padding of the last packet. */
function trimmed(samples: Int16Array, preSkip: number, endGranule: number): Int16Array {
  const scale = SAMPLE_RATE / GRANULE_RATE;
  const start = Math.round(preSkip * scale);
  const end = endGranule > preSkip ? Math.round(endGranule * scale) : samples.length;
  return samples.subarray(start, Math.min(end, samples.length));
}

function readPackets(file: Uint8Array): OggPackets | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const packets: Uint8Array[] = [];
  let unfinished: Uint8Array[] = [];
  let endGranule = 0;
  let at = 0;
  while (at + 27 <= file.length) {
    if (!startsWith(file.subarray(at, at + 4), 'OggS')) return undefined;
    const lacing = file.subarray(at + 27, at + 27 + (file[at + 26] ?? 0));
    const granule = Number(view.getBigInt64(at + 6, true));
    let dataAt = at + 27 + lacing.length;
    let length = 0;
    for (const value of lacing) {
      length += value;
      if (value === 255) continue;
      unfinished.push(file.subarray(dataAt, dataAt + length));
      packets.push(joined(unfinished));
      unfinished = [];
      dataAt += length;
      length = 0;
    }
    if (length > 0) unfinished.push(file.subarray(dataAt, dataAt + length));
    // -1: no packet ends on this page.
    if (granule >= 0) endGranule = granule;
    at = dataAt + length;
  }
  return { packets, endGranule };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Uint8Array.from(Buffer.concat(parts));
}

function startsWith(bytes: Uint8Array, ascii: string): boolean {
  return String.fromCharCode(...bytes.subarray(0, ascii.length)) === ascii;
}
