// Doctor and the first steps by keyboard alone; no pointer is touched in this file.
import { expect, test } from './fixtures.ts';
import { commands, focused, press, tabTo } from './keyboard-walk.ts';

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
  await expect(page.getByText('Right Ctrl can be held and tapped.')).toBeVisible();
  await press(page, 'Mend it');
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
  for (const name of ['doctor.copyReport', 'account.signIn', 'server.set', 'paste.test', 'microphones.monitor'])
    await expect.poll(async () => commands(await sent())).toContain(name);
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
  // Another microphone must be heard anew before the key's step begins: pressed until then, as one would.
  await expect(async () => {
    await page.keyboard.press('ControlRight');
    await expect(page.getByText('Your key works')).toBeVisible({ timeout: 500 });
  }).toPass();
  await press(page, 'Choose another');
  await press(page, 'Close');
  await tabTo(page, 'Try it');
  await page.keyboard.type('Quiet as a mouse.');
  await expect(page.getByText('Your words landed')).toBeVisible();
  await press(page, 'Test pasting');
  await press(page, 'Start using Sotto');
  await expect(page.getByText('Nothing said yet.')).toBeVisible();
  await expect
    .poll(async () => (await sent('settings.set')).at(-1)?.input)
    .toEqual({ patch: { app: { onboarded: true } } });
  await press(page, 'First steps');
  await expect(page.getByText('Hold a key.')).toBeVisible();
});
