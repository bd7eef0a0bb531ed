// axe finds nothing to complain about, in any look: light, dark, forced colours, more contrast, 200 % zoom, 640 px.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { checkNames } from '../../src-main/contract/doctor.ts';
import { expect, type OpenOptions, test } from './fixtures.ts';

const full: OpenOptions = {
  rows: 200,
  specimens: true,
  live: true,
  jobs: [
    { id: '1', name: 'interview.m4a', bytes: 27_000_000, state: 'sending', progress: 0.62 },
    {
      id: '2',
      name: 'old-tape.aiff',
      bytes: 1_000,
      state: 'failed',
      progress: 0,
      error: { code: 'converter_missing', message: 'AIFF needs ffmpeg to convert.', hint: 'Install ffmpeg.' },
    },
  ],
  doctor: checkNames.map((check) =>
    check === 'insertion'
      ? { check, state: 'warning', finding: 'insertion_copies', mend: 'open-doctor' }
      : { check, state: check === 'proxy' ? 'unknown' : 'ok', finding: 'proxy_none' },
  ),
};

interface Look {
  readonly name: string;
  readonly media?: Parameters<Page['emulateMedia']>[0];
  readonly size?: { readonly width: number; readonly height: number };
}

const looks: readonly Look[] = [
  { name: 'light', media: { colorScheme: 'light' } },
  { name: 'dark', media: { colorScheme: 'dark' } },
  { name: 'forced colours', media: { colorScheme: 'dark', forcedColors: 'active' } },
  { name: 'more contrast', media: { colorScheme: 'light', contrast: 'more' } },
  // 200 % of a 960 px window: half as many CSS px.
  { name: '200 % zoom', size: { width: 480, height: 340 } },
  { name: '640 px', size: { width: 640, height: 520 } },
];

async function audit(page: Page, what: string): Promise<void> {
  // Text over a rubric dot of 40 px counts 4.2:1, which is enough for large text; axe knows that by itself.
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n    ${nodes
        .map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`)
        .slice(0, 4)
        .join('\n    ')}`,
  );
  expect.soft(told, what).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(wider, `${what} scrolls sideways`).toBe(false);
}

for (const { name, media, size } of looks) {
  test(`every place passes axe: ${name}`, async ({ open, page, shoot }) => {
    if (media) await page.emulateMedia(media);
    if (size) await page.setViewportSize(size);
    await open({ ...full, settings: { app: { onboarded: true } } });
    await audit(page, 'history');
    await shoot(`look-history-${name.replaceAll(/\W+/g, '-')}`);
    await page.locator('[data-take^="specimen-failed"]').first().click();
    await audit(page, 'a failed take');
    if (size && size.width < 560) await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await audit(page, 'settings');
    await shoot(`look-settings-${name.replaceAll(/\W+/g, '-')}`);
    await page.getByRole('link', { name: 'Doctor' }).click();
    await page.getByText('One thing needs you').waitFor();
    await audit(page, 'doctor');
    await shoot(`look-doctor-${name.replaceAll(/\W+/g, '-')}`);
    await page.getByRole('button', { name: 'Show first steps' }).click();
    await page.getByText('Press your key').waitFor();
    await audit(page, 'first steps');
    await page.evaluate(() => window.fake.state({ account: { kind: 'signed-out' } }));
    await audit(page, 'first steps, signed out');
    await shoot(`look-steps-${name.replaceAll(/\W+/g, '-')}`);
  });
}

for (const { name, media } of looks.slice(0, 4)) {
  test(`the pill passes axe: ${name}`, async ({ open, page, shoot }) => {
    await page.setViewportSize({ width: 640, height: 112 });
    if (media) await page.emulateMedia(media);
    await open({
      page: 'overlay',
      state: {
        notice: {
          kind: 'failed',
          takeId: 'a',
          mendsItself: false,
          error: { code: 'login_expired', message: 'Expired.', hint: 'Sign in.' },
        },
      },
    });
    const { violations } = await new AxeBuilder({ page })
      .disableRules(['landmark-one-main', 'page-has-heading-one', 'region'])
      .analyze();
    expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
    await shoot(`look-pill-${name.replaceAll(/\W+/g, '-')}`);
  });
}
