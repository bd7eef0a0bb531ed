// What every page test has: the built pages behind the app's headers, the scripted bridge, and the rule that no test may
// leave a policy violation or a thrown error behind.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { bridgeFile, pagesFolder } from './build-pages.ts';
import type { FakeOptions } from './pages/fake-control.ts';
import { servePages } from './serve-pages.ts';

export { expect };
export const screens = join(import.meta.dirname, '../../test-results/screens');

export interface OpenOptions extends FakeOptions {
  readonly page?: 'window' | 'overlay';
}

export interface Sent {
  readonly name: string;
  readonly input: unknown;
}

interface PageFixtures {
  /** Opens a page with a fake of these options and waits until it is drawn. */
  readonly open: (options?: OpenOptions) => Promise<Page>;
  /** The commands that the page has sent. */
  readonly sent: (name?: string) => Promise<Sent[]>;
  readonly shoot: (name: string) => Promise<void>;
}

export const test = base.extend<PageFixtures, { readonly address: string }>({
  address: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
    async ({}, use) => {
      await using server = await servePages(pagesFolder);
      await use(server.address);
    },
    { scope: 'worker' },
  ],
  open: async ({ page, address }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    await page.addInitScript(() => {
      const violations: string[] = [];
      Object.assign(window, { violations });
      document.addEventListener('securitypolicyviolation', (event) =>
        violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
      );
    });
    await use(async ({ page: name = 'window', ...options } = {}) => {
      await page.addInitScript((fakeOptions) => Object.assign(window, { fakeOptions }), options as FakeOptions);
      await page.addInitScript({ path: bridgeFile });
      await page.goto(`${address}/${name}.html`);
      await page.locator(name === 'window' ? '.window main' : '.place').waitFor({ state: 'attached' });
      await page.evaluate(() => document.fonts.ready);
      return page;
    });
    const violations = await page.evaluate(() => (window as unknown as { violations?: string[] }).violations ?? []);
    expect(violations, 'content security policy').toEqual([]);
    expect(faults, 'thrown errors').toEqual([]);
  },
  sent: async ({ page }, use) => {
    await use((name) =>
      page.evaluate((wanted) => window.fake.calls.filter((call) => wanted === undefined || call.name === wanted), name),
    );
  },
  shoot: async ({ page }, use) => {
    mkdirSync(screens, { recursive: true });
    await use(async (name) => {
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      await page.screenshot({ path: join(screens, `${name}.png`), animations: 'disabled' });
    });
  },
});
