// A take's sound in the window: its parts, its pauses, and a sound that can't be played.
import type { Route } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const onboarded = { app: { onboarded: true } };

test('a part of a long take is played from its time', async ({ open, page }) => {
  await open({ rows: 2, specimens: true, settings: onboarded });
  await page.locator('[data-take="specimen-done-5"]').click();
  await expect(page.getByText('Cut at pauses into 11 parts')).toBeVisible();
  await page.getByRole('button', { name: 'Play from 5:00' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  const position = page.getByRole('slider', { name: 'Position' });
  const at = async (): Promise<number> => Number(await position.getAttribute('aria-valuenow'));
  await expect.poll(at).toBeGreaterThan(300);
  expect(await at()).toBeLessThan(330);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('a sound that is paused before it has come is not called unplayable; a broken one is, until it can be played', async ({
  open,
  page,
}) => {
  await open({ rows: 2, settings: onboarded });
  const { promise: wanted, resolve: heldBack } = Promise.withResolvers<Route>();
  await page.route('**/audio/*', heldBack, { times: 1 });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const request = await wanted;
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(page.locator('.player-note')).toHaveCount(0);
  await request.fulfill({ contentType: 'audio/wav', body: 'not a sound' });
  await expect(page.locator('.player-note')).toBeVisible();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.locator('.player-note')).toHaveCount(0);
});
