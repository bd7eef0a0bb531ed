import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Standin, startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace } from './login-place.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

function placeAt(standin: Standin, expiresInSeconds: number, extra: object = {}) {
  return loginPlace({ ...standin.newLogin({ expiresInSeconds }), ...extra }, { issuer: standin.issuer });
}

describe('a bearer', () => {
  test('of a login that lives long costs no request', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, 3600);
    await using credentials = place.open();
    const bearer = await credentials.bearer();
    expect(standin.acceptsBearer(bearer.token)).toBe(true);
    expect(bearer).toMatchObject({ mode: 'chatgpt', email: 'ada@example.com', plan: 'plus' });
    expect(standin.requests).toHaveLength(0);
  });

  test('of an expired login is renewed once for twenty callers, with the documented request', async () => {
    await using standin = await startStandin({ tokenLatencyMs: 10 });
    using place = placeAt(standin, -10, { future: { nested: [1, 'two'] } });
    const before = place.read();
    await using credentials = place.open({ originator: 'tester', userAgent: 'tester/1' });
    const bearers = await Promise.all(Array.from({ length: 20 }, () => credentials.bearer()));
    expect(new Set(bearers.map(({ token }) => token)).size).toBe(1);
    expect(standin.book.refreshesSpent).toBe(1);
    expect(standin.requests).toHaveLength(1);
    expect(standin.requests[0]).toMatchObject({
      path: '/oauth/token',
      headers: { originator: 'tester', 'user-agent': 'tester/1', 'content-type': 'application/json' },
      grant: { type: 'refresh_token', encoding: 'json' },
    });
    expect([...(standin.requests[0]?.grant?.fields ?? [])].sort()).toEqual([
      'client_id',
      'grant_type',
      'refresh_token',
    ]);
    const after = place.read();
    expect(after.future).toEqual({ nested: [1, 'two'] });
    expect(after.tokens.account_id).toBe(before.tokens.account_id);
    expect(after.tokens.refresh_token).not.toBe(before.tokens.refresh_token);
    expect(standin.book.isCurrentRefreshToken(after.tokens.refresh_token)).toBe(true);
    expect(statSync(place.authFile).mode & 0o777).toBe(0o600);
    expect(place.others()).toEqual(['auth.json.lock']);
  });

  test('that lives four more minutes is given at once, and its successor is fetched meanwhile', async () => {
    await using standin = await startStandin({ tokenLatencyMs: 100 });
    using place = placeAt(standin, 240);
    const old = place.read().tokens.access_token;
    {
      await using credentials = place.open();
      expect((await credentials.bearer()).token).toBe(old);
    }
    expect(standin.book.refreshesSpent).toBe(1);
    expect(place.read().tokens.access_token).not.toBe(old);
  });

  test('is not renewed over and over when the clock is hours ahead or tokens are short-lived', async () => {
    await using standin = await startStandin();
    for (const [aheadMs, accessTokenSeconds] of [
      [5 * 3600_000, 3600],
      [0, 120],
    ] as const) {
      standin.book.rules.accessTokenSeconds = accessTokenSeconds;
      using place = placeAt(standin, -10);
      const before = standin.book.refreshesSpent;
      await using credentials = place.open({ now: () => Date.now() + aheadMs });
      for (let call = 0; call < 5; call += 1) {
        expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
      }
      expect(standin.book.refreshesSpent - before).toBe(1);
    }
  });

  test('keeps the old value of every token that the answer leaves out', async () => {
    await using standin = await startStandin({ tokenOmit: ['id_token'] });
    using place = placeAt(standin, -10);
    const before = place.read();
    await using credentials = place.open();
    await credentials.bearer();
    expect(place.read().tokens.id_token).toBe(before.tokens.id_token);
    expect(Date.parse(place.read().last_refresh)).toBeGreaterThan(Date.parse(before.last_refresh) - 1);
    expect(place.read().last_refresh).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
  });

  test('is adopted from the file when somebody else has renewed it, without a request', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    await using credentials = place.open();
    place.write(standin.newLogin({ accountId: place.read().tokens.account_id ?? '' }));
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
    expect(standin.requests).toHaveLength(0);
  });

  test('is not renewed when another account has signed in while we waited for the lock', async () => {
    await using standin = await startStandin({ tokenLatencyMs: 150 });
    using place = placeAt(standin, -10);
    await using first = place.open();
    await using second = place.open();
    const one = first.bearer();
    const two = failureOf(second.bearer());
    await expect.poll(() => standin.requests.length).toBe(1);
    const other = standin.newLogin({ expiresInSeconds: 3600 });
    place.write(other);
    expect((await failureOf(one)).code).toBe('account_changed');
    expect((await two).code).toBe('account_changed');
    expect(standin.book.refreshesSpent).toBe(1);
    expect(place.read().tokens).toEqual(other.tokens);
    expect((await second.bearer()).token).toBe(other.tokens.access_token);
  });

  test('is used until its end when it can’t be renewed', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, 30);
    standin.script('token', { kind: 'status', status: 503 });
    await using credentials = place.open();
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
    expect(standin.requests).toHaveLength(1);
  });

  test('gives its caller up at once when cancelled, while the refresh goes on and is kept', async () => {
    await using standin = await startStandin({ tokenLatencyMs: 100 });
    using place = placeAt(standin, -10);
    const old = place.read().tokens.refresh_token;
    {
      await using credentials = place.open();
      const giveUp = new AbortController();
      const call = failureOf(credentials.bearer(giveUp.signal));
      await expect.poll(() => standin.requests.length).toBe(1);
      giveUp.abort();
      expect((await call).code).toBe('cancelled');
      expect(place.read().tokens.refresh_token).toBe(old);
    }
    expect(standin.book.isCurrentRefreshToken(place.read().tokens.refresh_token)).toBe(true);
  });
});

