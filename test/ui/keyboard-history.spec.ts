// History by keyboard alone: takes, several rows, chips, files; no pointer is touched in this file.
import { expect, test } from './fixtures.ts';
import { commands, focused, press, tabTo } from './keyboard-walk.ts';

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
    await expect.poll(async () => commands(await sent())).toContain(name);
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
  await press(page, 'How');
  await expect(page.getByText('AIFF needs ffmpeg. Install ffmpeg.')).toBeVisible();
  await press(page, 'Retry');
  await expect.poll(async () => (await sent('files.retry')).map(({ input }) => input)).toEqual([{ jobId: 'j3' }]);
  await expect.poll(async () => (await sent('files.cancel')).length).toBe(2);
  await expect.poll(async () => (await sent('files.choose')).length).toBe(2);
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
  await expect.poll(async () => (await sent('account.signIn')).length).toBe(1);
  await press(page, 'Sign in and send');
  await press(page, 'Retry');
  await press(page, 'Copy report');
  await page.keyboard.press('Control+k');
  await press(page, /^Discarded/);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('ArrowDown');
  await press(page, 'Undo');
  await expect.poll(async () => (await sent('history.restore')).length).toBe(1);
  await page.keyboard.press('Control+k');
  await press(page, /^Starred/);
  await page.keyboard.press('Control+k');
  await press(page, 'All');
  await expect(page.getByRole('button', { name: 'All', exact: true })).toHaveAttribute('aria-pressed', 'true');
});
