// The README's picture, out of the pictures that the end-to-end specs take of the running app: the window, and below it
// the pill over another program. `npx playwright test --project=e2e test/e2e/pictures.spec.ts`, then
// `node test/docs/readme-picture.ts` writes it anew.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { decodePng, type Pixels } from '../host/png.ts';

export const pictureFile = 'assets/pictures/sotto.png';
/** Places on the virtual desktop of 1280 × 800: the window above its row of buttons, which the tray's tip may cover. */
const windowPart = { left: 160, top: 44, width: 962, height: 647 } as const;
const pillPart = { left: 160, top: 684, width: 962, height: 70 } as const;
export const pictureSize = { width: windowPart.width, height: windowPart.height + pillPart.height } as const;

/** @param window and pill: screenshots of the whole desktop, PNG */
export function composePicture(window: Buffer, pill: Buffer): Buffer {
  return encodePng({
    ...pictureSize,
    rgba: Buffer.concat([cut(decodePng(window), windowPart), cut(decodePng(pill), pillPart)]),
  });
}

function cut({ width, rgba }: Pixels, part: { left: number; top: number; width: number; height: number }): Buffer {
  const row = (y: number) => rgba.subarray((y * width + part.left) * 4, (y * width + part.left + part.width) * 4);
  return Buffer.concat(Array.from({ length: part.height }, (_, y) => row(part.top + y)));
}

/** PNG 1.2: RGB without alpha, each line predicted from the one above (filter 2), which suits large plain areas. */
export function encodePng({ width, height, rgba }: Pixels): Buffer {
  const stride = width * 3;
  const lines = Buffer.alloc((stride + 1) * height);
  const at = (x: number, y: number, channel: number): number => rgba[(y * width + x) * 4 + channel] ?? 0;
  for (let y = 0; y < height; y += 1) {
    lines[y * (stride + 1)] = 2;
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < 3; channel += 1)
        lines[y * (stride + 1) + 1 + x * 3 + channel] = (at(x, y, channel) - (y > 0 ? at(x, y - 1, channel) : 0)) & 255;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB, deflate, the standard filters, not interlaced
  const start = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND')]);
}

function chunk(kind: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '../..');
  const shot = (name: string): Buffer => readFileSync(join(root, `test-results/screens/desktop/${name}.png`));
  mkdirSync(dirname(join(root, pictureFile)), { recursive: true });
  writeFileSync(join(root, pictureFile), composePicture(shot('window-history-light'), shot('pill-1-recording')));
}
