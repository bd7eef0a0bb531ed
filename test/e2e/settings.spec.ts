// Settings in the running app: what is changed counts at once, without a restart. `proves` names each setting; a unit test
// holds that none is left out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingsPatch } from '../../src-main/contract/settings.ts';
import { errorsDe } from '../../src-renderer/words/errors-de.ts';
import { readClipboard } from '../desktop/clipboard.ts';
import { startNotificationService } from '../desktop/notification-service.ts';
import { isRunning } from '../desktop/owned-process.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { runProgram } from '../desktop/run-program.ts';
import { startPlayer } from '../unit/media/start-player.ts';
import { appProcesses, recorderOf } from './support/app-processes.ts';
import { focusedField } from './support/fields.ts';
import { dictate, expect, holdAndWait, test } from './support/fixtures.ts';
import { releaseHotkey } from './support/hotkey.ts';
import type { SottoApp } from './support/launch-sotto.ts';

const words = 'as it is set';
const change = (app: SottoApp, patch: SettingsPatch): Promise<unknown> => app.command('settings.set', { patch });
const idle = (app: SottoApp): Promise<unknown> => app.until('the app to be idle', ({ phase }) => phase === 'idle');
const proves = (...settings: string[]): void =>
  void test.info().annotations.push({ type: 'proves', description: settings.join(', ') });
const recorders = (app: SottoApp): number[] => appProcesses(app.home, /^\S*(parecord|pw-record|arecord|sox) /);

test('the next take is recorded with the recorder, microphone and rate of the moment', async ({ launch }) => {
  proves('microphone.recorder', 'microphone.device', 'microphone.sampleRate');
  const app = await launch();
  const commandLine = async (): Promise<string> => {
    await app.command('dictation.start');
    await app.until('the recording', ({ phase }) => phase === 'recording');
    const line = readFileSync(`/proc/${await recorderOf(app.home)}/cmdline`, 'utf8').replaceAll('\0', ' ');
    await app.command('dictation.cancel');
    await idle(app);
    await pollUntil('the recorder to end', () => recorders(app).length === 0);
    return line;
  };
  await change(app, { microphone: { recorder: 'parecord' } });
  expect(await commandLine()).toMatch(/parecord .*--rate=16000 (?!.*--device)/);
  await change(app, { microphone: { device: 'vmicsrc', sampleRate: 24000 } });
  expect(await commandLine()).toMatch(/parecord .*--rate=24000 .*--device=vmicsrc/);
  await change(app, { microphone: { recorder: 'arecord', device: '' } });
  expect(await commandLine()).toMatch(/arecord .*--rate=24000/);
});

test('the microphone stays open after use, is said to be open, and closes when told', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  proves('dictation.keepOpenSeconds');
  const app = await launch();
  await change(app, { dictation: { keepOpenSeconds: 60 } });
  await using _field = await focusedField(desktop);
  await dictate({ app, keyboard, desktop }, words);
  await app.until('the paste', ({ notice }) => notice?.kind === 'pasted');
  const { microphoneKept } = await app.until('the microphone to be kept', (now) => now.microphoneKept !== null);
  expect((microphoneKept?.until ?? 0) - Date.now()).toBeGreaterThan(40_000);
  const [kept = 0] = recorders(app);
  await dictate({ app, keyboard, desktop }, words);
  await app.until('the second paste', ({ phase, notice }) => phase === 'idle' && notice?.kind === 'pasted');
  expect(recorders(app)).toEqual([kept]);
  const [second] = await app.takes();
  expect(second?.timings?.keyDownToFirstSample).toBeLessThan(10);
  expect(standin.transcriptions()).toHaveLength(2);
  await app.until('the microphone to be kept', (now) => now.microphoneKept !== null);
  await change(app, { dictation: { keepOpenSeconds: 0 } });
  expect((await app.state()).microphoneKept).toBeNull();
  await pollUntil('the recorder to end', () => !isRunning(kept));
});

