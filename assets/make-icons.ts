// Draws every icon file from the SVGs in assets/icons/source, with the system's Chromium. `node assets/make-icons.ts`;
// the PNGs are committed. SOTTO_CHROMIUM names another browser.
//   assets/icons/icon-N.png            the app, 16 to 1024 (32 and below from the small drawing, on its 16 px grid)
//   assets/icons/tray-S-on-G-N.png    state S, for panels of ground G (light, dark), N px (Linux, Windows)
//   assets/icons/tray-STemplate.png   and @2x: black, coloured by macOS
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';

const icons = join(import.meta.dirname, 'icons');
const states = ['idle', 'recording', 'working', 'problem'] as const;
const appSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const traySizes = [16, 22, 24, 32, 44, 48];

async function draw(page: Page, source: string, size: number, file: string): Promise<void> {
  const svg = await readFile(join(icons, 'source', source), 'utf8');
  const sized = svg.replace(/<svg ([^>]*)>/, (_, attributes: string) => {
    const others = attributes.replace(/\b(?:width|height)="[^"]*"/g, '');
    return `<svg ${others} width="${size}" height="${size}">`;
  });
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>html,body{margin:0;background:none}svg{display:block}</style>${sized}`);
  await writeFile(
    join(icons, file),
    await page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } }),
  );
}

const browser = await chromium.launch({
  executablePath: process.env.SOTTO_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
});
try {
  const page = await browser.newPage();
  for (const size of appSizes) {
    await draw(page, size <= 32 ? 'icon-small.svg' : 'icon.svg', size, `icon-${size}.png`);
  }
  for (const state of states) {
    for (const ground of ['light', 'dark']) {
      for (const size of traySizes) {
        await draw(page, `tray-${state}-on-${ground}.svg`, size, `tray-${state}-on-${ground}-${size}.png`);
      }
    }
    await draw(page, `tray-${state}.svg`, 16, `tray-${state}Template.png`);
    await draw(page, `tray-${state}.svg`, 32, `tray-${state}Template@2x.png`);
  }
} finally {
  await browser.close();
}
