// Where the keyboard is and how it gets somewhere: for specs in which no pointer is touched.
import type { Page } from '@playwright/test';
import type { Sent } from './fixtures.ts';

export interface Stop {
  readonly tag: string;
  readonly type: string;
  readonly role: string;
  readonly name: string;
  readonly setting: string;
  readonly inMain: boolean;
  readonly value: string;
}

/** Where the keyboard is. */
export const focused = (page: Page): Promise<Stop> =>
  page.evaluate(() => {
    const at = document.activeElement;
    const labels = (at?.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '');
    return {
      tag: at?.tagName.toLowerCase() ?? '',
      type: at instanceof HTMLInputElement ? at.type : '',
      role: at?.getAttribute('role') ?? '',
      name: (at?.getAttribute('aria-label') || labels.join(' ').trim() || at?.textContent || '').trim(),
      setting: at?.closest<HTMLElement>('[data-setting]')?.dataset.setting ?? '',
      inMain: at?.closest('main') !== null,
      value: at instanceof HTMLInputElement ? at.value : '',
    };
  });

/** Tab until the named control has the focus; the name of everything passed is told when it is never reached. */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<Stop> {
  const passed: string[] = [];
  for (let k = 0; k < 120; k++) {
    await page.keyboard.press(key);
    const stop = await focused(page);
    if (typeof name === 'string' ? stop.name === name : name.test(stop.name)) return stop;
    passed.push(`${stop.tag} "${stop.name.slice(0, 30)}"`);
  }
  throw new Error(`${String(name)} was never reached; passed ${passed.join(', ')}`);
}

export async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

export const commands = (calls: readonly Sent[]): string[] => calls.map(({ name }) => name);
