// When a part of the app dies while somebody speaks: what was said is whole, the app says what happened, and it works on or
// offers to start again. Processes are taken away by their ids.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../desktop/owned-process.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { processesBelow } from './support/app-processes.ts';
import { focusedField } from './support/fields.ts';
import { expect, holdAndWait, say, test } from './support/fixtures.ts';
import { releaseHotkey } from './support/hotkey.ts';
import type { SottoApp } from './support/launch-sotto.ts';

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
  const window = await app.electron.firstWindow();
  await window.getByRole('link', { name: 'Settings' }).waitFor(); // else its page might be none of those that die
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

/** Renderer processes of the app; waits until there is one. */
function pageProcesses(app: SottoApp): Promise<number[]> {
  return pollUntil('a page', () => {
    const found = processesBelow(app.pid, /--type=renderer/);
    return found.length > 0 && found;
  });
}
