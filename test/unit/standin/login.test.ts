import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Standin, startStandin } from '../../standin/standin.ts';
import { type Answer, answerOf, CLIENT_ID, postForm, postJson, refresh } from './client.ts';

const AUTH = 'https://api.openai.com/auth';

describe('a login', () => {
  it('is a document whose tokens are JWTs with the claims that clients read', async () => {
    await using standin = await startStandin();
    const login = standin.newLogin({
      expiresInSeconds: 120,
      plan: 'team',
      email: 'eva@example.com',
      accountId: 'acc-9',
    });
    expect(login).toMatchObject({ auth_mode: 'chatgpt', OPENAI_API_KEY: null, tokens: { account_id: 'acc-9' } });
    expect(Date.parse(login.last_refresh)).toBeGreaterThan(Date.now() - 5000);
    const access = decodeJwt(login.tokens.access_token);
    const id = decodeJwt(login.tokens.id_token);
    expect((access.exp ?? 0) - Date.now() / 1000).toBeCloseTo(120, -1);
    expect(access[AUTH]).toMatchObject({ chatgpt_account_id: 'acc-9', chatgpt_plan_type: 'team' });
    expect(id.email).toBe('eva@example.com');
    expect(id[AUTH]).toMatchObject({ chatgpt_account_id: 'acc-9', chatgpt_plan_type: 'team' });
    expect(standin.acceptsBearer(login.tokens.access_token)).toBe(true);
    expect(standin.acceptsBearer(login.tokens.id_token)).toBe(false);
    expect(standin.acceptsBearer(`${login.tokens.access_token}x`)).toBe(false);
  });
});

describe('the token endpoint', () => {
  it('exchanges a refresh token once and gives tokens that work', async () => {
    await using standin = await startStandin();
    const { tokens } = standin.newLogin();
    const first = await refresh(standin, tokens.refresh_token);
    expect(first.status).toBe(200);
    const next = tokensOf(first);
    expect(standin.acceptsBearer(next.access_token)).toBe(true);
    expect(decodeJwt(next.id_token)[AUTH]).toMatchObject({ chatgpt_account_id: tokens.account_id });
    expect(codeOf(await refresh(standin, tokens.refresh_token))).toBe('refresh_token_reused');
    expect((await refresh(standin, next.refresh_token)).status).toBe(200);
    expect([standin.book.refreshesSpent, standin.book.refreshesRefused]).toEqual([2, 1]);
    expect(standin.requests[0]?.grant).toEqual({
      type: 'refresh_token',
      encoding: 'json',
      fields: ['client_id', 'grant_type', 'refresh_token'],
    });
    expect(JSON.stringify(standin.requests)).not.toContain(tokens.refresh_token);
  });

  it('can answer reuse by ending the family, or tolerate it for a moment', async () => {
    await using standin = await startStandin();
    const strict = standin.newLogin().tokens.refresh_token;
    standin.book.rules.reuseRevokesFamily = true;
    const child = tokensOf(await refresh(standin, strict)).refresh_token;
    expect(codeOf(await refresh(standin, strict))).toBe('refresh_token_reused');
    expect(codeOf(await refresh(standin, child))).toBe('refresh_token_invalidated');
    standin.book.rules.reuseGraceMs = 60_000;
    const lenient = standin.newLogin().tokens.refresh_token;
    const children = [tokensOf(await refresh(standin, lenient)), tokensOf(await refresh(standin, lenient))];
    for (const { refresh_token } of children) expect((await refresh(standin, refresh_token)).status).toBe(200);
  });

  it('says why a refresh token is dead', async () => {
    await using standin = await startStandin();
    const { tokens } = standin.newLogin();
    standin.book.endAllFamilies('expired');
    expect(codeOf(await refresh(standin, tokens.refresh_token))).toBe('refresh_token_expired');
    standin.book.endAllFamilies('invalidated');
    expect(codeOf(await refresh(standin, tokens.refresh_token))).toBe('refresh_token_invalidated');
    expect(codeOf(await refresh(standin, 'never seen'))).toBe('refresh_token_invalidated');
  });

  it('can fail before spending, spend and then lose the answer, be slow, and leave fields out', async () => {
    await using standin = await startStandin({ tokenOmit: ['id_token'], tokenLatencyMs: 60 });
    const { tokens } = standin.newLogin();
    standin.script('token', { kind: 'status', status: 502 }, { kind: 'cut', when: 'before-body' });
    expect((await refresh(standin, tokens.refresh_token)).status).toBe(502);
    await expect(refresh(standin, tokens.refresh_token)).rejects.toThrow();
    expect(standin.book.refreshesSpent).toBe(0);
    const startedAt = performance.now();
    const next = tokensOf(await refresh(standin, tokens.refresh_token));
    expect(performance.now() - startedAt).toBeGreaterThan(58);
    expect(next.id_token).toBeUndefined();
    standin.script('token', { kind: 'cut', when: 'before-answer' });
    await expect(refresh(standin, next.refresh_token)).rejects.toThrow();
    expect(standin.book.refreshesSpent).toBe(2);
    expect(codeOf(await refresh(standin, next.refresh_token))).toBe('refresh_token_reused');
  });

  it('refuses another client, another grant and a form where it must be JSON or the other way round', async () => {
    await using standin = await startStandin();
    const { refresh_token } = standin.newLogin().tokens;
    const url = `${standin.issuer}/oauth/token`;
    expect((await postJson(url, { client_id: 'other', grant_type: 'refresh_token', refresh_token })).status).toBe(401);
    expect((await postForm(url, { client_id: CLIENT_ID, grant_type: 'password' })).status).toBe(400);
    expect((await postJson(url, { client_id: CLIENT_ID, grant_type: 'authorization_code' })).status).toBe(400);
    expect((await postJson(url, 'text')).status).toBe(400);
    expect(standin.book.refreshesSpent).toBe(0);
  });
});

