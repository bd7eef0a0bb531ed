// Every line of the tray's menu, clicked with the mouse in a real panel, does what it says.
import type { Settings } from '../../src-main/contract/settings.ts';
import { type TrayItem, trayModel } from '../../src-main/desktop/tray-model.ts';
import { readClipboard } from '../desktop/clipboard.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { openBrowserField } from '../desktop/text-fields.ts';
import { clickTrayMenu, type TrayPath } from '../desktop/tray-menu.ts';
import { expect, say, test } from './support/fixtures.ts';
import type { SottoApp } from './support/launch-sotto.ts';

test('each line of the menu works by click', async ({ desktop, keyboard, launch, standin }) => {
  const app = await launch({ settings: { app: { onboarded: true } } });
  await using field = await openBrowserField(desktop);
  await field.focus();
  const click = async (...labels: readonly RegExp[]): Promise<void> => {
    await clickTrayMenu(async () => pathTo(await menuOf(app), labels), desktop, keyboard);
  };

  await click(/^Start dictation$/);
  await app.until('the recording', ({ phase }) => phase === 'recording');
  await click(/^Discard$/);
  await app.until('the discarding', ({ phase, notice }) => phase === 'idle' && notice?.kind === 'discarded');

  await click(/^Start dictation$/);
  await app.until('the recording', ({ phase }) => phase === 'recording');
  await say(desktop, 'spoken through the menu');
  await click(/^Finish$/);
  await app.until(
    'the text',
    ({ phase, lastTake }) => phase === 'idle' && lastTake?.text === 'spoken through the menu',
  );

  await click(/^Copy last text$/);
  await expect.poll(() => readClipboard(desktop.env)).toBe('spoken through the menu');
  await field.clear();
  await field.focus();
  await click(/^Paste last text$/);
  await field.waitForText('spoken through the menu');
  await app.until('the paste to be told', ({ notice }) => notice?.kind === 'pasted');

  standin.script('transcribe', { kind: 'status', status: 400 });
  await click(/^Start dictation$/);
  await app.until('the recording', ({ phase }) => phase === 'recording');
  await say(desktop, 'refused at first');
  await click(/^Finish$/);
  await app.until('the failure', ({ lastTake }) => lastTake?.failed !== undefined);
  await click(/^Retry last take$/);
  await expect.poll(async () => (await app.takes())[0]).toMatchObject({ state: 'done', text: 'refused at first' });

  await click(/^Microphone: /, /^TestMicrophone/);
  await expect.poll(() => settingsOf(app).then(({ microphone }) => microphone.device)).not.toBe('');
  await click(/^Microphone: /, /^System default$/);
  await expect.poll(() => settingsOf(app).then(({ microphone }) => microphone.device)).toBe('');

  await click(/^Server: off$/, /^Turn on$/);
  const { server } = await app.until('the server', (state) => state.server.kind === 'on');
  const address = (server.address ?? '').replace(/\/v1$/, '');
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  await click(/^Server: on/, /^Copy key$/);
  await expect.poll(() => readClipboard(desktop.env)).toMatch(/^sotto_/);
  await click(/^Server: on/, /^Turn off$/);
  await app.until('the server to be off', (state) => state.server.kind === 'off');

  const [page] = await Promise.all([app.electron.waitForEvent('window'), click(/^Settings$/)]);
  await expect(page.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page');
  // The program that was active before Sotto is offered there, and added with one click.
  await page.locator('[data-setting="insertion.rules"]').getByRole('button', { name: 'Add Chromium' }).click();
  await expect
    .poll(() => settingsOf(app).then(({ insertion }) => insertion.rules))
    .toMatchObject([{ match: 'chromium' }]);
  for (const place of ['History', 'Doctor']) {
    await click(new RegExp(`^${place}`));
    await expect(page.getByRole('link', { name: place, exact: true })).toHaveAttribute('aria-current', 'page');
  }

  const child = app.electron.process();
  await click(/^Quit Sotto$/);
  await pollUntil('the end of the app', () => child.exitCode === 0);
});

test('the lines that come and go: an open microphone is closed, and without a login the menu leads to the sign-in', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const app = await launch({
    signedIn: false,
    settings: { app: { onboarded: true }, dictation: { keepOpenSeconds: 60 } },
  });
  const click = async (label: RegExp): Promise<void> => {
    await clickTrayMenu(async () => pathTo(await menuOf(app), [label]), desktop, keyboard);
  };
  await click(/^Start dictation$/);
  await app.until('the recording', ({ phase }) => phase === 'recording');
  await say(desktop, 'heard'); // a microphone that gave nothing but zeros is not kept open
  await click(/^Discard$/);
  await app.until(
    'the microphone to be kept open',
    ({ phase, microphoneKept }) => phase === 'idle' && !!microphoneKept,
  );
  await click(/^Close microphone$/);
  await app.until('the microphone to be closed', ({ microphoneKept }) => microphoneKept === null);

  // Without a login the window opened by itself, at its History.
  const page = await pollUntil('the window', () =>
    app.electron.windows().find((one) => one.url().includes('window.html')),
  );
  await click(/^Sign in$/);
  await expect(page.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('button', { name: 'Sign in with the browser' })).toBeInViewport();
});

const settingsOf = async (app: SottoApp): Promise<Settings> => (await app.command('settings.get')) as Settings; // the command's own answer

/** As the app draws it at this moment. */
async function menuOf(app: SottoApp): Promise<readonly TrayItem[]> {
  return trayModel(await app.state(), await settingsOf(app), { locale: 'en', platform: 'linux' }).items;
}

function pathTo(items: readonly TrayItem[], [wanted, ...rest]: readonly RegExp[]): TrayPath {
  const lines = items.flatMap(({ label, ...item }) => (label === undefined ? [] : [{ label, ...item }]));
  const labels = lines.map(({ label }) => label);
  const line = lines.find(({ label }) => wanted?.test(label));
  if (!line) throw new Error(`No line ${String(wanted)} in ${labels.join(' | ')}`);
  const { label: choose, submenu } = line;
  return { labels, choose, ...(submenu && rest.length > 0 ? { inside: pathTo(submenu, rest) } : {}) };
}
