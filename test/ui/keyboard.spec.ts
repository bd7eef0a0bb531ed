// Every control of the three places is reached and used by keyboard alone; no pointer is touched in this file.
import type { Page } from '@playwright/test';
import { defaultSettings } from '../../src-main/contract/settings.ts';
import { expect, type Sent, test } from './fixtures.ts';

interface Stop {
  readonly tag: string;
  readonly type: string;
  readonly role: string;
  readonly name: string;
  readonly setting: string;
  readonly inMain: boolean;
  readonly value: string;
}

/** Where the keyboard is. */
const focused = (page: Page): Promise<Stop> =>
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
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<Stop> {
  const passed: string[] = [];
  for (let k = 0; k < 120; k++) {
    await page.keyboard.press(key);
    const stop = await focused(page);
    if (typeof name === 'string' ? stop.name === name : name.test(stop.name)) return stop;
    passed.push(`${stop.tag} "${stop.name.slice(0, 30)}"`);
  }
  throw new Error(`${String(name)} was never reached; passed ${passed.join(', ')}`);
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

const commands = (calls: readonly Sent[]): string[] => calls.map(({ name }) => name);

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
    .toEqual([{ accelerator: 'ControlRight' }]);
  await expect(page.getByRole('button', { name: /now ControlRight/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Shift+Space');
  await expect(page.getByRole('alert')).toContainText('Already used by input switching (IBus).');
  await press(page, 'Use anyway');
  await expect(page.getByRole('button', { name: /now Control\+Shift\+Space/ })).toBeVisible();
  const records = (await sent('hotkey.record')).map(({ input }) => (input as { on: boolean }).on);
  expect(records, 'the global keys are given back').toEqual([true, false, true, false, true, false]);
});

test('keys that only the main process sees are taken too', async ({ open, page }) => {
  await open({ settings: { app: { onboarded: true } } });
  await page.keyboard.press('Control+2');
  await press(page, /^Change key for “Dictate”/);
  await page.evaluate(() => window.fake.emit('hotkey', { accelerator: 'F13', complete: false }));
  await expect(page.locator('.keybox.on kbd')).toHaveText('F13');
  await page.evaluate(() => window.fake.emit('hotkey', { accelerator: 'F13', complete: true }));
  await expect(page.getByRole('button', { name: /now F13/ })).toBeVisible();
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

test('takes are found, read, edited, sent again and deleted with the keyboard', async ({ open, page, sent }) => {
  await open({ rows: 60, settings: { app: { onboarded: true } } });
  await page.keyboard.press('/');
  await page.keyboard.type('thursday');
  await expect(page.locator('[data-take]').first()).toContainText('Thursday');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-take]').first()).toContainText('The release is ready');
  await page.keyboard.press('ArrowDown');
  expect((await focused(page)).role).toBe('row');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // paste again, in the row
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // copy, in the row
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  expect((await focused(page)).role).toBe('textbox');
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Indeed.');
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await sent('history.edit')).length).toBe(1);
  await expect(page.getByText('Edited.')).toBeVisible();
  await press(page, 'Show original');
  await press(page, 'Restore original');
  await expect(page.getByText('Edited.')).toBeHidden();
  await press(page, 'Play');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Enter');
  await tabTo(page, 'Position');
  await page.keyboard.press('ArrowRight');
  await expect
    .poll(async () => Number(await page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuenow')))
    .toBeGreaterThan(3);
  await tabTo(page, 'Speed');
  await page.keyboard.press('ArrowDown');
  for (const name of ['Paste again', 'Copy', 'Retry']) await press(page, name);
  await press(page, 'Export');
  for (const [steps, format] of [
    [0, 'txt'],
    [1, 'json'],
    [2, 'srt'],
    [3, 'audio'],
  ] as const) {
    if (steps > 0) await page.keyboard.press('Enter');
    for (let k = 0; k < steps; k++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await sent('history.export')).at(-1)?.input).toMatchObject({ format });
  }
  await press(page, 'Show file');
  await tabTo(page, 'Delete', 'Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  expect((await focused(page)).name).toBe('Star');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Take deleted')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => commands(await sent()).filter((name) => name === 'history.undelete').length).toBe(1);
  for (const name of [
    'history.copy',
    'history.pasteAgain',
    'history.retry',
    'history.showFile',
    'history.star',
    'history.delete',
  ]) {
    expect(commands(await sent()), name).toContain(name);
  }
});

test('several rows are chosen, starred and deleted with the keyboard', async ({ open, page, sent }) => {
  await open({ rows: 40, settings: { app: { onboarded: true } } });
  await page.keyboard.press('Control+k');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('3 takes chosen')).toBeVisible();
  for (const name of ['Star', 'Retry']) await press(page, name);
  await press(page, 'Export');
  await page.keyboard.press('Escape');
  await press(page, 'Delete');
  await expect(page.getByText('3 takes deleted')).toBeVisible();
  await press(page, 'Undo');
  await expect
    .poll(async () => ((await sent('history.undelete'))[0]?.input as { ids: string[] } | undefined)?.ids.length)
    .toBe(3);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+a');
  await expect(page.getByText('40 takes chosen')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await expect(page.locator('[data-take="take-000039"]')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.locator('[data-take="take-000000"]')).toBeFocused();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Delete');
  await expect(page.locator('[data-take="take-000001"]')).toBeFocused();
});

test('chips, files and what went wrong are used with the keyboard', async ({ open, page, sent }) => {
  await open({
    rows: 5,
    specimens: true,
    settings: { app: { onboarded: true } },
    jobs: [
      { id: 'j1', name: 'interview.m4a', bytes: 27, state: 'sending', progress: 0.6, takeId: 'take-000001' },
      {
        id: 'j2',
        name: 'old-tape.aiff',
        bytes: 1,
        state: 'failed',
        progress: 0,
        error: { code: 'converter_missing', message: 'AIFF needs ffmpeg.', hint: 'Install ffmpeg.' },
      },
      {
        id: 'j3',
        name: 'broken.mp3',
        bytes: 1,
        state: 'failed',
        progress: 0,
        error: { code: 'audio_unreadable', message: 'Damaged.', hint: 'Use another.' },
      },
    ],
  });
  await press(page, 'Open file…');
  await page.keyboard.press('Control+o');
  await press(page, 'Cancel all');
  await press(page, 'Cancel interview.m4a');
  await expect(page.getByText('Right Ctrl can be held and tapped.')).toBeVisible();
  await press(page, 'Mend it');
  await expect(page.getByText('AIFF needs ffmpeg. Install ffmpeg.')).toBeVisible();
  await press(page, 'Retry');
  expect((await sent('files.retry')).map(({ input }) => input)).toEqual([{ jobId: 'j3' }]);
  expect((await sent('files.cancel')).length).toBe(2);
  expect((await sent('files.choose')).length).toBe(2);
  await page.evaluate(() =>
    window.fake.jobs([
      { id: 'j1', name: 'interview.m4a', bytes: 27, state: 'cancelled', progress: 0.6, takeId: 'take-000001' },
    ]),
  );
  await page.keyboard.press('Control+k');
  await press(page, 'Clear list');
  await press(page, 'interview.m4a');
  await expect(page.locator('[data-take="take-000001"]')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+k');
  await press(page, /^Failed/);
  await expect(page.locator('[data-take]')).toHaveCount(2);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  expect((await focused(page)).name).toBe('Sign in');
  await page.keyboard.press('Enter');
  expect((await sent('account.signIn')).length).toBe(1);
  await press(page, 'Sign in and send');
  await press(page, 'Retry');
  await press(page, 'Copy report');
  await page.keyboard.press('Control+k');
  await press(page, /^Discarded/);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('ArrowDown');
  await press(page, 'Undo');
  expect((await sent('history.restore')).length).toBe(1);
  await page.keyboard.press('Control+k');
  await press(page, /^Starred/);
  await page.keyboard.press('Control+k');
  await press(page, 'All');
  await expect(page.getByRole('button', { name: 'All', exact: true })).toHaveAttribute('aria-pressed', 'true');
});

test('Doctor is used with the keyboard', async ({ open, page, sent }) => {
  await open({
    rows: 2,
    settings: { app: { onboarded: true } },
    doctor: [
      { check: 'recorder', state: 'warning', finding: 'recorder_is_window', mend: 'install-recorder' },
      { check: 'microphone', state: 'ok', finding: 'microphone_hears' },
      { check: 'hotkey', state: 'ok', finding: 'hotkey_holds', facts: { key: 'ControlRight' } },
      { check: 'insertion', state: 'ok', finding: 'insertion_pastes', facts: { way: 'xtest' } },
      { check: 'login', state: 'problem', finding: 'login_missing', mend: 'sign-in' },
    ],
  });
  await page.keyboard.press('Control+3');
  await expect(page.getByText('2 things need you')).toBeVisible();
  await press(page, 'Check again');
  await press(page, 'Copy report');
  await press(page, 'How');
  await expect.poll(async () => (await sent('doctor.mend')).map(({ input }) => input)).toEqual([{ check: 'recorder' }]);
  await press(page, 'Listen');
  await expect(page.getByRole('img', { name: 'Level' })).toBeVisible();
  await page.keyboard.press('Enter');
  await press(page, 'Press it');
  await page.keyboard.press('ControlRight');
  await expect(page.getByRole('button', { name: 'Seen' })).toBeVisible();
  await press(page, 'Test pasting');
  await expect(page.getByRole('button', { name: 'Arrived' })).toBeVisible();
  await press(page, 'Sign in');
  await press(page, 'Turn on');
  await expect(page.getByText('http://127.0.0.1:8788')).toBeVisible();
  await page.keyboard.press('Control+3');
  const names = commands(await sent());
  for (const name of ['doctor.copyReport', 'account.signIn', 'server.set', 'paste.test', 'microphones.monitor'])
    expect(names, name).toContain(name);
});

test('the first steps are taken with the keyboard', async ({ open, page, sent }) => {
  await open({ state: { account: { kind: 'signed-out' } } });
  await expect(page.getByText('Step 1 of 4')).toBeVisible();
  await press(page, 'With a code');
  await expect(page.getByText('ABCD-12345')).toBeVisible();
  await press(page, 'Copy code');
  await press(page, 'Open page');
  await press(page, 'Cancel');
  await press(page, 'API key');
  await tabTo(page, 'API key');
  if ((await focused(page)).tag === 'button') await tabTo(page, 'API key');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+1');
  await press(page, 'Practice first');
  await expect(page.locator('.phase')).toContainText('Practice');
  await expect(page.getByText('Microphone hears you')).toBeVisible();
  await tabTo(page, 'Microphone');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText('Microphone hears you')).toBeVisible();
  await page.keyboard.press('ControlRight');
  await expect(page.getByText('Your key works')).toBeVisible();
  await press(page, 'Choose another');
  await press(page, 'Close');
  await tabTo(page, 'Try it');
  await page.keyboard.type('Quiet as a mouse.');
  await expect(page.getByText('Your words landed')).toBeVisible();
  await press(page, 'Test pasting');
  await press(page, 'Start using Sotto');
  await expect(page.getByText('Nothing said yet.')).toBeVisible();
  expect((await sent('settings.set')).at(-1)?.input).toEqual({ patch: { app: { onboarded: true } } });
  await press(page, 'First steps');
  await expect(page.getByText('Hold a key.')).toBeVisible();
});
