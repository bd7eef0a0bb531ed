// Takes that are deleted, and those that can't be yet.
import { expect, test } from './fixtures.ts';

test('what is being worked on stays, and only what is deleted is said to be', async ({ open, page, sent }) => {
  await open({ rows: 3, settings: { app: { onboarded: true } } });
  const working = { id: 'in-work', text: '', state: 'transcribing', createdAt: 4_000_000_000_000 } as const;
  await page.evaluate((take) => window.fake.add(take), working);
  const row = page.locator('[data-take="in-work"]');
  await row.click();
  await page.keyboard.press('Delete');
  await expect(page.locator('.toast')).toHaveText(/^This take is being worked on/);
  await expect(row).toBeVisible();
  await row.click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Delete');
  await expect(page.locator('.toast').getByText('Take deleted')).toBeVisible();
  await expect(page.locator('[data-take]')).toHaveCount(3);
  await expect(row).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.locator('[data-take]')).toHaveCount(4);
  await expect
    .poll(async () => (await sent('history.undelete')).map(({ input }) => input))
    .toEqual([{ ids: ['take-000000'] }]);
});
