// Two projects: `ui` (the built pages in a browser, behind a scripted bridge) and `e2e` (the built app, driven from outside).
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const results = join(import.meta.dirname, 'test-results');

export default defineConfig({
  forbidOnly: true,
  fullyParallel: false,
  // What is waited for comes when it comes; a limit, not a promise.
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  projects: [
    { name: 'pages', testDir: 'test/ui', testMatch: 'pages.setup.ts' },
    {
      name: 'ui',
      testDir: 'test/ui',
      dependencies: ['pages'],
      outputDir: join(results, 'ui'),
      timeout: 60_000,
      use: {
        viewport: { width: 960, height: 680 },
        launchOptions: {
          executablePath: process.env.SOTTO_CHROMIUM ?? '/usr/bin/chromium',
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
    { name: 'e2e', testDir: 'test/e2e', outputDir: join(results, 'e2e'), timeout: 120_000, workers: 1, retries: 1 },
  ],
});
