// Runs before the page tests: builds what they open.
import { test } from '@playwright/test';
import buildPages from './build-pages.ts';

test('the pages and the fake bridge are built', async () => {
  await buildPages();
});
