// When the microphone's side fails: no recorder program, a recorder or the sound server that is killed while the user
// speaks, the key hook's death. What was said until then is kept, and the app says what mends it.
import type { Take } from '../../src-main/contract/take.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { keyHookOf, recorderOf } from './support/app-processes.ts';
import { expectUntouched, focusedField } from './support/fields.ts';
import { dictate, expect, holdAndWait, say, test } from './support/fixtures.ts';
import { holdHotkey, releaseHotkey } from './support/hotkey.ts';
import type { SottoApp } from './support/launch-sotto.ts';
import { pathWithout, recorderPrograms } from './support/path-without.ts';
import { moreRecorded } from './support/take-files.ts';

test('no recorder program: told with what to install, and the app lives', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch({
    env: { PATH: pathWithout(desktop.dir, recorderPrograms) },
    settings: { microphone: { recorder: 'parecord' } },
  });
  await using field = await focusedField(desktop);
  await holdHotkey(keyboard);
  const { notice, problems } = await app.until('the failure to be told', (now) => now.notice?.kind === 'failed');
  await releaseHotkey(keyboard);
  expect(notice).toMatchObject({ error: { code: 'recorder_missing' }, mendsItself: false });
  expect(notice?.kind === 'failed' && notice.error.hint).toContain('parecord');
  expect(problems).toMatchObject([{ id: 'recorder', error: { code: 'recorder_missing' } }]);
  expect((await app.state()).phase).toBe('idle');
  expect(standin.transcriptions()).toEqual([]);
  expectUntouched(field);
});

test('no recorder program at all: the hidden window records', async ({ desktop, keyboard, launch }) => {
  const app = await launch({ env: { PATH: pathWithout(desktop.dir, recorderPrograms) } });
  await using field = await focusedField(desktop);
  await dictate({ app, keyboard, desktop }, 'without any program');
  await field.waitForText('without any program');
});

test('a recorder that is killed is opened again: the same take goes on', async ({ desktop, keyboard, launch }) => {
  const app = await launch();
  await using field = await focusedField(desktop);
  const { dictation } = await holdAndWait({ app, keyboard });
  const id = dictation?.takeId ?? '';
  await say(desktop, 'said before');
  await moreRecorded(app.home, id);
  const first = await recorderOf(app.home);
  process.kill(first, 'SIGKILL');
  await recorderOf(app.home, [first]);
  await moreRecorded(app.home, id);
  await say(desktop, 'said after');
  await releaseHotkey(keyboard);
  await field.waitForText('said before said after');
  expect(await app.takes()).toMatchObject([{ id, state: 'done', text: 'said before said after', audio: 'kept' }]);
});

test('a recorder that dies again and again ends the take: kept, told, and sent when asked', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch({ settings: { microphone: { recorder: 'parecord' } } });
  await using field = await focusedField(desktop);
  const { dictation } = await holdAndWait({ app, keyboard });
  const id = dictation?.takeId ?? '';
  await say(desktop, 'said before the end');
  await moreRecorded(app.home, id);
  const killed: number[] = [];
  for (let death = 0; death < 3; death += 1) {
    const recorder = await recorderOf(app.home, killed);
    killed.push(recorder);
    if (death > 0) await moreRecorded(app.home, id);
    process.kill(recorder, 'SIGKILL');
  }
  const { notice, problems } = await app.until('the failure to be told', (now) => now.notice?.kind === 'failed');
  await releaseHotkey(keyboard);
  expect(notice).toMatchObject({ error: { code: 'recorder_died' }, mendsItself: false });
  expect(problems).toMatchObject([{ id: 'recorder', error: { code: 'recorder_died' } }]);
  expect(await app.takes()).toMatchObject([{ id, state: 'failed', error: { code: 'recorder_died' }, audio: 'kept' }]);
  expect(standin.transcriptions()).toEqual([]);
  expectUntouched(field);
  await app.command('history.retry', { ids: [id] });
  expect(await settled(app, id)).toMatchObject({ state: 'done', text: 'said before the end' });
});

test('the sound server is killed: the take is kept, and the next one works when it is back', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const app = await launch({ settings: { microphone: { recorder: 'parecord' } } });
  await using field = await focusedField(desktop);
  const { dictation } = await holdAndWait({ app, keyboard });
  const id = dictation?.takeId ?? '';
  await say(desktop, 'before the silence');
  await moreRecorded(app.home, id);
  desktop.programs.sound.child.kill('SIGKILL');
  const { notice } = await app.until('the failure to be told', (now) => now.notice?.kind === 'failed');
  await releaseHotkey(keyboard);
  try {
    expect(notice).toMatchObject({ error: { code: 'microphone_missing' }, mendsItself: false });
    expect((await app.state()).problems).toMatchObject([{ id: 'recorder' }]);
    expect(await app.takes()).toMatchObject([{ id, state: 'failed', audio: 'kept' }]);
    expectUntouched(field);
  } finally {
    await desktop.restartSound();
  }
  await dictate({ app, keyboard, desktop }, 'heard again');
  await field.waitForText('heard again');
  expect((await app.state()).problems).toEqual([]);
  await app.command('history.retry', { ids: [id] });
  expect(await settled(app, id)).toMatchObject({ state: 'done', text: 'before the silence' });
});

test('the key hook dies while the key is held: what was said is sent, and the hook comes back', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const app = await launch();
  await using field = await focusedField(desktop);
  await app.until('the hook to work', ({ hotkey }) => hotkey.works === 'hold');
  await holdAndWait({ app, keyboard });
  await say(desktop, 'held until then');
  process.kill(await keyHookOf(app.home), 'SIGKILL');
  await app.until('the recording to be ended', ({ phase }) => phase !== 'recording' && phase !== 'opening');
  await releaseHotkey(keyboard);
  await field.waitForText('held until then');
  await app.until('the hook to be back', ({ hotkey }) => hotkey.works === 'hold');
  await field.clear();
  await dictate({ app, keyboard, desktop }, 'and again');
  await field.waitForText('and again');
});

test('a hook that keeps dying is given up: the state says so and the key still works by taps', async ({
  desktop,
  keyboard,
  launch,
}) => {
  const app = await launch();
  await using field = await focusedField(desktop);
  const killed: number[] = [];
  for (let death = 0; death < 6; death += 1) {
    const hook = await keyHookOf(app.home, killed);
    killed.push(hook);
    process.kill(hook, 'SIGKILL');
  }
  const { hotkey, problems } = await app.until('the hook to be given up', (now) => now.hotkey.error !== undefined);
  expect(hotkey).toMatchObject({ works: 'toggle', error: { code: 'hook_unavailable' } });
  expect(problems).toMatchObject([{ id: 'hook', error: { code: 'hook_unavailable' } }]);
  await keyboard.press('ctrl+alt+space');
  await app.until('the recording', ({ phase }) => phase === 'recording');
  await say(desktop, 'tapped words that last for more than a second');
  await keyboard.press('ctrl+alt+space');
  await field.waitForText('tapped words that last for more than a second');

  await app.command('doctor.mend', { check: 'hotkey' });
  const mended = await app.until('the hook to work again', (now) => now.hotkey.works === 'hold');
  expect(mended.problems).toEqual([]);
});

async function settled(app: SottoApp, id: string): Promise<Take> {
  return await pollUntil('the take to be sent', async () => {
    const take = (await app.takes()).find((each) => each.id === id);
    return take && !['failed', 'recorded', 'transcribing'].includes(take.state) && take;
  });
}
