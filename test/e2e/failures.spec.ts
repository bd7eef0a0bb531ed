// When the service or the login fails on the way: the app lives, says what is wrong and what mends it, keeps the audio,
// and sends it again when asked. A late text goes to the clipboard, never into a window that the user may have left.
import { join } from 'node:path';
import type { ErrorCode } from '../../src-main/contract/error-table.ts';
import { errorFacts, type Mend } from '../../src-main/contract/error-table.ts';
import type { Take } from '../../src-main/contract/take.ts';
import { readClipboard } from '../desktop/clipboard.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import type { ScriptedReply } from '../standin/scripted-reply.ts';
import { startShapedLink } from '../standin/shape-link.ts';
import type { Standin } from '../standin/standin.ts';
import { expectUntouched, focusedField } from './support/fields.ts';
import { dictate, expect, test } from './support/fixtures.ts';
import { type SottoApp, signIn } from './support/launch-sotto.ts';
import { forgetScripts } from './support/steer-standin.ts';
import { focusedWindow } from './support/windows.ts';

const words = 'kept until it can be sent';

interface ServiceFailure {
  readonly name: string;
  readonly code: ErrorCode;
  readonly mend: Mend;
  /** Sent again without being asked. */
  readonly mendsItself: boolean;
  readonly cause: (standin: Standin) => void;
}

/** As often as the client could try by itself, and more. */
const always = (reply: ScriptedReply) => (standin: Standin) =>
  standin.script('transcribe', ...Array.from({ length: 8 }, () => reply));

const failures: readonly ServiceFailure[] = [
  {
    name: 'answers 500',
    code: 'upstream_error',
    mend: 'retry',
    mendsItself: true,
    cause: always({ kind: 'status', status: 500 }),
  },
  {
    name: 'answers with a challenge page',
    code: 'upstream_challenge',
    mend: 'open-doctor',
    mendsItself: true,
    cause: always({ kind: 'challenge' }),
  },
  {
    name: 'says that the usage limit is reached',
    code: 'quota_exhausted',
    mend: 'wait',
    mendsItself: true,
    cause: always({ kind: 'usage-limit', resetsInSeconds: 3600 }),
  },
  {
    name: 'answers with broken JSON',
    code: 'invalid_response',
    mend: 'retry',
    mendsItself: true,
    cause: always({ kind: 'wrong-json' }),
  },
  {
    name: 'refuses the request',
    code: 'upstream_rejected',
    mend: 'retry',
    mendsItself: false,
    cause: always({ kind: 'status', status: 400, body: { detail: 'Unsupported request' } }),
  },
];

for (const { name, code, mend, mendsItself, cause } of failures) {
  test(`the service ${name}: told as ${code}, kept, sent again when asked`, async ({
    desktop,
    keyboard,
    launch,
    standin,
  }) => {
    const app = await launch();
    await using field = await focusedField(desktop);
    cause(standin);
    await dictate({ app, keyboard, desktop }, words);
    const { notice, phase } = await app.until('the failure to be told', (now) => now.notice?.kind === 'failed');
    expect(phase).toBe('idle');
    expect(notice).toMatchObject({ kind: 'failed', error: { code }, mendsItself });
    expect(notice?.kind === 'failed' && notice.error.hint).toBeTruthy();
    expect(errorFacts(code).mend).toBe(mend);
    const take = await newest(app);
    expect(take).toMatchObject({ state: 'failed', error: { code }, audio: 'kept', text: '', insertion: 'none' });
    expect((await app.state()).failedCount).toBe(1);
    expectUntouched(field);

    await forgetScripts(standin);
    await app.command('history.retry', { ids: [take.id] });
    await expectLate(app, take.id, desktop.env);
    expectUntouched(field);
    expect((await app.state()).failedCount).toBe(0);
  });
}

test('a limit that resets in an hour is waited for, not knocked at', async ({ desktop, keyboard, launch, standin }) => {
  const app = await launch();
  await using field = await focusedField(desktop);
  standin.script('transcribe', { kind: 'usage-limit', resetsInSeconds: 3600 });
  await dictate({ app, keyboard, desktop }, words);
  await app.until('the failure to be told', ({ notice }) => notice?.kind === 'failed');
  const { retryAt = 0 } = await newest(app);
  expect(retryAt - Date.now()).toBeGreaterThan(3_500_000);
  expect(standin.requests.filter(({ path }) => path.endsWith('/transcribe'))).toHaveLength(1);
  expectUntouched(field);
});

