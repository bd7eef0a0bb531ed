// Signing in with a real browser against the stand-in's pages: the shared client's part, without the app around it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, expect, test } from '@playwright/test';
import { fetch } from 'undici';
import { signInWithBrowser } from '../../src-main/codex/login/sign-in-with-browser.ts';
import { signInWithDeviceCode } from '../../src-main/codex/login/sign-in-with-device-code.ts';
import { type Standin, startStandin } from '../standin/standin.ts';
import { readAsOfficial } from '../unit/codex/login/official-reader.ts';

const executablePath = process.env.SOTTO_CHROMIUM ?? '/usr/bin/chromium';
test.skip(!existsSync(executablePath), 'no Chromium on this machine');

let browser: Browser;
let standin: Standin;
let home: string;
test.beforeAll(async () => {
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
test.afterAll(() => browser.close());
test.beforeEach(async () => {
  standin = await startStandin({ redirectUris: ['http://localhost:'] });
  home = mkdtempSync(join(tmpdir(), 'sign-in-'));
});
test.afterEach(async () => {
  await standin[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

const options = () => ({ fetch, home, issuer: standin.issuer, codexCommand: null, programName: 'Sotto' });
const stored = () => JSON.parse(readFileSync(join(home, '.codex', 'auth.json'), 'utf8'));

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a click on Continue signs in and ends on our page (${colorScheme})`, async () => {
    const page = await browser.newPage({ colorScheme });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) errors.push(message.text());
    });
    const signedIn = await signInWithBrowser({
      ...options(),
      ports: [0],
      openUrl: async (url) => {
        await page.goto(url);
        void page.getByRole('button', { name: 'Continue' }).click();
      },
    });
    await expect(page.getByRole('heading')).toHaveText('You are signed in');
    expect(new URL(page.url()).search).toBe('');
    await test.info().attach(`signed-in-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
    expect(errors).toEqual([]);
    expect(readAsOfficial(signedIn.authFile)).toMatchObject({ faults: [], uses: 'chatgpt' });
    expect(standin.acceptsBearer(stored().tokens.access_token)).toBe(true);
    await page.close();
  });
}

test('a click on Deny cancels and says so', async () => {
  const page = await browser.newPage();
  const signingIn = signInWithBrowser({
    ...options(),
    ports: [0],
    openUrl: async (url) => {
      await page.goto(url);
      void page.getByRole('button', { name: 'Deny' }).click();
    },
  });
  await expect(signingIn).rejects.toMatchObject({ code: 'login_cancelled' });
  await expect(page.getByRole('heading')).toHaveText('Sign-in cancelled');
  expect(existsSync(join(home, '.codex', 'auth.json'))).toBe(false);
  await page.close();
});

test('a device code typed into the page signs in', async () => {
  const page = await browser.newPage();
  const typed = Promise.withResolvers<void>();
  await signInWithDeviceCode({
    ...options(),
    onCode: ({ url, code }) => {
      const type = async (): Promise<void> => {
        await page.goto(url);
        await page.getByLabel('Code').fill(code);
        await page.getByRole('button', { name: 'Continue' }).click();
        await expect(page.getByRole('heading')).toHaveText('Device connected');
      };
      type().then(typed.resolve, typed.reject);
    },
  });
  await typed.promise;
  expect(standin.acceptsBearer(stored().tokens.access_token)).toBe(true);
  await page.close();
});
