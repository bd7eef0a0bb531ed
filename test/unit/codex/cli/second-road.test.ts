import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codexExec, openAppServer } from '../../../../src-main/codex/index.ts';
import { failureOf } from '../client-with-standin.ts';

const command = [process.execPath, join(import.meta.dirname, 'fake-codex-program.ts')];
let folder: string;
let env: Record<string, string | undefined>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'second-road-'));
  env = { ...process.env, FAKE_CODEX_NOTE: join(folder, 'note') };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const noted = () =>
  readFileSync(join(folder, 'note'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('codex exec', () => {
  it('answers with the agent\u2019s last message, asked over standard input in an empty folder with today\u2019s flags', async () => {
    const result = await codexExec({
      command,
      env,
      prompt: 'gr\u00fc\u00df "Gott"',
      model: 'gpt-5.5',
      effort: 'medium',
      originator: 'sotto',
    });
    expect(result).toEqual({
      text: 'You said: gr\u00fc\u00df "Gott"',
      threadId: 'th_1',
      usage: { input_tokens: 3, output_tokens: 4 },
    });
    const [call] = noted();
    expect(call.originator).toBe('sotto');
    expect(call.args).toEqual(
      expect.arrayContaining([
        '--json',
        '--ephemeral',
        '--skip-git-repo-check',
        '--ignore-user-config',
        '-m',
        'gpt-5.5',
      ]),
    );
    expect(call.args.join(' ')).toContain('--sandbox read-only');
    expect(call.args.join(' ')).toContain('-c model_reasoning_effort="medium" -m gpt-5.5 -');
    expect(call.args.join(' ')).not.toMatch(/Gott|approval-policy/);
    expect(existsSync(call.cwd)).toBe(false); // its folder is gone again
  });

  it('hands a schema over as a file', async () => {
    await codexExec({ command, env, prompt: 'x', outputSchema: { type: 'object' } });
    const { args } = noted()[0];
    expect(args[args.indexOf('--output-schema') + 1]).toMatch(/schema\.json$/);
  });

  it.each([
    ['fail', 'upstream_error', /model is not supported/],
    ['mute', 'invalid_response', /without an answer/],
  ])('%s is told', async (prompt, code, message) => {
    expect(await failureOf(codexExec({ command, env, prompt }))).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('ends with its time, with the caller, and without the program', async () => {
    expect((await failureOf(codexExec({ command, env, prompt: 'hang', timeoutMs: 400 }))).code).toBe(
      'upstream_timeout',
    );
    expect((await failureOf(codexExec({ command, env, prompt: 'x', signal: AbortSignal.abort() }))).code).toBe(
      'cancelled',
    );
    expect((await failureOf(codexExec({ command: ['no-such-codex'], env, prompt: 'x' }))).code).toBe(
      'login_unsupported',
    );
    expect((await failureOf(codexExec({ command, env, prompt: 'x', effort: 'low" -c evil="1' }))).code).toBe(
      'settings_invalid',
    );
  });
});

describe('an app-server session', () => {
  const open = () => openAppServer({ command, env, clientName: 'sotto', clientVersion: '0.1.0' });

  it('answers turn after turn with deltas, over one process, and declines what it asks', async () => {
    await using session = await open();
    for (const prompt of ['one', 'two']) {
      expect((await Array.fromAsync(session.ask({ prompt, effort: 'low' }))).join('')).toBe(`You said: ${prompt}`);
    }
    expect(await session.request('account/rateLimits/read')).toEqual({ rateLimits: {} });
    const messages = noted();
    expect(messages[0]).toMatchObject({
      method: 'initialize',
      params: { clientInfo: { name: 'sotto', version: '0.1.0' } },
    });
    expect(messages.find(({ method }) => method === 'thread/start').params).toMatchObject({
      approvalPolicy: 'never',
      sandbox: 'read-only',
      ephemeral: true,
    });
    expect(messages).toContainEqual({ id: 900, error: { code: -32_601, message: 'declined' } });
  });

  it('tells a failed turn and goes on', async () => {
    await using session = await open();
    const failure = await failureOf(Array.fromAsync(session.ask({ prompt: 'fail' })));
    expect(failure).toMatchObject({ code: 'upstream_error', message: expect.stringMatching(/no quota/) });
    expect((await Array.fromAsync(session.ask({ prompt: 'next' }))).join('')).toBe('You said: next');
    expect((await failureOf(session.request('no/such'))).code).toBe('upstream_error');
  });

  it('interrupts a turn that its asker gives up', async () => {
    await using session = await open();
    const abort = new AbortController();
    const asking = failureOf(Array.fromAsync(session.ask({ prompt: 'hang', signal: abort.signal })));
    await expect.poll(() => noted().some(({ method }) => method === 'turn/start')).toBe(true);
    abort.abort();
    expect((await asking).code).toBe('cancelled');
    await expect.poll(() => noted().some(({ method }) => method === 'turn/interrupt')).toBe(true);
  });

  it('tells when the program dies in a turn, and when it is not there', async () => {
    await using session = await open();
    expect((await failureOf(Array.fromAsync(session.ask({ prompt: 'die' })))).code).toBe('upstream_error');
    const missing = openAppServer({ command: ['no-such-codex'], env, clientName: 'a', clientVersion: '1.0.0' });
    expect((await failureOf(missing)).code).toBe('login_unsupported');
  });
});
