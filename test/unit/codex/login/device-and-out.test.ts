import { existsSync } from 'node:fs';
import { fetch } from 'undici';
import { describe, expect, test } from 'vitest';
import { signInWithDeviceCode } from '../../../../src-main/codex/login/sign-in-with-device-code.ts';
import { signOut } from '../../../../src-main/codex/login/sign-out.ts';
import { storeApiKey } from '../../../../src-main/codex/login/store-api-key.ts';
import { startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace } from '../credentials/login-place.ts';
import { readAsOfficial } from './official-reader.ts';

describe('signing in with a device code', () => {
  test('stores the login once the code was typed in elsewhere', async () => {
    await using standin = await startStandin();
    using place = loginPlace(undefined, { issuer: standin.issuer });
    let validForMs = 0;
    const signedIn = await signInWithDeviceCode({
      ...place.options,
      onCode: ({ url, code, expiresAtMs }) => {
        validForMs = expiresAtMs - Date.now();
        void fetch(url, { method: 'POST', body: new URLSearchParams({ user_code: code }) });
      },
    });
    expect(validForMs).toBeGreaterThan(14 * 60_000);
    expect(signedIn).toMatchObject({ authFile: place.authFile, plan: 'plus' });
    expect(readAsOfficial(place.authFile)).toMatchObject({ faults: [], uses: 'chatgpt' });
    expect(standin.acceptsBearer(place.read().tokens.access_token)).toBe(true);
    expect(place.logged()).not.toContain(place.read().tokens.access_token);
  });

  test('waits while the code is not typed in, and stops when cancelled', async () => {
    await using standin = await startStandin();
    using place = loginPlace(undefined, { issuer: standin.issuer });
    const giveUp = new AbortController();
    const call = failureOf(signInWithDeviceCode({ ...place.options, signal: giveUp.signal, onCode: () => undefined }));
    const polls = () => standin.requests.filter(({ path }) => path.endsWith('/deviceauth/token'));
    await expect.poll(() => polls().length, { timeout: 5000 }).toBe(2);
    expect(polls()[0]?.status).toBe(403);
    giveUp.abort();
    expect((await call).code).toBe('login_cancelled');
    expect(existsSync(place.authFile)).toBe(false);
  });

  test.each([
    [404, 'switched off'],
    [500, 'status 500'],
  ])('that the service does not offer (%i) says so', async (status, words) => {
    await using standin = await startStandin();
    using place = loginPlace(undefined, { issuer: standin.issuer });
    standin.script('other', { kind: 'status', status });
    const { code, message } = await failureOf(signInWithDeviceCode({ ...place.options, onCode: () => undefined }));
    expect(code).toBe('login_failed');
    expect(message).toContain(words);
  });
});

describe('signing out', () => {
  test('revokes the refresh token and removes the file and everything secret beside it', async () => {
    await using standin = await startStandin();
    const login = standin.newLogin();
    using place = loginPlace(login, { issuer: standin.issuer });
    expect(await signOut(place.options)).toEqual({ wasSignedIn: true, revoked: true });
    expect(existsSync(place.authFile)).toBe(false);
    expect(place.others()).toEqual(['auth.json.lock']);
    expect(standin.book.isCurrentRefreshToken(login.tokens.refresh_token)).toBe(false);
    expect(standin.requests).toHaveLength(1);
    expect(standin.requests[0]?.grant).toMatchObject({
      type: 'revoke refresh_token',
      fields: ['token', 'token_type_hint', 'client_id'],
    });
    expect(await signOut(place.options)).toEqual({ wasSignedIn: false, revoked: false });
  });

  test('revokes the access token when there is nothing else', async () => {
    await using standin = await startStandin();
    const login = standin.newLogin();
    using place = loginPlace({ ...login, tokens: { ...login.tokens, refresh_token: '' } }, { issuer: standin.issuer });
    expect((await signOut(place.options)).revoked).toBe(true);
    expect(standin.requests[0]?.grant).toMatchObject({
      type: 'revoke access_token',
      fields: ['token', 'token_type_hint'],
    });
    expect(standin.acceptsBearer(login.tokens.access_token)).toBe(false);
  });

  test('works without the service, and with a file that nobody can read', async () => {
    await using standin = await startStandin();
    standin.script('other', { kind: 'cut', when: 'before-body' });
    using place = loginPlace(standin.newLogin(), { issuer: standin.issuer });
    expect(await signOut(place.options)).toEqual({ wasSignedIn: true, revoked: false });
    expect(existsSync(place.authFile)).toBe(false);
    place.write('{"tokens"');
    expect(await signOut(place.options)).toEqual({ wasSignedIn: true, revoked: false });
    expect(existsSync(place.authFile)).toBe(false);
  });

  test('waits for a refresh that is under way, and ends what it brought', async () => {
    await using standin = await startStandin({ tokenLatencyMs: 150 });
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
    await using credentials = place.open();
    const bearer = credentials.bearer().catch((error) => error);
    await expect.poll(() => standin.requests.length).toBe(1);
    expect(await signOut(place.options)).toEqual({ wasSignedIn: true, revoked: true });
    await bearer;
    expect(existsSync(place.authFile)).toBe(false);
    expect(place.others()).toEqual(['auth.json.lock']);
  });
});

describe('an API key', () => {
  test('is stored in the official format, keeping what others wrote', async () => {
    await using standin = await startStandin();
    using place = loginPlace({ ...standin.newLogin(), future: 1 });
    await storeApiKey(place.options, '  sk-test-12345678\n');
    expect(readAsOfficial(place.authFile)).toEqual({ faults: [], uses: 'apikey', accountHeader: undefined });
    expect(place.read()).toEqual({ auth_mode: 'apikey', OPENAI_API_KEY: 'sk-test-12345678', future: 1 });
    await using credentials = place.open();
    expect(await credentials.bearer()).toMatchObject({ mode: 'apikey', token: 'sk-test-12345678' });
  });

  test.each(['', 'short', 'sk-with space-123', 'sk-ümlaut-12345'])('that can’t be one is refused: %j', async (key) => {
    using place = loginPlace();
    const { code, message } = await failureOf(storeApiKey(place.options, key));
    expect(code).toBe('invalid_api_key');
    if (key !== '') expect(message).not.toContain(key);
    expect(existsSync(place.authFile)).toBe(false);
  });
});
