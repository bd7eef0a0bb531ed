// Every setting by keyboard alone; no pointer is touched in this file.
import type { Page } from '@playwright/test';
import { defaultSettings } from '../../src-main/contract/settings.ts';
import { expect, test } from './fixtures.ts';
import { commands, focused, press, type Stop } from './keyboard-walk.ts';

test('every setting is changed with the keyboard', async ({ open, page, sent }) => {
  await open({ rows: 3, settings: { app: { onboarded: true }, dictation: { cues: 'on' } } });
  await page.keyboard.press('Control+2');
  await page.keyboard.press('Control+k');
  expect((await focused(page)).name).toBe('');
  await page.keyboard.press('ArrowDown'); // from the search into the page
  for (let k = 0; k < 200; k++) {
    const stop = await focused(page);
    // A button that signs out goes away itself; the header comes after the last control.
    if (k > 20 && stop.tag === 'a' && !stop.inMain) break;
    if (stop.inMain) await use(page, stop);
    await page.keyboard.press('Tab');
  }
  const touched = new Set<string>();
  for (const { name, input } of await sent()) {
    if (name === 'settings.set') {
      const { patch } = input as { patch: Record<string, object> };
      for (const [section, values] of Object.entries(patch))
        for (const key of Object.keys(values)) touched.add(`${section}.${key}`);
    }
  }
  const sentNames = commands(await sent());
  const elsewhere: Record<string, string> = {
    'server.enabled': 'server.set',
    'account.practice': 'account.practice',
    'app.onboarded': 'none', // the button leads to the first steps; another test presses it
    'appearance.locale': 'none', // draws everything anew; another test changes it
  };
  const all = Object.entries(defaultSettings).flatMap(([section, values]) =>
    Object.keys(values).map((key) => `${section}.${key}`),
  );
  const missed = all.filter(
    (setting) =>
      !touched.has(setting) &&
      !(elsewhere[setting] && (elsewhere[setting] === 'none' || sentNames.includes(elsewhere[setting]))),
  );
  expect(missed).toEqual([]);
  for (const name of [
    'settings.export',
    'settings.import',
    'server.copyKey',
    'server.rotateKey',
    'server.copyCurl',
    'account.signOut',
    'app.openExternal',
    'microphones.monitor',
    'settings.reset',
  ]) {
    expect(sentNames, name).toContain(name);
  }
});

async function use(page: Page, stop: Stop): Promise<void> {
  const { keyboard } = page;
  if (stop.setting === 'appearance.locale' || stop.setting === 'app.onboarded') return;
  if (stop.type === 'checkbox') return keyboard.press('Space');
  if (stop.type === 'radio') return keyboard.press('ArrowRight');
  if (stop.type === 'range') return keyboard.press('ArrowRight');
  if (stop.tag === 'select') return keyboard.press('ArrowDown');
  if (stop.type === 'number') {
    await keyboard.press('Control+a');
    await keyboard.type(String(Number(stop.value) + (Number(stop.value) % 10 === 0 ? 50 : 1)));
    return keyboard.press('Enter');
  }
  if (stop.tag === 'input' || stop.tag === 'textarea') {
    await keyboard.press('Control+a');
    await keyboard.type(stop.tag === 'textarea' ? 'http://localhost:9999' : 'a-name');
    return stop.tag === 'textarea' ? undefined : keyboard.press('Enter');
  }
  if (stop.setting === 'account.who' && stop.name !== 'Sign out') return; // the first steps press these
  if (stop.tag !== 'button' || stop.name.startsWith('Reset “Sounds')) return; // else the volume is off before its turn
  await keyboard.press('Enter');
  if (stop.setting.startsWith('hotkeys.') && (await focused(page)).name.endsWith('Press keys')) {
    await keyboard.press(stop.setting === 'hotkeys.dictate' ? 'Control+Alt+KeyJ' : 'Control+Shift+KeyV');
  }
}

