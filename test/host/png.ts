// Reads PNG images (8 bits a channel, not interlaced: what icons and screenshots are) into RGBA pixels. PURE.
import { inflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel: red, green, blue, alpha. */
  readonly rgba: Uint8Array;
}

const signature = '89504e470d0a1a0a';
/** PNG 1.2, 4.1.1: colour type → bytes a pixel. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function isPng(file: Buffer): boolean {
  return file.length > 24 && file.toString('hex', 0, 8) === signature;
}

/** @throws for anything else than such a PNG */
export function decodePng(file: Buffer): Pixels {
  if (!isPng(file)) throw new Error('not a PNG image');
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const channels = channelsOf[file[25] ?? 0];
  if (file[24] !== 8 || channels === undefined || file[28] !== 0)
    throw new Error('a PNG with 16-bit, packed or interlaced pixels');
  const data: Buffer[] = [];
  let palette: Uint8Array = new Uint8Array();
  let transparency: Uint8Array = new Uint8Array();
  for (let at = 8; at + 8 <= file.length; at += 12 + file.readUInt32BE(at)) {
    const body = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    const kind = file.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') data.push(body);
    if (kind === 'PLTE') palette = body;
    if (kind === 'tRNS') transparency = body;
  }
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const from = pixel * channels;
    const first = rows[from] ?? 0;
    const to = pixel * 4;
    if (channels >= 3) rgba.set(rows.subarray(from, from + channels), to);
    else if (palette.length > 0) rgba.set(palette.subarray(first * 3, first * 3 + 3), to);
    else rgba.fill(first, to, to + 3);
    if (channels === 3 || (channels === 1 && palette.length === 0)) rgba[to + 3] = 255;
    if (channels === 2) rgba[to + 3] = rows[from + 1] ?? 255;
    if (palette.length > 0) rgba[to + 3] = transparency[first] ?? 255;
  }
  return { width, height, rgba };
}

/** PNG 1.2, chapter 6: every line says how it was predicted from the pixel to the left and the line above. */
function unfilter(raw: Buffer, stride: number, height: number, pixelBytes: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    const line = raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    const at = y * stride;
    if (filter === 0) {
      out.set(line, at);
      continue;
    }
    for (let x = 0; x < stride; x += 1) {
      const left = x >= pixelBytes ? (out[at + x - pixelBytes] ?? 0) : 0;
      const up = y > 0 ? (out[at + x - stride] ?? 0) : 0;
      const corner = y > 0 && x >= pixelBytes ? (out[at + x - stride - pixelBytes] ?? 0) : 0;
      out[at + x] = (line[x] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number | undefined, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
