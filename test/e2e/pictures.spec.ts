// What a user sees on the whole desktop, as pictures for people to judge: the pill over another program, the tray in a
// panel in each phase, the window in both looks. The folder is named in the output. Practice mode, end to end.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstTrayIconPlace, panelHeightPx } from '../desktop/panel.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { programOutput } from '../desktop/run-program.ts';
import { takeScreenshot } from '../desktop/screenshot.ts';
import { openBrowserField } from '../desktop/text-fields.ts';
import { openTrayMenu } from '../desktop/tray-menu.ts';
import type { VirtualDesktop } from '../desktop/virtual-desktop.ts';
import { composePicture, pictureSize } from '../docs/readme-picture.ts';
import { decodePng } from '../host/png.ts';
import { dictate, expect, holdAndWait, say, test } from './support/fixtures.ts';
import { releaseHotkey } from './support/hotkey.ts';
import { root } from './support/launch-sotto.ts';
import { focusedWindow, visibleWindow } from './support/windows.ts';

const folder = join(root, 'test-results', 'screens', 'desktop');
test.beforeAll(() => console.log(`Pictures: ${folder}`));

test('the pill shows over the program that is spoken into, and never has the focus', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const app = await launch();
  await using field = await openBrowserField(desktop);
  await field.focus();
  const active = await activeWindow(desktop);
  const empty = await shoot(desktop, 'pill-0-before');
  await holdAndWait({ app, keyboard });
  const speaking = say(desktop, 'the pill moves while these words are spoken');
  await visibleWindow(desktop, '^Sotto( overlay)?$');
  const pill = await pollUntil('the pill with its bars on the screen', async () => {
    const picture = await shoot(desktop, 'pill-1-recording');
    const place = changedPlace(empty, picture, desktop);
    const rubric = count(picture, place, (red, green, blue) => red > 200 && green < 120 && blue < 90);
    return place.pixels > 2000 && rubric > 40 && place;
  });
  expect(await activeWindow(desktop)).toBe(active);
  // In the middle of the lower edge, above the panel, no larger than a pill.
  expect(Math.abs((pill.left + pill.right) / 2 - desktop.screen.widthPx / 2)).toBeLessThan(30);
  expect(pill.top).toBeGreaterThan(desktop.screen.heightPx - 200);
  expect(pill.right - pill.left).toBeLessThan(620);
  await speaking;
  await releaseHotkey(keyboard);
  await field.waitForText('the pill moves while these words are spoken');
  await app.until('the paste to be told', ({ notice }) => notice?.kind === 'pasted');
  await pollUntil('the words of the pill', async () => {
    const picture = await shoot(desktop, 'pill-2-pasted');
    return count(picture, pill, (red, green, blue) => red + green + blue < 150) > 60;
  });
  expect(await activeWindow(desktop)).toBe(active);
  expect(field.events().filter(({ type }) => type === 'blur')).toEqual([]);
});