test('players are quiet while the key is held', async ({ desktop, keyboard, launch }) => {
  proves('dictation.pauseMedia');
  const app = await launch({ settings: { dictation: { mode: 'hold' } } }); // a hold that is short is no tap then
  await using music = await startPlayer(desktop.env.DBUS_SESSION_BUS_ADDRESS ?? '', 'music');
  await holdAndWait({ app, keyboard });
  await keyboard.press('Escape');
  await releaseHotkey(keyboard);
  await idle(app);
  expect(music.heard).toEqual(['ready']);
  await change(app, { dictation: { pauseMedia: true } });
  await holdAndWait({ app, keyboard });
  await pollUntil('the pause', () => music.heard.includes('Pause'));
  await releaseHotkey(keyboard);
  await pollUntil('the music', () => music.heard.includes('Play'));
  expect(music.heard).toEqual(['ready', 'Pause', 'Play']);
});

test('language, way of insertion and what is kept count for the next take', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  proves('dictation.language', 'insertion.method', 'insertion.trailingSpace', 'history.keep', 'dictation.escape');
  const app = await launch();
  await using field = await focusedField(desktop);
  await change(app, { dictation: { language: 'de', escape: 'off', mode: 'hold' }, insertion: { trailingSpace: true } });
  await dictate({ app, keyboard, desktop }, words);
  await field.waitForText(`${words} `);
  expect(standin.transcriptions().at(-1)?.audio?.fields).toMatchObject({ language: 'de' });
  await holdAndWait({ app, keyboard });
  await keyboard.press('Escape'); // not ours now
  await releaseHotkey(keyboard);
  await idle(app);
  expect((await app.takes()).map(({ state }) => state)).not.toContain('discarded');
  const before = (await app.takes()).length;
  await change(app, { insertion: { method: 'copy' }, history: { keep: false } });
  await dictate({ app, keyboard, desktop }, 'only copied');
  await app.until('the copy to be told', ({ notice }) => notice?.kind === 'copied');
  expect(await readClipboard(desktop.env)).toBe('only copied ');
  await idle(app);
  expect(await app.takes()).toHaveLength(before);
});

