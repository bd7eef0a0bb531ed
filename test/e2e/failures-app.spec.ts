// When the app itself goes away, or the window that the text was meant for: nothing that was said is lost, and the text
// never goes where it was not meant to go.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readClipboard } from '../desktop/clipboard.ts';
import { isRunning } from '../desktop/owned-process.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { hostFolder, realElectron } from '../electron-kind.ts';
import { keyHookOf, recorderOf } from './support/app-processes.ts';
import { expectUntouched, focusedField } from './support/fields.ts';
import { dictate, expect, holdAndWait, say, test } from './support/fixtures.ts';
import { releaseHotkey } from './support/hotkey.ts';
import { root, runSotto, type SottoApp } from './support/launch-sotto.ts';
import { moreRecorded } from './support/take-files.ts';
import { visibleWindow } from './support/windows.ts';

const words = 'not to be lost';

test('Escape while the key is held discards: nothing is inserted at key-up, nothing is sent', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch();
  await using field = await focusedField(desktop);
  await holdAndWait({ app, keyboard });
  await say(desktop, words);
  await keyboard.press('Escape');
  await app.until('the take to be discarded', ({ notice }) => notice?.kind === 'discarded');
  await releaseHotkey(keyboard);
  const { phase } = await app.until('the app to be idle', (now) => now.phase === 'idle');
  expect(phase).toBe('idle');
  expect(await app.takes()).toMatchObject([{ state: 'discarded', audio: 'kept', text: '' }]);
  expect(standin.transcriptions()).toEqual([]);
  expectUntouched(field);
});

test('the window was closed before the text came: it is copied, and said so', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch();
  await using other = await focusedField(desktop);
  await using field = await focusedField(desktop);
  standin.script('transcribe', { kind: 'hang', ms: 2500 });
  await dictate({ app, keyboard, desktop }, words);
  await app.until('the answer to be awaited', ({ phase }) => phase === 'transcribing');
  await field[Symbol.asyncDispose]();
  const { notice } = await app.until('the copy to be told', (now) => now.notice?.kind === 'copied');
  expect(notice).toMatchObject({ chord: expect.stringMatching(/V|Insert/), reason: { code: 'paste_failed' } });
  expect(await readClipboard(desktop.env)).toBe(words);
  expect(await app.takes()).toMatchObject([{ state: 'done', text: words, insertion: 'copied' }]);
  expectUntouched(other);
});

test('quit while recording: the take is there at the next start, and its text is not typed anywhere', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const first = await launch();
  await using field = await focusedField(desktop);
  const id = await speakAndKeepHolding(first, keyboard, desktop);
  const recorder = await recorderOf(first.home);
  await first.command('app.quit').catch(() => undefined); // it may be gone before it answers
  await pollUntil('the app to end', () => !isRunning(first.pid));
  await releaseHotkey(keyboard);
  expect(isRunning(recorder)).toBe(false);

  const second = await launch({ home: first.home, signedIn: false });
  await expectFound(second, id, desktop.env);
  expect(field.pasted()).toEqual([]); // the held key itself is the terminal's once its grab is gone
});

test('killed while recording: recorder and hook end, the take is there at the next start and playable', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const first = await launch();
  await using field = await focusedField(desktop);
  const id = await speakAndKeepHolding(first, keyboard, desktop);
  const children = [await recorderOf(first.home), await keyHookOf(first.home)];
  process.kill(first.pid, 'SIGKILL');
  await releaseHotkey(keyboard);
  await pollUntil('recorder and hook to end by themselves', () => children.every((pid) => !isRunning(pid)));

  const second = await launch({ home: first.home, signedIn: false });
  await expectFound(second, id, desktop.env);
  expect(field.pasted()).toEqual([]); // the held key itself is the terminal's once its grab is gone
});

test('a second start shows the window of the first, and ends', async ({ launch, desktop }) => {
  const app = await launch();
  const program = hostFolder(root) ? join(hostFolder(root) ?? '', 'electron') : (realElectron(root) ?? '');
  // As a package's `sotto` is called: what became of a command is told by the start that gave it.
  const asked = spawn(program, [root, '--no-sandbox', 'paste-last'], { cwd: root, env: app.env });
  const [said, [failed]] = await Promise.all([text(asked.stderr), once(asked, 'exit')]);
  expect([failed, said]).toEqual([1, expect.stringContaining('sotto: There is no text yet.')]);
  const second = spawn(program, [root, '--no-sandbox'], { cwd: root, env: app.env, stdio: 'ignore' });
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  expect(isRunning(app.pid)).toBe(true);
  await visibleWindow(desktop);
});

test('the command line reaches the running app, and says so when there is none', async ({ launch }) => {
  const app = await launch();
  expect(await runSotto(app.env, ['start'])).toMatchObject({ code: 0 });
  await app.until('the recording', ({ phase }) => phase === 'recording');
  expect(await runSotto(app.env, ['cancel'])).toMatchObject({ code: 0 });
  await app.until('the take to be discarded', ({ notice }) => notice?.kind === 'discarded');
  await app.close();
  const late = await runSotto(app.env, ['start']);
  expect(late.code).toBe(7);
  expect(late.stderr.trim().split('\n')).toHaveLength(1);
});

async function speakAndKeepHolding(
  app: SottoApp,
  keyboard: Parameters<typeof holdAndWait>[0]['keyboard'],
  desktop: Parameters<typeof say>[0],
): Promise<string> {
  const { dictation } = await holdAndWait({ app, keyboard });
  const id = dictation?.takeId ?? '';
  await say(desktop, words);
  await moreRecorded(app.home, id);
  return id;
}

/** Kept, playable, and sent by the queue: text in history and on the clipboard. */
async function expectFound(app: SottoApp, id: string, env: NodeJS.ProcessEnv): Promise<void> {
  const take = await pollUntil(
    'the take to be sent',
    async () => {
      const found = (await app.takes()).find((each) => each.id === id);
      return found?.state === 'done' && found;
    },
    { timeoutMs: 20_000 },
  );
  expect(take).toMatchObject({ text: words, audio: 'kept', insertion: 'none' });
  expect(take.durationMs).toBeGreaterThan(400);
  expect(await app.command('history.waveform', { id, bars: 20 })).toHaveLength(20);
  await expect.poll(() => readClipboard(env)).toBe(words);
}