describe('a refresh that fails', () => {
  test.each([
    ['refresh_token_expired', 400],
    ['refresh_token_invalidated', 401],
    ['invalid_grant', 400],
    ['anything', 401],
  ])('for good (%s, status %i) is not tried again until the file changes', async (code, status) => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    standin.script('token', { kind: 'status', status, body: { error: { code } } });
    await using credentials = place.open();
    expect((await failureOf(credentials.bearer())).code).toBe('login_expired');
    expect((await failureOf(credentials.bearer())).code).toBe('login_expired');
    expect(standin.requests).toHaveLength(1);
    expect(await credentials.status()).toMatchObject({ state: 'problem', code: 'login_expired' });
    place.write(standin.newLogin());
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
    expect(await credentials.status()).toMatchObject({ state: 'signed_in' });
  });

  test.each([
    ['500', { kind: 'status', status: 500 }],
    ['a challenge page', { kind: 'challenge' }],
    ['400 without a known code', { kind: 'status', status: 400, body: { error: 'temporarily_unavailable' } }],
    ['a page instead of JSON', { kind: 'status', status: 200, body: '<html>Wi-Fi login</html>' }],
  ] as const)('for now (%s) rests five seconds and then works', async (_name, reply) => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    standin.script('token', reply);
    let nowMs = Date.now();
    await using credentials = place.open({ now: () => nowMs });
    const { message } = await failureOf(credentials.bearer());
    expect(message).not.toContain('<');
    expect(await credentials.bearer().catch((error) => error)).toMatchObject({
      code: 'refresh_unavailable',
      retryAfterMs: 5000,
    });
    expect(standin.requests).toHaveLength(1);
    nowMs += 5001;
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
    expect(standin.book.refreshesSpent).toBe(1);
  });

  test('waits as long as the service asks', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    standin.script('token', { kind: 'too-many', retryAfterSeconds: 40 });
    await using credentials = place.open({ now: () => 1_900_000_000_000 });
    await failureOf(credentials.bearer());
    const error = await credentials.bearer().catch((caught) => caught);
    expect(error).toMatchObject({ code: 'refresh_unavailable', retryAfterMs: 40_000 });
  });

  test('because the token was already used looks again and takes what the winner wrote', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    // The official program spends the token and is slow to write.
    const winner = standin.book.refresh(place.read().tokens.refresh_token);
    if (!winner.ok) throw new Error('not spent');
    await using credentials = place.open();
    const call = credentials.bearer();
    await expect.poll(() => standin.book.refreshesRefused).toBe(1);
    await wait(300);
    place.write({ ...place.read(), tokens: { ...place.read().tokens, ...winner.tokens } });
    expect((await call).token).toBe(winner.tokens.access_token);
    expect(place.read().tokens.refresh_token).toBe(winner.tokens.refresh_token);
  });

  test('because nothing can be written beside the file does not spend the token', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    // A folder in the journal's place stops root too.
    mkdirSync(`${place.authFile}.refresh/in-the-way`, { recursive: true });
    await using credentials = place.open();
    expect((await failureOf(credentials.bearer())).code).toBe('refresh_unavailable');
    expect(standin.requests).toHaveLength(0);
  });
});

