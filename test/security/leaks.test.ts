// What must never come out of the server: in its log the login, the key and what was said; in an answer a page or the login.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerWithStandin, serverWithStandin, testKey, toneWav } from '../server/support/server-with-standin.ts';
import type { AuthDocument } from '../standin/login-book.ts';

let s: ServerWithStandin;
let login: AuthDocument;
const answers: string[] = [];
beforeAll(async () => {
  s = await serverWithStandin({
    login: (standin) => {
      login = standin.newLogin({ email: 'private.person@example.com' });
      return login;
    },
  });
  const json = { authorization: `Bearer ${testKey}`, 'content-type': 'application/json' };
  const ask = async (path: string, init: RequestInit): Promise<void> => {
    const response = await fetch(`${s.url}${path}`, init);
    answers.push(JSON.stringify([...response.headers]), await response.text());
  };
  const form = (name: string): FormData => {
    const data = new FormData();
    data.append('file', new Blob([toneWav('whispered secret')]), name);
    data.append('prompt', 'prompted secret');
    return data;
  };
  const page = { kind: 'status', status: 502, body: '<!doctype html><html><h1>Bad gateway</h1></html>' } as const;
  const failed = (message: string) =>
    ({ kind: 'stream-end', end: 'failed', afterEvents: 2, code: 'server_error', message }) as const;
  await ask('/v1/audio/transcriptions', {
    method: 'POST',
    headers: { 'x-api-key': testKey },
    body: form('filed secret.wav'),
  });
  for (const reply of [page, { kind: 'challenge' }, { kind: 'asr-error' }] as const) {
    s.standin.script('transcribe', reply, reply);
    await ask('/v1/audio/transcriptions?leak=queried%20secret', {
      method: 'POST',
      headers: { 'x-api-key': testKey },
      body: form('x.wav'),
    });
  }
  const chat = { model: 'gpt-5.5', messages: [{ role: 'user', content: 'typed secret' }] };
  const page502 = failed('<html><body>gateway</body></html>');
  s.standin.script('responses', page502, page502, page502);
  for (const stream of [false, true])
    await ask('/v1/chat/completions', { method: 'POST', headers: json, body: JSON.stringify({ ...chat, stream }) });
  for (const body of ['{"input":"typed secret"', '{"input":7}', '{"input":"typed secret","model":"gpt-5.5"}']) {
    await ask('/v1/responses', { method: 'POST', headers: json, body });
  }
  await ask('/v1/models', { headers: { authorization: 'Bearer wrong-key-that-somebody-typed' } });
  await ask('/v1/typed-secret-path', { headers: json });
  s.standin.book.killAccessTokens();
  s.standin.book.endAllFamilies('expired');
  await ask('/v1/responses', {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ model: 'gpt-5.5', input: 'typed secret' }),
  });
});
afterAll(async () => {
  await s[Symbol.asyncDispose]();
});

describe('the log at its usual level', () => {
  test('has a line for every request, with its id, route, status and time', () => {
    const lines = s.logged.map((line) => JSON.parse(line)).filter(({ event }) => event === 'request');
    expect(lines).toHaveLength(answers.length / 2);
    for (const line of lines)
      expect(line).toMatchObject({
        id: expect.stringMatching(/^req_/),
        route: expect.any(String),
        status: expect.any(Number),
        ms: expect.any(Number),
      });
    expect(new Set(lines.map(({ route }) => route))).toEqual(
      new Set(['/v1/audio/transcriptions', '/v1/chat/completions', '/v1/responses', 'refused', 'unknown']),
    );
  });

  test('holds nothing of the login, the key, the texts, the names and the paths', () => {
    const log = s.logged.join('\n');
    const { access_token, refresh_token, id_token, account_id } = login.tokens;
    for (const secret of [access_token, refresh_token, id_token, account_id, testKey, 'private.person', 'wrong-key']) {
      expect(log).not.toContain(secret);
    }
    expect(log).not.toMatch(/secret/i);
    expect(log).not.toMatch(/bearer/i);
  });
});

describe('the answers', () => {
  test('hold no page and nothing of the login', () => {
    const all = answers.join('\n');
    expect(all).toContain('whispered secret'); // the transcript itself has come
    expect(all).toContain('login_expired');
    expect(all).not.toMatch(/<(?:!doctype|html|h1|body|script)/i);
    const { access_token, refresh_token, id_token, account_id } = login.tokens;
    for (const secret of [access_token, refresh_token, id_token, account_id, testKey, 'private.person'])
      expect(all).not.toContain(secret);
  });
});
