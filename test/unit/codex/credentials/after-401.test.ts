import { chmodSync, readFileSync } from 'node:fs';
import { fetch } from 'undici';
import { describe, expect, test } from 'vitest';
import { type Standin, startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace } from './login-place.ts';

function placeAt(standin: Standin, expiresInSeconds: number) {
  return loginPlace(standin.newLogin({ expiresInSeconds }), { issuer: standin.issuer });
}

describe('after a 401', () => {
  test('the stored token is taken when it is another one, else it is renewed, then given up', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, 3600);
    await using credentials = place.open();
    const first = await credentials.bearer();
    const elsewhere = standin.newLogin({ accountId: first.accountId ?? '' });
    place.write(elsewhere);
    const second = await credentials.recover(first, 1);
    expect(second.token).toBe(elsewhere.tokens.access_token);
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(standin.requests).toHaveLength(0);
    const third = await credentials.recover(second, 2);
    expect(standin.book.refreshesSpent).toBe(1);
    expect(third.token).not.toBe(second.token);
    expect((await failureOf(credentials.recover(third, 2))).code).toBe('login_expired');
    expect(standin.book.refreshesSpent).toBe(1);
  });

  test('twenty callers with the same dead token cost one refresh', async () => {
    await using standin = await startStandin({ tokenLatencyMs: 20 });
    using place = placeAt(standin, 3600);
    await using credentials = place.open();
    const dead = await credentials.bearer();
    standin.book.killAccessTokens();
    const next = await Promise.all(Array.from({ length: 20 }, () => credentials.recover(dead, 1)));
    expect(new Set(next.map(({ token }) => token)).size).toBe(1);
    expect(standin.acceptsBearer(next[0]?.token ?? '')).toBe(true);
    expect(standin.book.refreshesSpent).toBe(1);
  });

  test('nothing of another account is handed out', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, 3600);
    await using credentials = place.open();
    const first = await credentials.bearer();
    place.write(standin.newLogin());
    expect((await failureOf(credentials.recover(first, 1))).code).toBe('account_changed');
    place.write({ auth_mode: 'apikey', OPENAI_API_KEY: 'sk-12345678' });
    expect((await failureOf(credentials.recover(first, 1))).code).toBe('account_changed');
  });

  test('an API key is not tried again', async () => {
    using place = loginPlace({ auth_mode: 'apikey', OPENAI_API_KEY: 'sk-12345678' });
    await using credentials = place.open();
    const bearer = await credentials.bearer();
    expect(bearer).toMatchObject({ mode: 'apikey', token: 'sk-12345678' });
    expect((await failureOf(credentials.recover(bearer, 1))).code).toBe('login_expired');
  });
});

describe('hygiene', () => {
  test('no token is in an error, its causes, the log or a file beside auth.json', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    standin.script('token', { kind: 'status', status: 500 }, { kind: 'cut', when: 'mid-answer' });
    const secrets = Object.values(place.read().tokens).filter((value) => value !== null && value.length > 40);
    let nowMs = Date.now();
    await using credentials = place.open({ now: () => nowMs });
    const said: string[] = [];
    const tell = (error: unknown): void => {
      for (let at: unknown = error; at instanceof Error; at = at.cause) said.push(`${at.stack} ${JSON.stringify(at)}`);
    };
    await credentials.bearer().catch(tell);
    nowMs += 6000;
    await credentials.bearer().catch(tell);
    nowMs += 6000;
    secrets.push((await credentials.bearer()).token, place.read().tokens.refresh_token);
    expect(said).toHaveLength(2 + 2);
    for (const name of place.others()) said.push(readFileSync(`${place.codexHome}/${name}`, 'utf8'));
    said.push(place.logged(), JSON.stringify(await credentials.status()));
    for (const secret of secrets) expect(said.join('\n')).not.toContain(secret);
  });

  test('the refresh token does not follow a redirect', async () => {
    await using other = await startStandin();
    await using standin = await startStandin();
    using place = placeAt(standin, -10);
    standin.script('token', { kind: 'status', status: 307, headers: { location: `${other.url}/oauth/token` } });
    await using credentials = place.open({ fetch });
    expect((await failureOf(credentials.bearer())).code).toBe('refresh_unavailable');
    expect(other.requests).toHaveLength(0);
  });

  test('a read-only folder does not keep a living login from being used', async () => {
    await using standin = await startStandin();
    using place = placeAt(standin, 120);
    chmodSync(place.codexHome, 0o500);
    await using credentials = place.open();
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
  });
});