test('a changed setting is put back with the keyboard', async ({ open, page, sent }) => {
  await open({ settings: { app: { onboarded: true }, dictation: { segments: false } } });
  await page.keyboard.press('Control+,');
  await press(page, 'Reset “Send while you speak” to its default');
  await expect
    .poll(async () => (await sent('settings.reset')).map(({ input }) => input))
    .toEqual([{ section: 'dictation', key: 'segments' }]);
  await expect(page.getByRole('switch', { name: /^Send while/ })).toBeChecked();
});

test('a single modifier is a key, Esc keeps the old one, a taken key is named', async ({ open, page, sent }) => {
  await open({ settings: { app: { onboarded: true } } });
  await page.keyboard.press('Control+2');
  await press(page, /^Change key for “Dictate”/);
  await page.keyboard.press('Escape');
  expect(await sent('hotkey.check')).toEqual([]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlRight');
  await expect
    .poll(async () => (await sent('hotkey.check')).map(({ input }) => input))
    .toEqual([{ accelerator: 'ControlRight', use: 'dictate' }]);
  await expect(page.getByRole('button', { name: /now ControlRight/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Shift+Space');
  await expect(page.getByRole('alert')).toContainText('Already used by input switching (IBus).');
  await press(page, 'Use anyway');
  await expect(page.getByRole('button', { name: /now Control\+Shift\+Space/ })).toBeVisible();
  const records = async (): Promise<boolean[]> =>
    (await sent('hotkey.record')).map(({ input }) => (input as { on: boolean }).on);
  await expect.poll(records, 'the global keys are given back').toEqual([true, false, true, false, true, false]);
});

test('the global keys come back when the recorder is left by any way', async ({ open, page, sent }) => {
  await open({ settings: { app: { onboarded: true } } });
  await page.keyboard.press('Control+2');
  const records = async (): Promise<boolean[]> =>
    (await sent('hotkey.record')).map(({ input }) => (input as { on: boolean }).on);
  const ways = [
    () => page.keyboard.press('Escape'),
    () => page.evaluate(() => (document.activeElement as HTMLElement).blur()), // the window loses the keyboard
    () => page.evaluate(() => window.fake.emit('place', { place: 'doctor' })),
  ];
  for (const [at, leave] of ways.entries()) {
    await press(page, /^Change key for “Dictate”/);
    await expect(page.locator('.keybox.on')).toBeVisible();
    await leave();
    await expect.poll(records).toEqual(Array.from({ length: (at + 1) * 2 }, (_, index) => index % 2 === 0));
  }
});

test('the language changes at once and everywhere', async ({ open, page }) => {
  await open({ rows: 3, settings: { app: { onboarded: true } } });
  await page.keyboard.press('Control+2');
  const radio = page.getByRole('radiogroup', { name: 'Language of Sotto' }).getByRole('radio').first();
  for (let k = 0; k < 80 && !(await radio.evaluate((input) => input === document.activeElement)); k++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('link', { name: 'Verlauf', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});

test('the program that was active before is added with one key', async ({ open, page, sent }) => {
  await open({
    rows: 3,
    settings: { app: { onboarded: true } },
    lastWindow: { match: 'my-terminal', name: 'My terminal' },
  });
  await page.keyboard.press('Control+2');
  await press(page, 'Add My terminal');
  await expect
    .poll(async () => (await sent('settings.set'))[0]?.input)
    .toMatchObject({
      patch: { insertion: { terminals: ['my-terminal', ...defaultSettings.insertion.terminals] } },
    });
  // It is among the terminals now and offered for a rule only.
  await expect(page.getByRole('button', { name: 'Add My terminal' })).toHaveCount(1);
  await press(page, 'Add My terminal');
  await expect(page.getByRole('button', { name: 'Add My terminal' })).toHaveCount(0);
  await expect(page.locator('[data-setting="insertion.rules"] .mono')).toHaveText('my-terminal');
});