test('the tray shows each phase', async ({ desktop, keyboard, launch, standin }) => {
  const app = await launch();
  await using field = await openBrowserField(desktop);
  await field.focus();
  const icons = new Map<string, string>();
  const look = async (phase: string): Promise<void> => {
    const known = [...icons.values()];
    const icon = await pollUntil(`another tray icon while ${phase}`, async () => {
      const pixels = trayIcon(await shoot(desktop, `tray-${phase}`), desktop);
      return !known.includes(pixels) && pixels;
    });
    icons.set(phase, icon);
  };
  await look('idle');
  // Time to look at the icon, then a failure.
  // biome-ignore lint/suspicious/noThenProperty: the stand-in's own word
  standin.script('transcribe', { kind: 'hang', ms: 6000, then: { kind: 'status', status: 400 } });
  await holdAndWait({ app, keyboard });
  await look('recording');
  await say(desktop, 'for the tray');
  await releaseHotkey(keyboard);
  await app.until('the sending', ({ phase }) => phase === 'transcribing');
  await look('working');
  await app.until('the failure', ({ notice }) => notice?.kind === 'failed');
  await look('problem');
  await openTrayMenu(desktop, keyboard);
  await shoot(desktop, 'tray-menu');
  await keyboard.press('Escape');
  expect(icons.size).toBe(4);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the window, ${theme}`, async ({ desktop, keyboard, launch, standin }) => {
    const app = await launch({ settings: { appearance: { theme }, app: { onboarded: true } } });
    await using field = await openBrowserField(desktop);
    await field.focus();
    await dictate({ app, keyboard, desktop }, 'The first note of the day');
    await field.waitForText('The first note of the day');
    // The text stands before the paste's own keys are up; this keyboard and that one are the same to the X server.
    await app.until('the paste to be over', ({ notice }) => notice?.kind === 'pasted');
    standin.script('transcribe', { kind: 'status', status: 400, body: { detail: 'Unsupported' } });
    await dictate({ app, keyboard, desktop }, 'this one fails');
    await app.until('the failure', ({ notice }) => notice?.kind === 'failed');
    await field.clear();
    await dictate({ app, keyboard, desktop }, 'And the last one, pasted again');
    await field.waitForText('And the last one, pasted again');
    for (const place of ['history', 'settings', 'doctor'] as const) {
      await app.command('app.show', { place });
      await visibleWindow(desktop);
      await shootWhenCalm(desktop, `window-${place}-${theme}`);
    }
  });

  test(`the first steps, ${theme}`, async ({ desktop, launch }) => {
    await launch({ signedIn: false, settings: { appearance: { theme } } });
    await visibleWindow(desktop); // by itself, although the app was started hidden
    await shootWhenCalm(desktop, `first-steps-${theme}`);
  });
}

test('the README\u2019s picture is made of these', () => {
  const shots = ['window-history-light', 'pill-1-recording'].map((name) => join(folder, `${name}.png`));
  test.skip(!shots.every((path) => existsSync(path)), 'the specs above take its parts; run the whole file');
  const [window, pill] = shots.map((path) => readFileSync(path));
  const picture = composePicture(window ?? Buffer.alloc(0), pill ?? Buffer.alloc(0));
  writeFileSync(join(folder, 'readme.png'), picture);
  expect(decodePng(picture)).toMatchObject(pictureSize);
  expect(picture.length).toBeGreaterThan(20_000); // not a plain area
});

test('practice mode: key, microphone and paste work without a login, and nothing leaves the machine', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch({ signedIn: false });
  expect((await app.state()).account.kind).toBe('signed-out');
  await focusedWindow(desktop);
  await app.command('account.practice', { on: true });
  await app.until('practice mode', ({ account }) => account.kind === 'practice');
  await using field = await openBrowserField(desktop);
  await field.focus();
  await dictate({ app, keyboard, desktop }, 'only for practice');
  await field.waitForText('only for practice');
  await shoot(desktop, 'practice');
  expect(await app.takes()).toMatchObject([{ state: 'done', practice: true, insertion: 'pasted' }]);
  expect(standin.requests).toEqual([]);
});

interface Picture {
  readonly path: string;
  readonly pixels: ReturnType<typeof decodePng>;
}

async function shoot(desktop: VirtualDesktop, name: string): Promise<Picture> {
  const path = await takeScreenshot(join(folder, `${name}.png`), desktop.env);
  return { path, pixels: decodePng(readFileSync(path)) };
}

/** The picture after which nothing moves any more. */
async function shootWhenCalm(desktop: VirtualDesktop, name: string): Promise<void> {
  let before = '';
  await pollUntil(
    `${name} to stand still`,
    async () => {
      const { path } = await shoot(desktop, name);
      const now = readFileSync(path).toString('base64');
      const calm = now === before;
      before = now;
      return calm;
    },
    { everyMs: 300, timeoutMs: 15_000 },
  ).catch(() => undefined); // live meters move for ever: the last picture counts
}

async function activeWindow(desktop: VirtualDesktop): Promise<string> {
  return await programOutput('xprop', ['-root', '_NET_ACTIVE_WINDOW'], { env: desktop.env });
}

interface Place {
  readonly pixels: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where two pictures differ, above the panel and below the field's own text. */
function changedPlace(before: Picture, after: Picture, desktop: VirtualDesktop): Place {
  const { widthPx, heightPx } = desktop.screen;
  let [pixels, left, right, top, bottom] = [0, widthPx, 0, heightPx, 0];
  for (let y = 520; y < heightPx - panelHeightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const at = (y * widthPx + x) * 4;
      const distance = [0, 1, 2].reduce(
        (sum, channel) =>
          sum + Math.abs((before.pixels.rgba[at + channel] ?? 0) - (after.pixels.rgba[at + channel] ?? 0)),
        0,
      );
      if (distance < 30) continue; // a shadow is no part of the pill
      pixels += 1;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return { pixels, left, right, top, bottom };
}

function count(
  { pixels }: Picture,
  { left, right, top, bottom }: Place,
  holds: (red: number, green: number, blue: number) => boolean,
): number {
  let found = 0;
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const at = (y * pixels.width + x) * 4;
      if (holds(pixels.rgba[at] ?? 0, pixels.rgba[at + 1] ?? 0, pixels.rgba[at + 2] ?? 0)) found += 1;
    }
  }
  return found;
}

/** The first icon of the tray, as text to compare; empty while the panel has none. */
function trayIcon({ pixels }: Picture, desktop: VirtualDesktop): string {
  const { x, y } = firstTrayIconPlace(desktop.screen);
  const rows = Array.from({ length: 24 }, (_row, index) => {
    const from = ((y - 12 + index) * pixels.width + x - 12) * 4;
    return pixels.rgba.subarray(from, from + 24 * 4);
  });
  const colours = new Set(
    rows.flatMap((row) => Array.from({ length: 24 }, (_p, i) => row.slice(i * 4, i * 4 + 4).join())),
  );
  return colours.size < 2 ? '' : Buffer.concat(rows).toString('base64');
}
