// Writes an Ogg file with one Opus stream: pages, checksums, granule positions (RFC 3533, RFC 7845). Pure; knows
// packets only as bytes.

export interface OggOpusOptions {
  /** Of the recording, for the header; decoders work at 48 kHz whatever it says. */
  readonly sampleRate: number;
  /** Samples at 48 kHz that the decoder throws away at the start. */
  readonly preSkip: number;
  /** Samples at 48 kHz that are heard; what the last packet has beyond them is cut off by the decoder. */
  readonly lengthSamples: number;
  /** Samples at 48 kHz in each packet. */
  readonly packetSamples: number;
}

const headerBytes = 27;
const packetsPerPage = 100;
const beginsStream = 0x02;
const endsStream = 0x04;
const serial = 0x536f7474; // any number: there is one stream in the file

/** @param allocate gives the memory of the file */
export function oggOpusFile(
  packets: readonly Uint8Array[],
  options: OggOpusOptions,
  allocate: (bytes: number) => Uint8Array = Buffer.allocUnsafe,
): Uint8Array {
  const end = options.preSkip + options.lengthSamples;
  const pages: Uint8Array[] = [
    page([opusHead(options)], beginsStream, 0n, 0),
    page([opusTags()], packets.length === 0 ? endsStream : 0, 0n, 1),
  ];
  for (let next = 0; next < packets.length; ) {
    const part = onePage(packets, next);
    next += part.length;
    const last = next >= packets.length;
    const granule = last ? end : next * options.packetSamples;
    pages.push(page(part, last ? endsStream : 0, BigInt(granule), pages.length));
  }
  const file = allocate(pages.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of pages) {
    file.set(each, at);
    at += each.length;
  }
  return file;
}

/** As many packets as fit on one page: at most 255 lacing values. */
function onePage(packets: readonly Uint8Array[], from: number): Uint8Array[] {
  const part: Uint8Array[] = [];
  let lacing = 0;
  for (let at = from; at < packets.length && part.length < packetsPerPage; at++) {
    const packet = packets[at];
    if (packet === undefined) break;
    lacing += lacingValues(packet.length);
    if (lacing > 255) break;
    part.push(packet);
  }
  return part;
}

const lacingValues = (bytes: number): number => Math.floor(bytes / 255) + 1;

function page(packets: readonly Uint8Array[], flags: number, granule: bigint, sequence: number): Uint8Array {
  const lacing: number[] = [];
  for (const packet of packets) {
    for (let left = packet.length; ; left -= 255) {
      lacing.push(Math.min(left, 255));
      if (left < 255) break;
    }
  }
  const head = Buffer.alloc(headerBytes + lacing.length);
  head.write('OggS', 0, 'latin1');
  head.writeUInt8(flags, 5);
  head.writeBigInt64LE(granule, 6);
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(sequence, 18);
  head.writeUInt8(lacing.length, 26);
  head.set(lacing, headerBytes);
  const whole = Buffer.concat([head, ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

function opusHead(options: OggOpusOptions): Uint8Array {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.writeUInt8(1, 8); // version
  head.writeUInt8(1, 9); // channels
  head.writeUInt16LE(options.preSkip, 10);
  head.writeUInt32LE(options.sampleRate, 12);
  return head; // gain 0, channel mapping family 0
}

function opusTags(): Uint8Array {
  const vendor = Buffer.from('Sotto');
  const tags = Buffer.alloc(8 + 4 + vendor.length + 4);
  tags.write('OpusTags', 0, 'latin1');
  tags.writeUInt32LE(vendor.length, 8);
  vendor.copy(tags, 12);
  return tags; // no comments
}

/** CRC-32 of Ogg: polynomial 0x04c11db7, not reflected, start 0, no final inversion. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function checksum(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ (crcTable[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}
