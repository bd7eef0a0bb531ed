// When a part of the app dies while somebody speaks: what was said is whole, the app says what happened, and it works on or
// offers to start again. Processes are taken away by their ids.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../desktop/owned-process.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import type { VirtualDesktop } from '../desktop/virtual-desktop.ts';
import { hostFolder } from '../electron-kind.ts';
import { appProcesses, processesBelow } from './support/app-processes.ts';
import { focusedField } from './support/fields.ts';
import { expect, holdAndWait, say, test } from './support/fixtures.ts';
import { releaseHotkey } from './support/hotkey.ts';
import { root, type SottoApp } from './support/launch-sotto.ts';
import { moreRecorded } from './support/take-files.ts';

const words = 'whole to the end';
const logOf = (app: SottoApp): string => {
  const file = join(app.home, 'logs/sotto.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

test('every page of the app dies while recording: the text is pasted whole, the window comes back, and it is said', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const app = await launch({ hidden: false });
  await pageProcesses(app);
  await using field = await focusedField(desktop);
  await holdAndWait({ app, keyboard });
  const pages = await pageProcesses(app);
  for (const pid of pages) process.kill(pid, 'SIGKILL');
  await pollUntil('the pages to be gone', () => pages.every((pid) => !isRunning(pid)));
  await app.until(
    'the crash to be told',
    ({ notice }) => notice?.kind === 'failed' && notice.error.code === 'internal',
  );
  const again = await pageProcesses(app);
  expect(again.filter((pid) => pages.includes(pid))).toEqual([]);
  await say(desktop, words);
  await releaseHotkey(keyboard);
  await app.until('the text', ({ lastTake, phase }) => phase === 'idle' && lastTake?.text === words);
  expect(await app.takes()).toMatchObject([{ state: 'done', text: words }]);
  await pollUntil('the window to be there again', () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible())),
  );
  expect(logOf(app)).toContain('the window crashed');
  expect(field.pasted().join('')).not.toContain(words.repeat(2));
});

test('graphics, network and sound services of the browser die while recording: nobody notices', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const app = await launch({ hidden: false });
  await using field = await focusedField(desktop);
  await holdAndWait({ app, keyboard });
  const services = processesBelow(app.pid, /--type=(gpu-process|utility)/);
  expect(services.length).toBeGreaterThan(0);
  for (const pid of services) process.kill(pid, 'SIGKILL');
  await say(desktop, words);
  await releaseHotkey(keyboard);
  await app.until('the text', ({ lastTake, phase }) => phase === 'idle' && lastTake?.text === words);
  expect(await app.takes()).toMatchObject([{ state: 'done', text: words, insertion: 'pasted' }]);
});

test('a fault in the app itself while recording: the take is kept, it is said, and "Restart" sends it', async ({
  desktop,
  keyboard,
  launch,
}) => {
  test.skip(hostFolder(root) === undefined, 'the dialog of real Electron has nobody who could press its button here');
  const app = await launch();
  await using field = await focusedField(desktop);
  const id = await speakAndKeepHolding(app, keyboard, desktop);
  await app.electron.evaluate(() => {
    globalThis.__electronHost.answerDialog({ response: 0, checkboxChecked: false });
    setImmediate(() => {
      throw new Error('a fault of the test with Bearer abc.def.ghi in it');
    });
  });
  await pollUntil('the app to end', () => !isRunning(app.pid));
  await releaseHotkey(keyboard);
  const lines = logOf(app)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter(({ event }) => event === 'unexpected fault')).toMatchObject([{ level: 'error' }]);
  expect(logOf(app)).not.toContain('abc.def.ghi');
  // It was started again by itself: the same door answers, and the take is found and sent.
  const take = await pollUntil(
    'the take to be sent by the new start',
    async () => (await app.takes().catch(() => [])).find((each) => each.id === id && each.state === 'done'),
    { timeoutMs: 30_000 },
  );
  expect(take).toMatchObject({ text: words, audio: 'kept', insertion: 'none' });
  expect(field.pasted()).toEqual([]);
  await app.command('app.quit').catch(() => undefined);
  await pollUntil('the second one to end', () => appProcesses(app.home, /--no-sandbox/).length === 0);
});

/** Renderer processes of the app; waits until there is one. */
function pageProcesses(app: SottoApp): Promise<number[]> {
  return pollUntil('a page', () => {
    const found = processesBelow(app.pid, /--type=renderer/);
    return found.length > 0 && found;
  });
}

async function speakAndKeepHolding(
  app: SottoApp,
  keyboard: Parameters<typeof holdAndWait>[0]['keyboard'],
  desktop: VirtualDesktop,
): Promise<string> {
  const { dictation } = await holdAndWait({ app, keyboard });
  const id = dictation?.takeId ?? '';
  await say(desktop, words);
  await moreRecorded(app.home, id);
  return id;
}
