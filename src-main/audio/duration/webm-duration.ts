// Length of a WebM or Matroska file: Duration in Info, or, since browsers record without one, the time of the last block
// (RFC 9559, RFC 8794).
import { type ByteSource, windowed } from './byte-source.ts';

const segmentId = 0x18538067;
const infoId = 0x1549a966;
const scaleId = 0x2ad7b1;
const durationId = 0x4489;
const clusterId = 0x1f43b675;
const timestampId = 0xe7;
const simpleBlockId = 0xa3;
const blockGroupId = 0xa0;
const blockId = 0xa1;
const mostElements = 2_000_000;

interface Element {
  readonly id: number;
  readonly at: number;
  /** null: unknown, as live recordings have it; the content follows all the same. */
  readonly size: number | null;
}

export async function webmDurationMs(unbuffered: ByteSource): Promise<number | null> {
  const source = windowed(unbuffered);
  let scaleNs = 1_000_000;
  let cluster = 0;
  let first: number | null = null;
  let last = 0;
  let step = 0;
  let elements = 0;
  for (let at = 0; at < source.size && elements < mostElements; elements++) {
    const element = await elementAt(source, at);
    if (element === null) break;
    at = element.at + (element.size ?? 0);
    switch (element.id) {
      // Containers are entered, not jumped over; so are elements of unknown size, which are always containers.
      case segmentId:
      case infoId:
      case clusterId:
      case blockGroupId:
        at = element.at;
        break;
      case scaleId:
        scaleNs = await unsigned(source, element);
        break;
      case durationId: {
        const units = await float(source, element);
        if (units > 0) return (units * scaleNs) / 1e6;
        break;
      }
      case timestampId:
        cluster = await unsigned(source, element);
        break;
      case simpleBlockId:
      case blockId: {
        const time = cluster + (await relativeTime(source, element));
        if (first === null) first = time;
        else if (time > last) step = time - last;
        last = Math.max(last, time);
        break;
      }
    }
  }
  if (first === null) return null;
  // The last block lasts about as long as the one before it did.
  return ((last - first + step) * scaleNs) / 1e6;
}

async function elementAt(source: ByteSource, at: number): Promise<Element | null> {
  const head = await source.read(at, 12);
  const idBytes = leadingZeros(head[0]) + 1;
  if (idBytes > 4 || head.length <= idBytes) return null;
  const sizeBytes = leadingZeros(head[idBytes]) + 1;
  if (sizeBytes > 8 || head.length < idBytes + sizeBytes) return null;
  let size = (head[idBytes] ?? 0) & (0xff >> sizeBytes);
  let unknown = size === 0xff >> sizeBytes;
  for (let index = 1; index < sizeBytes; index++) {
    const byte = head[idBytes + index] ?? 0;
    size = size * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { id: head.readUIntBE(0, idBytes), at: at + idBytes + sizeBytes, size: unknown ? null : size };
}

const leadingZeros = (byte: number | undefined): number => (byte === undefined ? 8 : Math.clz32(byte) - 24);

async function unsigned(source: ByteSource, element: Element): Promise<number> {
  const bytes = await source.read(element.at, Math.min(8, element.size ?? 0));
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

async function float(source: ByteSource, element: Element): Promise<number> {
  const bytes = await source.read(element.at, Math.min(8, element.size ?? 0));
  if (bytes.length === 4) return bytes.readFloatBE(0);
  return bytes.length === 8 ? bytes.readDoubleBE(0) : 0;
}

/** A block begins with its track's number, then a signed time of 16 bits against its cluster's. */
async function relativeTime(source: ByteSource, element: Element): Promise<number> {
  const head = await source.read(element.at, 10);
  const trackBytes = leadingZeros(head[0]) + 1;
  return head.length >= trackBytes + 2 ? head.readInt16BE(trackBytes) : 0;
}
