// The window in the running app: over a large history, closed and opened again, with a settings file that can't be used.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import type { SottoApp } from './support/launch-sotto.ts';

const badFiles = {
  'wrong types': '{"dictation":{"language":7,"mode":"toggle"},"insertion":"paste"}',
  'half a file': '{"dictation":{"language":"de","mo',
  'unknown keys and another shape': '[1,2,3]',
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
    expect(settings.dictation).toMatchObject({ language: '', mode: name === 'wrong types' ? 'toggle' : 'auto' });
    // Said once: not again in a window that is opened later, and not at the next start.
    await page.getByRole('button', { name: 'Close' }).click();
    await closeWindow(app);
    const later = await openWindow(app);
    await expect(later.getByRole('main')).toBeVisible();
    await expect(later.getByText(/settings file could not be used/)).toHaveCount(0);
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
