import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hear } from '../../standin/fsk-decode.ts';
import type { AuthDocument } from '../../standin/login-book.ts';
import { readWav } from '../../standin/wav.ts';
import { type Answer, answerOf, postJson } from './client.ts';

const STANDIN = join(import.meta.dirname, '../../standin');

describe('the stand-in as a program', () => {
  it('prints its address, writes a login and is steered from another process', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'standin-program-'));
    const authFile = join(folder, 'codex', 'auth.json');
    const child = spawn(process.execPath, [join(STANDIN, 'main.ts'), '--port', '0', '--auth-file', authFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = await once(createInterface(child.stdout), 'line');
      // The program's one line.
      const { url, upstream } = JSON.parse(String(line)) as { url: string; upstream: string };
      expect((await stat(authFile)).mode & 0o777).toBe(0o600);
      const login = JSON.parse(await readFile(authFile, 'utf8')) as AuthDocument;
      const headers = { authorization: `Bearer ${login.tokens.access_token}` };
      const usage = (): Promise<Answer> => answerOf(fetch(`${upstream}/wham/usage`, { headers }));
      expect((await usage()).status).toBe(200);
      const control = (patch: object): Promise<Answer> =>
        answerOf(fetch(`${url}/__control`, { method: 'PUT', body: JSON.stringify(patch) }));
      await control({
        script: { other: [{ kind: 'challenge' }] },
        settings: { scriptedTranscript: 'x' },
        rules: { accessTokenSeconds: 60 },
      });
      expect((await usage()).headers.get('cf-mitigated')).toBe('challenge');
      expect((await postJson(`${url}/__control/check`, login.tokens)).json).toEqual({ access: true, refresh: true });
      await control({ killAccessTokens: true });
      expect((await usage()).status).toBe(401);
      expect((await postJson(`${url}/__control/check`, login.tokens)).json).toEqual({ access: false, refresh: true });
      const view = await answerOf(fetch(`${url}/__control`));
      expect(view.json).toMatchObject({
        settings: { scriptedTranscript: 'x' },
        rules: { accessTokenSeconds: 60 },
        refreshesSpent: 0,
      });
      expect(view.json).toMatchObject({ requests: [{ status: 200 }, { scripted: 'challenge' }, { bearer: 'dead' }] });
      const made = await postJson(`${url}/__control/login`, { email: 'eva@example.com' });
      expect(made.json).toMatchObject({ auth_mode: 'chatgpt' });
    } finally {
      child.kill('SIGTERM');
      await once(child, 'close');
      await rm(folder, { recursive: true });
    }
    expect(child.exitCode).toBe(0);
  });

  it('speaks into a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'standin-speak-'));
    const file = join(folder, 'out.wav');
    const args = [join(STANDIN, 'speak.ts'), 'hello [pause 700] world', file, '--rate', '24000'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(JSON.parse(stdout)).toMatchObject({ file, sampleRate: 24_000 });
    const pcm = readWav(await readFile(file));
    const { text, words } = hear(pcm?.samples ?? new Int16Array(0), pcm?.sampleRate ?? 0);
    expect(text).toBe('hello world');
    expect((words[1]?.startMs ?? 0) - (words[0]?.endMs ?? 0)).toBeCloseTo(700, -1);
    await rm(folder, { recursive: true });
  });
});
