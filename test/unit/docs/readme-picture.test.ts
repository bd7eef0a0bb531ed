import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { composePicture, encodePng, pictureFile, pictureSize } from '../../docs/readme-picture.ts';
import { decodePng } from '../../host/png.ts';

const root = join(import.meta.dirname, '../../..');

it('the README shows the picture that the tests make of the app, and it is small', () => {
  const picture = readFileSync(join(root, pictureFile));
  expect(decodePng(picture)).toMatchObject(pictureSize);
  expect(picture.length).toBeLessThan(150_000);
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toMatch(new RegExp(`!\\[[^\\]]{20,}\\]\\(${pictureFile}\\)`));
});

it('the picture is the window and, below it, the pill', () => {
  const plain = (grey: number) =>
    encodePng({ width: 1280, height: 800, rgba: new Uint8Array(1280 * 800 * 4).fill(grey) });
  const { width, height, rgba } = decodePng(composePicture(plain(200), plain(50)));
  expect([rgba[0], rgba.at(-2)]).toEqual([200, 50]);
  expect({ width, height }).toEqual(pictureSize);
});