describe('an interrupted refresh', () => {
  const header = (refreshToken: string): string => `${JSON.stringify({ v: 1, spent: digest(refreshToken) })}\n`;

  test('is completed from the journal by whoever reads next', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10, { future: 1 });
    const { refresh_token } = place.read().tokens;
    const answer = standin.book.refresh(refresh_token);
    if (!answer.ok) throw new Error('not spent');
    const body = JSON.stringify(answer.tokens);
    writeFileSync(`${place.authFile}.refresh`, `${header(refresh_token)}HTTP 200\n${body}${' '.repeat(9000)}`);
    await using credentials = place.open();
    expect((await credentials.bearer()).token).toBe(answer.tokens.access_token);
    expect(standin.book.isCurrentRefreshToken(place.read().tokens.refresh_token)).toBe(true);
    expect(place.read().future).toBe(1);
    expect(place.others()).toEqual(['auth.json.lock']);
  });

  test('whose answer was cut keeps every token that is whole', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    const { refresh_token } = place.read().tokens;
    const answer = standin.book.refresh(refresh_token);
    if (!answer.ok) throw new Error('not spent');
    const { access_token, refresh_token: next, id_token } = answer.tokens;
    const cut = JSON.stringify({ access_token, refresh_token: next, id_token }).slice(0, -20);
    writeFileSync(`${place.authFile}.refresh`, `${header(refresh_token)}HTTP 200\n${cut}`);
    const before = place.read();
    await using credentials = place.open();
    expect((await credentials.bearer()).token).toBe(access_token);
    expect(place.read().tokens).toEqual({ ...before.tokens, access_token, refresh_token: next });
  });

  test('of another login, or without an answer, is forgotten', async () => {
    await using standin = await startStandin();
    for (const text of [
      `${header('rt_other')}HTTP 200\n${JSON.stringify({ access_token: 'a.b.c', refresh_token: 'rt_x' })}`,
      header('whatever'),
      'garbage',
      '',
    ]) {
      using place = placeAt(standin, 3600);
      const before = place.read();
      writeFileSync(`${place.authFile}.refresh`, text);
      await using credentials = place.open();
      expect((await credentials.bearer()).token).toBe(before.tokens.access_token);
      expect(place.read()).toEqual(before);
      expect(existsSync(`${place.authFile}.refresh`)).toBe(false);
    }
  });

  test('by a connection that breaks off before the answer ends in a login that must be made anew, and says so', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    standin.script('token', { kind: 'cut', when: 'before-answer' });
    let nowMs = Date.now();
    await using credentials = place.open({ now: () => nowMs });
    expect((await failureOf(credentials.bearer())).code).toBe('refresh_unavailable');
    nowMs += 6000;
    expect((await failureOf(credentials.bearer())).code).toBe('login_expired');
  });
});
