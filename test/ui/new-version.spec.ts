// A newer version in Settings, About: each state says what it is and has the one button that comes next; notes are text.
import AxeBuilder from '@axe-core/playwright';
import type { UpdateState } from '../../src-main/contract/update.ts';
import { expect, test } from './fixtures.ts';

const on = { app: { onboarded: true, updates: true } };
const offer = { version: '9.9.9', notes: '<img src=x onerror="document.title=1">\n- One\n- Two' };
const error = { code: 'network', message: 'The update server could not be reached.', hint: 'Try later.' } as const;

test('nothing is said of new versions while the setting is off', async ({ open, page }) => {
  await open({ rows: 1, settings: { app: { onboarded: true } } });
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.locator('[data-setting="app.updates"]')).toBeVisible();
  await expect(page.locator('[data-setting="about.update"]')).toHaveCount(0);
});

test('each state has its words and its button', async ({ open, page, sent, shoot }) => {
  await open({ rows: 1, settings: on });
  await page.getByRole('link', { name: 'Settings' }).click();
  const row = page.locator('[data-setting="about.update"]');
  const show = async (update: UpdateState): Promise<void> => {
    await page.evaluate((next) => window.fake.state({ update: next }), update);
  };
  const press = async (name: string): Promise<void> => {
    await row.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
  };

  await show({ kind: 'waiting' });
  await press('Look now');
  await show({ kind: 'checking' });
  await expect(row).toContainText('Looking');
  await expect(row.getByRole('button')).toHaveCount(0);
  await show({ kind: 'none' });
  await expect(row).toContainText('newest');
  await show({ kind: 'failed', error });
  await expect(row.getByRole('alert')).toContainText(error.message);
  await press('Releases');
  await show({ kind: 'available', offer, install: false });
  await expect(row).toContainText('the way you installed this one');
  await expect(row.getByRole('button', { name: 'Download' })).toHaveCount(0);
  await show({ kind: 'available', offer, install: true });
  await press('Download');
  await show({ kind: 'downloading', offer, fraction: 0.42 });
  await expect(row).toContainText('42');
  await show({ kind: 'ready', offer });
  await expect(row.locator('pre')).toHaveText(offer.notes);
  expect(await row.locator('img').count(), 'notes are text').toBe(0);
  const { violations } = await new AxeBuilder({ page }).include('[data-setting="about.update"]').analyze();
  expect(violations).toEqual([]);
  await row.scrollIntoViewIfNeeded();
  await shoot('window-update');
  await press('Restart and update');
  await expect
    .poll(async () => (await sent()).map(({ name }) => name).filter((name) => /^updates|openExternal/.test(name)))
    .toEqual(['updates.check', 'app.openExternal', 'updates.fetch', 'updates.install']);
});

test('where Sotto was not installed from a package it says so', async ({ open, page }) => {
  await open({ rows: 1, settings: on, state: { update: { kind: 'unpackaged' } } });
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.locator('[data-setting="about.update"]')).toContainText('not installed from a package');
});