test('the server follows its settings, also when they are reset', async ({ desktop, launch }) => {
  proves(
    'server.enabled',
    'server.port',
    'server.origins',
    'server.maxUploadMegabytes',
    'server.concurrency',
    'server.storeTakes',
  );
  const app = await launch();
  const port = 20_000 + (app.pid % 20_000);
  const on = (wanted: number) => `http://127.0.0.1:${wanted}`;
  const address = async (wanted: string): Promise<void> => {
    await app.command('server.set', { on: true }); // answers when the change is carried out
    expect((await app.state()).server).toMatchObject({ kind: 'on', address: wanted });
  };
  await change(app, { server: { enabled: true, port } });
  await address(on(port));
  await change(app, { server: { port: port + 1 } });
  await address(on(port + 1));
  await expect(fetch(`${on(port)}/healthz`)).rejects.toThrow();
  const { key } = JSON.parse(readFileSync(join(app.home, 'server.json'), 'utf8')) as { key: string };
  const preflight = () =>
    fetch(`${on(port + 1)}/v1/models`, {
      method: 'OPTIONS',
      headers: { origin: 'app://obsidian.md', 'access-control-request-method': 'GET' },
    });
  expect((await preflight()).status).toBe(403);
  await change(app, { server: { origins: ['app://obsidian.md'] } });
  expect((await preflight()).status).toBe(204);

  const upload = async (megabytes: number) => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(megabytes * 1024 * 1024)]), 'a.wav');
    return await fetch(`${on(port + 1)}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: form,
    });
  };
  await change(app, { server: { maxUploadMegabytes: 1, concurrency: 1 } });
  await address(on(port + 1));
  expect((await upload(3)).status).toBe(413);

  // The line that the window copies is a line that works.
  await change(app, { server: { storeTakes: true, maxUploadMegabytes: 50 } });
  await address(on(port + 1));
  const { speak } = await import('../standin/fsk-encode.ts');
  const { writeWav } = await import('../standin/wav.ts');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(join(app.home, 'audio.wav'), writeWav({ sampleRate: 16_000, samples: speak(words) }));
  await app.command('server.copyCurl');
  const line = (await readClipboard(desktop.env)) ?? '';
  const ran = await runProgram('sh', ['-c', `cd '${app.home}' && ${line}`], { env: app.env });
  expect(ran.stderr).not.toContain('curl:');
  expect(JSON.parse(ran.stdout)).toMatchObject({ text: words });
  expect(await app.takes()).toMatchObject([{ source: 'server', text: words }]);

  await app.command('settings.reset', { section: 'server' });
  await app.until('the server to be off', ({ server }) => server.kind === 'off');
  await expect(fetch(`${on(port + 1)}/healthz`)).rejects.toThrow();
});

test('key, practice mode and start at login follow their settings, or say why not', async ({ launch }) => {
  proves('hotkeys.dictate', 'account.practice', 'app.openAtLogin');
  const app = await launch();
  await change(app, { hotkeys: { dictate: 'Control+Alt+F9' } });
  await app.until('the other key', ({ hotkey }) => hotkey.accelerator === 'Control+Alt+F9');
  await change(app, { account: { practice: true } });
  await app.until('practice mode', ({ account }) => account.kind === 'practice');
  await app.command('settings.reset', { section: 'account', key: 'practice' });
  await app.until('the login', ({ account }) => account.kind === 'chatgpt');
  await expect(change(app, { app: { openAtLogin: true } })).rejects.toMatchObject({
    code: 'login_item_failed',
    message: 'This Sotto runs from a checkout, which can\u2019t be started at login.',
  });
  expect(await app.command('settings.get')).toMatchObject({ app: { openAtLogin: false } });
});

test('a failed take is told by the system, in the language of the moment, unless it is not to be', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  proves('appearance.notifications');
  const app = await launch();
  using service = await startNotificationService(desktop.env);
  await using _field = await focusedField(desktop);
  const fail = async (): Promise<void> => {
    standin.script('transcribe', { kind: 'usage-limit', resetsInSeconds: 3600 });
    await dictate({ app, keyboard, desktop }, words);
    await app.until('the failure', ({ phase, notice }) => phase === 'idle' && notice?.kind === 'failed');
    await app.command('notice.dismiss');
  };
  await change(app, { appearance: { locale: 'de' } });
  await fail();
  await pollUntil('the notification', () => service.shown.length > 0);
  expect(service.shown[0]?.title).toBe(errorsDe.quota_exhausted.title);
  expect(service.shown[0]?.body).toContain('Die Aufnahme bleibt im Verlauf.');
  await change(app, { appearance: { notifications: false } });
  await fail();
  expect(service.shown).toHaveLength(1);
});

test('theme, language and place of the pill follow their settings', async ({ launch }) => {
  proves('appearance.theme', 'appearance.locale', 'appearance.overlay');
  const app = await launch({ hidden: false });
  const page = await app.electron.firstWindow();
  await page.getByRole('navigation').first().waitFor();
  const dark = () => page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: dark)').matches`);
  for (const theme of ['dark', 'light'] as const) {
    await change(app, { appearance: { theme } });
    await expect.poll(dark).toBe(theme === 'dark');
  }
  await change(app, { appearance: { locale: 'de' } });
  await page.getByRole('link', { name: 'Verlauf' }).waitFor();
  await change(app, { appearance: { locale: 'en' } });
  await page.getByRole('link', { name: 'History' }).waitFor();

  const shownPill = () =>
    app.electron.evaluate(({ BrowserWindow }) => {
      const pill = BrowserWindow.getAllWindows().find((window) => !window.isFocusable() && window.isVisible());
      return pill ? pill.getBounds().y : null;
    });
  const pillTop = async (): Promise<number | null> => {
    await app.command('dictation.start');
    await app.until('the recording', ({ phase }) => phase === 'recording');
    const top = await pollUntil('the pill', async () => (await shownPill()) ?? undefined, { timeoutMs: 3000 }).catch(
      () => null,
    );
    await app.command('dictation.cancel');
    await app.command('notice.dismiss');
    await idle(app);
    return top;
  };
  const low = await pillTop();
  await change(app, { appearance: { overlay: 'top' } });
  const high = await pillTop();
  expect(high).toBeLessThan(100);
  expect(low).toBeGreaterThan(300);
  await change(app, { appearance: { overlay: 'off' } });
  expect(await pillTop()).toBeNull();
});