test('nobody answers: told as a network fault, and sent by itself when the line is back', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  await using link = await startShapedLink({ target: standin.url, upMbit: 1000, downMbit: 1000, rttMs: 0 });
  const app = await launch({ env: { SOTTO_UPSTREAM: `${link.url}/backend-api` } });
  await using field = await focusedField(desktop);
  link.goDown();
  await dictate({ app, keyboard, desktop }, words);
  const { notice } = await app.until('the failure to be told', (now) => now.notice?.kind === 'failed');
  expect(notice).toMatchObject({ error: { code: 'network' }, mendsItself: true });
  const take = await newest(app);
  expect(take).toMatchObject({ state: 'failed', error: { code: 'network' }, audio: 'kept' });
  expect(take.retryAt).toBeGreaterThan(Date.now());
  link.comeBack();
  await expectLate(app, take.id, desktop.env, 40_000);
  expectUntouched(field);
});

test('the login is dead: told with its cure, kept, and sent after a new sign-in', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch();
  await using field = await focusedField(desktop);
  standin.book.killAccessTokens();
  standin.book.endAllFamilies('expired');
  await dictate({ app, keyboard, desktop }, words);
  const { notice } = await app.until('the failure to be told', (now) => now.notice?.kind === 'failed');
  expect(notice).toMatchObject({ error: { code: 'login_expired' }, mendsItself: false });
  expect(notice).not.toHaveProperty('until'); // it stays: the user is needed
  expect(errorFacts('login_expired').mend).toBe('sign-in');
  const take = await newest(app);
  expect(take).toMatchObject({ state: 'failed', error: { code: 'login_expired' }, audio: 'kept' });
  signIn(join(app.home, 'codex'), standin);
  await app.command('history.retry', { ids: [take.id] });
  await expectLate(app, take.id, desktop.env);
  expectUntouched(field);
});

test('a dead login is a standing problem until the next sign-in, which sends what waited', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch();
  await using field = await focusedField(desktop);
  standin.book.killAccessTokens();
  standin.book.endAllFamilies('expired');
  await dictate({ app, keyboard, desktop }, words);
  const broken = await app.until('the account to be shown broken', ({ account }) => account.kind === 'broken');
  expect(broken.problems).toContainEqual(
    expect.objectContaining({ id: 'login', error: expect.objectContaining({ code: 'login_expired' }) }),
  );
  const take = await newest(app);
  signIn(join(app.home, 'codex'), standin);
  const mended = await app.until('the account to be there again', ({ account }) => account.kind === 'chatgpt');
  expect(mended.problems).toEqual([]);
  await expectLate(app, take.id, desktop.env);
  expectUntouched(field);
});

test('signed out: the take is kept and sent nowhere, not to practice mode either, until somebody signs in', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch({ signedIn: false });
  await focusedWindow(desktop); // by itself, for whoever has no login yet
  await using field = await focusedField(desktop);
  await dictate({ app, keyboard, desktop }, words);
  const { notice } = await app.until('the failure to be told', (now) => now.notice?.kind === 'failed');
  expect(notice).toMatchObject({ error: { code: 'not_signed_in' }, mendsItself: false });
  const take = await newest(app);
  expect(take).toMatchObject({ state: 'failed', error: { code: 'not_signed_in' }, audio: 'kept' });
  expectUntouched(field);
  await app.command('account.practice', { on: true });
  await app.until('practice mode', ({ account }) => account.kind === 'practice');
  await dictate({ app, keyboard, desktop }, 'only for practice');
  await field.waitForText('only for practice');
  const [practised, kept] = await app.takes();
  expect(practised).toMatchObject({ state: 'done', practice: true });
  expect(kept).toMatchObject({ id: take.id, state: 'failed', error: { code: 'not_signed_in' } });
  expect(standin.transcriptions()).toEqual([]);
  signIn(join(app.home, 'codex'), standin);
  await app.command('account.practice', { on: false });
  await expectLate(app, take.id, desktop.env);
  expect(standin.transcriptions().map((call) => call.audio?.text)).toEqual([words]);
});

async function newest(app: SottoApp): Promise<Take> {
  const [take] = await app.takes();
  if (!take) throw new Error('There is no take in history.');
  return take;
}

/** The text is in history and on the clipboard, and the app says that it is only copied. */
async function expectLate(app: SottoApp, id: string, env: NodeJS.ProcessEnv, timeoutMs = 15_000): Promise<void> {
  const done = await pollUntil(
    'the take to be sent',
    async () => {
      const take = (await app.takes()).find((each) => each.id === id);
      return take?.state === 'done' && take;
    },
    { timeoutMs },
  );
  expect(done).toMatchObject({ text: words, audio: 'kept' });
  expect(done).not.toHaveProperty('error');
  await expect.poll(() => readClipboard(env)).toBe(words);
}
