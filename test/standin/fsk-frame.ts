// The frame in which the stand-in's test tones carry one word: tones, bit rate, sync pattern, checksum.
// Shared by encoder and decoder; must not know about audio files, HTTP or the service.
//
// One burst = one frame = at most 32 bytes of UTF-8:
//   16 bits sync | 8 bits header (bit 7: joins the word before it without a space; bits 0-6: byte count) | bytes | CRC-16
// Bits go most significant first as continuous-phase FSK: 1 = MARK_HZ, 0 = SPACE_HZ.
// A burst that lost any part fails its checksum: it is heard as BROKEN_WORD, never as a guess.

/**
 * Bits per second. Measured through libopus, words lost: at 24 kbit/s, voip and audio, 16 and 24 kHz: none of 25,600;
 * at 16 kbit/s: none (voip), 2 of 1,000 (audio). At 600 baud up to 3 % were lost, at 1200 baud more than 10 %.
 */
export const BAUD = 320;
/** Three cycles a bit apart: orthogonal whatever their phase, and far enough apart for a speech codec. */
export const MARK_HZ = 1600;
export const SPACE_HZ = 640;
/** Telemetry's usual 16-bit sync word: its shifted copies agree with it in few places. */
export const SYNC_WORD = 0xeb90;
export const SYNC_BITS = 16;
export const HEADER_BITS = 8;
export const CRC_BITS = 16;
export const MAX_WORD_BYTES = 32;
/** Shown for tones whose word could not be checked. */
export const BROKEN_WORD = '\u2047';

const GLUE_FLAG = 0x80;

export interface Frame {
  readonly bytes: Uint8Array;
  /** The text joins what stands before it without a space: long words are split over several frames. */
  readonly glued: boolean;
}

/** CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xffff. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

export function frameBitCount(byteCount: number): number {
  return SYNC_BITS + HEADER_BITS + byteCount * 8 + CRC_BITS;
}

/** The bits of a frame, 0 or 1, in the order in which they sound. */
export function frameBits(frame: Frame): Uint8Array {
  if (frame.bytes.length < 1 || frame.bytes.length > MAX_WORD_BYTES) {
    throw new RangeError(`A frame carries 1 to ${MAX_WORD_BYTES} bytes, not ${frame.bytes.length}.`);
  }
  const header = frame.bytes.length | (frame.glued ? GLUE_FLAG : 0);
  const checked = new Uint8Array([header, ...frame.bytes]);
  const crc = crc16(checked);
  const bits = new Uint8Array(frameBitCount(frame.bytes.length));
  let at = 0;
  const put = (value: number, width: number): void => {
    for (let bit = width - 1; bit >= 0; bit--) bits[at++] = (value >> bit) & 1;
  };
  put(SYNC_WORD, SYNC_BITS);
  for (const byte of checked) put(byte, 8);
  put(crc, CRC_BITS);
  return bits;
}

/** Byte count of a header, or undefined if no encoder makes such a header. */
export function headerLength(header: number): number | undefined {
  const length = header & 0x7f;
  return length >= 1 && length <= MAX_WORD_BYTES ? length : undefined;
}

/** The frame of header + bytes + checksum as received, or undefined if the checksum disagrees. */
export function checkedFrame(header: number, bytes: Uint8Array, crc: number): Frame | undefined {
  if (crc16(new Uint8Array([header, ...bytes])) !== crc) return undefined;
  return { bytes, glued: (header & GLUE_FLAG) !== 0 };
}

/** Splits text into frames: one per white-space separated word, long words over several, never inside a character. */
export function framesOfText(text: string): Frame[] {
  const encoder = new TextEncoder();
  const frames: Frame[] = [];
  for (const word of text.split(/\s+/u)) {
    if (word === '') continue;
    let chunk: number[] = [];
    let glued = false;
    for (const character of word) {
      const bytes = encoder.encode(character);
      if (chunk.length + bytes.length > MAX_WORD_BYTES) {
        frames.push({ bytes: Uint8Array.from(chunk), glued });
        chunk = [];
        glued = true;
      }
      chunk.push(...bytes);
    }
    frames.push({ bytes: Uint8Array.from(chunk), glued });
  }
  return frames;
}