describe('signing in', () => {
  it('leads from the page over the redirect to tokens, when the verifier is right', async () => {
    await using standin = await startStandin({ signsIn: { email: 'eva@example.com', plan: 'pro' } });
    const { query, verifier } = authorizeQuery();
    const page = await answerOf(fetch(`${standin.issuer}/oauth/authorize?${query}`));
    expect(page.text).toContain('value="continue"');
    const code = await approve(standin, query);
    const exchange = (fields: object): Promise<Answer> =>
      postForm(`${standin.issuer}/oauth/token`, {
        grant_type: 'authorization_code',
        client_id: CLIENT_ID,
        redirect_uri: query.get('redirect_uri') ?? '',
        code,
        code_verifier: verifier,
        ...fields,
      });
    const tokens = tokensOf(await exchange({}));
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      email: 'eva@example.com',
      [AUTH]: { chatgpt_plan_type: 'pro' },
    });
    expect(standin.acceptsBearer(tokens.access_token)).toBe(true);
    expect((await exchange({})).status, 'a code works once').toBe(400);
    const second = await approve(standin, query);
    expect((await exchange({ code: second, code_verifier: 'wrong' })).status).toBe(400);

    const key = await postForm(`${standin.issuer}/oauth/token`, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: CLIENT_ID,
      requested_token: 'openai-api-key',
      subject_token: tokens.id_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    });
    expect(standin.book.ownerOf(tokensOf(key).access_token)?.kind).toBe('api-key');
  });

  it('tells the program when the user says no, and refuses requests that the real service refuses', async () => {
    await using standin = await startStandin();
    const { query } = authorizeQuery();
    const denied = await postForm(`${standin.issuer}/oauth/authorize`, {
      ...Object.fromEntries(query),
      decision: 'deny',
    });
    const target = new URL(denied.headers.get('location') ?? '');
    expect([target.searchParams.get('error'), target.searchParams.get('state')]).toEqual([
      'access_denied',
      query.get('state'),
    ]);
    for (const [name, value] of [
      ['redirect_uri', 'http://localhost:9999/auth/callback'],
      ['client_id', 'other'],
      ['code_challenge_method', 'plain'],
      ['state', ''],
      ['scope', 'openid'],
    ] as const) {
      const bad = new URLSearchParams({ ...Object.fromEntries(query), [name]: value });
      expect((await answerOf(fetch(`${standin.issuer}/oauth/authorize?${bad}`))).status, name).toBe(400);
    }
  });

  it('works with a device code, pending until the code is typed in', async () => {
    await using standin = await startStandin();
    const given = await postJson(`${standin.issuer}/api/accounts/deviceauth/usercode`, { client_id: CLIENT_ID });
    expect(given.json).toMatchObject({ interval: '0', user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/u) });
    // The shape was checked above.
    const { device_auth_id, user_code } = given.json as Record<string, string>;
    const poll = (): Promise<Answer> =>
      postJson(`${standin.issuer}/api/accounts/deviceauth/token`, { device_auth_id, user_code });
    expect((await poll()).status).toBe(403);
    expect((await postForm(`${standin.issuer}/codex/device`, { user_code: 'XXXX-XXXX' })).text).toContain('not known');
    expect(
      (await postForm(`${standin.issuer}/codex/device`, { user_code: (user_code ?? '').toLowerCase() })).text,
    ).toContain('connected');
    // As above.
    const approved = (await poll()).json as Record<string, string>;
    const exchanged = await postForm(`${standin.issuer}/oauth/token`, {
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      redirect_uri: `${standin.issuer}/deviceauth/callback`,
      code: approved.authorization_code ?? '',
      code_verifier: approved.code_verifier ?? '',
    });
    expect(standin.acceptsBearer(tokensOf(exchanged).access_token)).toBe(true);
  });

  it('ends with revocation', async () => {
    await using standin = await startStandin();
    const { tokens } = standin.newLogin();
    const body = { token: tokens.refresh_token, token_type_hint: 'refresh_token', client_id: CLIENT_ID };
    expect((await postJson(`${standin.issuer}/oauth/revoke`, body)).status).toBe(200);
    expect(codeOf(await refresh(standin, tokens.refresh_token))).toBe('refresh_token_invalidated');
  });

  it('tells who a personal access token is', async () => {
    await using standin = await startStandin();
    const bearer = standin.book.newOpaqueBearer('at-', { accountId: 'acc-3', email: 'eva@example.com' });
    const ask = (token: string): Promise<Answer> =>
      answerOf(
        fetch(`${standin.issuer}/api/accounts/v1/user-auth-credential/whoami`, {
          headers: { authorization: `Bearer ${token}` },
        }),
      );
    expect((await ask(bearer)).json).toMatchObject({ chatgpt_account_id: 'acc-3', email: 'eva@example.com' });
    expect((await ask('at-unknown')).status).toBe(401);
  });
});

function authorizeQuery(): { query: URLSearchParams; verifier: string } {
  const verifier = randomBytes(64).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: 'http://localhost:1455/auth/callback',
    scope: 'openid profile email offline_access',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: randomBytes(32).toString('base64url'),
    originator: '<b>tester</b>',
  });
  return { query, verifier };
}

async function approve(standin: Standin, query: URLSearchParams): Promise<string> {
  const answer = await postForm(`${standin.issuer}/oauth/authorize`, {
    ...Object.fromEntries(query),
    decision: 'continue',
  });
  expect(answer.status).toBe(302);
  const target = new URL(answer.headers.get('location') ?? '');
  expect(target.searchParams.get('state')).toBe(query.get('state'));
  return target.searchParams.get('code') ?? '';
}

interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

function tokensOf(answer: Answer): Tokens {
  expect(answer.status).toBe(200);
  // Each test looks at the fields that it needs.
  return answer.json as Tokens;
}

function codeOf(answer: Answer): string | undefined {
  expect(answer.status).toBe(401);
  // A missing code fails the caller's comparison.
  return (answer.json as { error?: { code?: string } }).error?.code;
}
