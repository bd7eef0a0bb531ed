// The window in the running app: over a large history, closed and opened again, with a settings file that can't be used.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { isRunning } from '../desktop/owned-process.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { fillHistory } from '../rig/full-history.ts';
import { processesBelow } from './support/app-processes.ts';
import { expect, test } from './support/fixtures.ts';
import type { SottoApp } from './support/launch-sotto.ts';

const takes = 20_000;

test('a large history is searched, scrolled and deleted from; closed, the window is gone; opened, it is as it was', async ({
  desktop,
  launch,
}) => {
  const home = mkdtempSync(join(desktop.dir, 'full-'));
  fillHistory(home, takes, { files: false, longest: 10 });
  const app = await launch({ home, settings: { app: { onboarded: true } } });
  const page = await openWindow(app);
  await expect(page.locator('[data-take]').first()).toBeVisible();

  // Search over everything: the few takes with the rare word, oldest to newest.
  await page.getByRole('searchbox').fill('zebrafish');
  await expect(page.locator('[data-take] mark').first()).toHaveText('zebrafish');
  await expect(page.locator('[data-take]')).toHaveCount(Math.ceil((takes - 5) / 9973));
  await page.getByRole('searchbox').fill('no such words at all');
  await expect(page.locator('[data-take]')).toHaveCount(0);
  await page.getByRole('searchbox').fill('');

  // Down through the pages, by wheel, to a take far below.
  await page.locator('.rows').hover();
  await pollUntil('a deep row', async () => {
    await page.mouse.wheel(0, 4000);
    return Number(await lastRow(page).getAttribute('aria-rowindex')) > 700;
  });
  await calm(page);
  const id = await page.locator('[data-take]').nth(6).getAttribute('data-take');
  await page.locator(`[data-take="${id}"]`).click();
  await expect(page.locator(`[data-take="${id}"]`)).toHaveAttribute('aria-selected', 'true');
  await calm(page);
  const before = await placeOf(page, id);

  const renderer = await rendererOf(page, app);
  await closeWindow(app);
  await expect.poll(() => isRunning(renderer)).toBe(false);

  const again = await openWindow(app);
  await expect(again.locator(`[data-take="${id}"]`)).toHaveAttribute('aria-selected', 'true');
  expect(await placeOf(again, id)).toEqual(before);

  // The search is found again as well, and so is the place in Settings.
  await again.getByRole('searchbox').fill('zebrafish');
  await expect(again.locator('[data-take] mark').first()).toBeVisible();
  await again.getByRole('link', { name: 'Settings' }).click();
  await again.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Server' }).click();
  // What stands above it comes a moment later: usage, the program before. The section stays where it is.
  await expect(again.getByRole('heading', { name: 'Server' })).toBeInViewport();
  const section = await again.locator('#settings-server').boundingBox();
  await closeWindow(app);
  const settings = await openWindow(app);
  await expect(settings.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page');
  await expect.poll(() => settings.locator('#settings-server').boundingBox()).toEqual(section);
  await settings.getByRole('link', { name: 'History', exact: true }).click();
  await expect(settings.getByRole('searchbox')).toHaveValue('zebrafish');
  await expect(settings.locator('[data-take] mark').first()).toBeVisible();
  await settings.getByRole('link', { name: 'Doctor' }).click();
  await closeWindow(app);
  const doctor = await openWindow(app);
  await expect(doctor.getByRole('link', { name: 'Doctor' })).toHaveAttribute('aria-current', 'page');
});

const badFiles = {
  'wrong types': '{"dictation":{"language":7,"mode":"toggle"},"insertion":"paste"}',
  'half a file': '{"dictation":{"language":"de","mo',
  'unknown keys': '{"dictation":{"mode":"toggle"},"weather":{"city":"K\u00f6ln"}}',
  'another shape': '[1,2,3]',
} as const;

for (const [name, text] of Object.entries(badFiles)) {
  test(`a settings file with ${name}: what is good counts, the file is set aside, and the window says it once`, async ({
    desktop,
    launch,
  }) => {
    const home = mkdtempSync(join(desktop.dir, 'settings-'));
    writeFileSync(join(home, 'settings.json'), text);
    const app = await launch({ home });
    const page = await openWindow(app);
    await expect(page.getByText(/settings file could not be used/)).toHaveCount(1);
    const [aside, ...more] = readdirSync(home).filter((file) => /^settings\.json\..*\.bad$/.test(file));
    expect(more).toEqual([]);
    expect(readFileSync(join(home, aside ?? ''), 'utf8')).toBe(text);
    const settings = (await app.command('settings.get')) as { dictation: { language: string; mode: string } }; // the contract's Settings
    expect(settings.dictation).toMatchObject({ language: '', mode: text.includes('toggle') ? 'toggle' : 'auto' });
    // Said once: not again in a window that is opened later, and not at the next start.
    await page.getByRole('button', { name: 'Close' }).click();
    await closeWindow(app);
    const later = await openWindow(app);
    await expect(later.getByRole('main')).toBeVisible();
    await expect(later.getByText(/settings file could not be used/)).toHaveCount(0);
    await app.close();
    const next = await launch({ home });
    expect((await next.state()).problems).toEqual([]);
  });
}

test('the guard of the content security policy sees what a page must not do', async ({ launch }) => {
  const app = await launch();
  const page = await openWindow(app);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Doctor' }).click();
  expect(app.violations).toEqual([]);
  await page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { body: { setAttribute(name: string, value: string): void } };
    };
    document.body.setAttribute('style', 'color: red');
  });
  await expect.poll(() => app.violations.splice(0)).toEqual([expect.stringMatching(/^style-src/)]);
});

async function openWindow(app: SottoApp): Promise<Page> {
  const [page] = await Promise.all([app.electron.waitForEvent('window'), app.command('app.show')]);
  await page.getByRole('main').waitFor();
  return page;
}

/** As its close button does. */
async function closeWindow(app: SottoApp): Promise<void> {
  const [page] = app.electron.windows();
  await Promise.all([
    page?.waitForEvent('close'),
    app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    }),
  ]);
}

/** A browser tells nobody which process draws a page, and keeps a spare one: it is the one that the page makes heavy. */
async function rendererOf(page: Page, app: SottoApp): Promise<number> {
  const megabytes = 200;
  await page.evaluate((size) => {
    Object.assign(globalThis, { ballast: new Uint8Array(size).fill(1) });
  }, megabytes * 1_000_000);
  const heavy = processesBelow(app.pid, /--type=renderer/).filter((pid) => {
    const kilobytes = Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    return kilobytes > megabytes * 900;
  });
  expect(heavy).toHaveLength(1);
  return heavy[0] ?? -1;
}

const lastRow = (page: Page) => page.locator('[data-take]').last();

/** Until the wheel's last push has come to rest. */
async function calm(page: Page): Promise<void> {
  let before = -1;
  await pollUntil(
    'the list to stand still',
    async () => {
      const now = await page.locator('.rows').evaluate(({ scrollTop }) => scrollTop);
      const still = now === before;
      before = now;
      return still;
    },
    { everyMs: 100 },
  );
}

/** Where a row stands in the window, in whole pixels. */
async function placeOf(page: Page, id: string | null): Promise<number> {
  const box = await page.locator(`[data-take="${id}"]`).boundingBox();
  return Math.round(box?.y ?? Number.NaN);
}
