// MPEG audio frames: tells MP3 from ADTS AAC, which begin with the same eleven bits. Pure.
// Layouts: ISO/IEC 11172-3 2.4.1.3 (MPEG audio header), ISO/IEC 14496-3 1.A.2 (ADTS).

export interface MpegFrame {
  readonly kind: 'mp3' | 'aac-adts';
  /** From this header to the next. */
  readonly lengthBytes: number;
  readonly sampleRateHz: number;
  readonly samples: number;
}

const rates = [44_100, 48_000, 32_000];
const bitratesV1L3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const bitratesV1L2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const bitratesV2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const adtsRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];

/** The frame that begins at `at`, or undefined when none can. */
export function mpegFrameAt(bytes: Uint8Array, at: number): MpegFrame | undefined {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = bytes.subarray(at, at + 6);
  if (b0 !== 0xff || (b1 & 0xe0) !== 0xe0) return undefined;
  const layer = (b1 >> 1) & 3;
  return layer === 0 ? adtsFrame(b1, b2, b3, b4, b5) : mp3Frame(b1, b2, layer);
}

function adtsFrame(b1: number, b2: number, b3: number, b4: number, b5: number): MpegFrame | undefined {
  const sampleRateHz = adtsRates[(b2 >> 2) & 15];
  const lengthBytes = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
  // ADTS has twelve bits of sync and a header of seven bytes, nine with a checksum.
  if ((b1 & 0xf0) !== 0xf0 || sampleRateHz === undefined || lengthBytes < ((b1 & 1) === 1 ? 7 : 9)) return undefined;
  return { kind: 'aac-adts', lengthBytes, sampleRateHz, samples: 1024 };
}

function mp3Frame(b1: number, b2: number, layer: number): MpegFrame | undefined {
  const version = (b1 >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5, 1: reserved
  const baseRate = rates[(b2 >> 2) & 3];
  const bitrateIndex = b2 >> 4;
  // Layer I is not a container that anybody uploads; free-format streams carry no length.
  if (version === 1 || baseRate === undefined || bitrateIndex === 0 || bitrateIndex === 15 || layer === 3)
    return undefined;
  const first = version === 3;
  const table = first ? (layer === 1 ? bitratesV1L3 : bitratesV1L2) : bitratesV2;
  const sampleRateHz = first ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const samples = layer === 1 && !first ? 576 : 1152;
  const kilobits = table[bitrateIndex] ?? 0;
  const padding = (b2 >> 1) & 1;
  const lengthBytes = Math.floor((samples / 8) * ((kilobits * 1000) / sampleRateHz)) + padding;
  return { kind: 'mp3', lengthBytes, sampleRateHz, samples };
}

/**
 * The first place where one frame is followed by another of its kind; noise passes for one header, hardly for two.
 * A frame that reaches the end of `bytes` counts when it stands at the very start.
 */
export function findMpegFrames(
  bytes: Uint8Array,
  from = 0,
): { readonly at: number; readonly frame: MpegFrame } | undefined {
  for (let at = from; at + 6 <= bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const frame = mpegFrameAt(bytes, at);
    if (frame === undefined) continue;
    const next = at + frame.lengthBytes;
    if (next + 6 > bytes.length ? at === from : mpegFrameAt(bytes, next)?.kind === frame.kind) return { at, frame };
  }
  return undefined;
}

/** Length of an ID3v2 tag at the start, 0 when there is none (id3.org, 3.1: four bytes of seven bits). */
export function id3Length(bytes: Uint8Array): number {
  const [i = 0, d = 0, three = 0, , , flags = 0, s0 = 0, s1 = 0, s2 = 0, s3 = 0] = bytes;
  if (i !== 0x49 || d !== 0x44 || three !== 0x33) return 0;
  const footer = (flags & 0x10) !== 0 ? 10 : 0;
  return 10 + footer + (((s0 & 127) << 21) | ((s1 & 127) << 14) | ((s2 & 127) << 7) | (s3 & 127));
}
