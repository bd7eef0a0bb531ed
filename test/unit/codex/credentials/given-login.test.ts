import { fetch } from 'undici';
import { describe, expect, test } from 'vitest';
import { credentialsOptionsFromEnv, openCredentials } from '../../../../src-main/codex/credentials/credentials.ts';
import { authEndpoints } from '../../../../src-main/codex/credentials/endpoints.ts';
import { startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace, tokenWith } from './login-place.ts';

const token = tokenWith({ exp: 4e9, 'https://api.openai.com/auth': { chatgpt_account_id: 'claimed' } });

describe('a given bearer', () => {
  test('is used as it is, with the account of its claims, and needs no file', async () => {
    using place = loginPlace('not even json');
    await using credentials = place.open({ bearer: ` Bearer ${token} ` });
    expect(await credentials.bearer()).toMatchObject({ token, mode: 'explicit', accountId: 'claimed' });
    expect(await credentials.status()).toMatchObject({ state: 'signed_in', source: 'explicit', expiresAtMs: 4e12 });
    expect(JSON.stringify(await credentials.status())).not.toContain(token);
    expect((await failureOf(credentials.recover(await credentials.bearer(), 1))).code).toBe('login_expired');
  });

  test('takes the account that was given with it', async () => {
    using place = loginPlace();
    await using credentials = place.open({ bearer: token, accountId: 'given' });
    expect((await credentials.bearer()).accountId).toBe('given');
  });

  test.each(['', 'Bearer ', 'a\r\nb', 'ä'])(
    'that is no token (%j) is refused before anything is sent',
    async (bearer) => {
      using place = loginPlace();
      await using credentials = place.open({ bearer });
      expect((await failureOf(credentials.bearer())).code).toBe('not_signed_in');
    },
  );

  test('from CODEX_ACCESS_TOKEN that is no personal access token is refused by its mode', async () => {
    using place = loginPlace();
    await using credentials = place.open({ accessToken: token });
    expect((await failureOf(credentials.bearer())).message).toContain('agentIdentity');
  });
});

describe('a personal access token', () => {
  test('asks once whose it is', async () => {
    await using standin = await startStandin();
    const pat = standin.book.newOpaqueBearer('at-', { accountId: 'acc-9', email: 'pat@example.com', plan: 'team' });
    using place = loginPlace({ personal_access_token: pat, OPENAI_API_KEY: null }, { issuer: standin.issuer });
    await using credentials = place.open();
    await credentials.bearer();
    expect(await credentials.bearer()).toMatchObject({ token: pat, mode: 'pat', accountId: 'acc-9', plan: 'team' });
    expect(standin.requests).toHaveLength(1);
    expect(await credentials.status()).toMatchObject({ mode: 'pat', source: 'file', email: 'pat@example.com' });
  });

  test('is used without an account while nobody can say whose it is', async () => {
    await using standin = await startStandin();
    let isReachable = false;
    const pat = standin.book.newOpaqueBearer('at-', { accountId: 'acc-9' });
    using place = loginPlace(undefined, { issuer: standin.issuer, accessToken: pat });
    await using credentials = place.open({
      fetch: async (input, init) => {
        if (!isReachable) throw new TypeError('fetch failed');
        return await fetch(input, init);
      },
    });
    expect(await credentials.bearer()).not.toHaveProperty('accountId');
    isReachable = true;
    expect(await credentials.bearer()).toHaveProperty('accountId', 'acc-9');
  });

  test('that the service refuses is dead', async () => {
    await using standin = await startStandin();
    using place = loginPlace(undefined, { issuer: standin.issuer, accessToken: 'at-unknown' });
    await using credentials = place.open();
    expect((await failureOf(credentials.bearer())).code).toBe('login_expired');
  });
});

describe('the environment', () => {
  test('is taken by its documented names', () => {
    const env = {
      CODEX_HOME: '/x',
      SOTTO_BEARER: 'b',
      SOTTO_ACCOUNT_ID: 'a',
      SOTTO_AUTH_ISSUER: 'https://i',
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: 'https://r',
      CODEX_REVOKE_TOKEN_URL_OVERRIDE: 'https://v',
      CODEX_APP_SERVER_LOGIN_CLIENT_ID: 'c',
      CODEX_ACCESS_TOKEN: 'at-1',
      CODEX_API_KEY: ' sk-1 ',
      SOTTO_ORIGINATOR: 'o',
      SOTTO_USER_AGENT: '',
    };
    expect(credentialsOptionsFromEnv(env)).toEqual({
      codexHome: '/x',
      authFile: undefined,
      bearer: 'b',
      accountId: 'a',
      apiKey: 'sk-1',
      accessToken: 'at-1',
      issuer: 'https://i',
      refreshUrl: 'https://r',
      revokeUrl: 'https://v',
      clientId: 'c',
      originator: 'o',
      userAgent: undefined,
      codexEnv: env,
    });
  });

  test('yields to the command line', () => {
    const env = { SOTTO_BEARER: 'env', CODEX_API_KEY: 'sk-1', CODEX_ACCESS_TOKEN: 'at-1' };
    expect(credentialsOptionsFromEnv(env, { bearer: 'flag' }).bearer).toBe('flag');
    expect(credentialsOptionsFromEnv(env, { authFile: '/f' })).toMatchObject({
      authFile: '/f',
      bearer: undefined,
      apiKey: undefined,
      accessToken: undefined,
    });
  });

  test('picks bearer, API key, personal access token, in this order', async () => {
    using place = loginPlace();
    const modeOf = async (env: Record<string, string>): Promise<string> => {
      await using credentials = openCredentials({ ...place.options, ...credentialsOptionsFromEnv(env) });
      return (await credentials.bearer()).mode;
    };
    expect(await modeOf({ SOTTO_BEARER: 'x', CODEX_API_KEY: 'sk-1' })).toBe('explicit');
    expect(await modeOf({ CODEX_API_KEY: 'sk-1', CODEX_ACCESS_TOKEN: 'at-1' })).toBe('apikey');
  });
});

describe('addresses that tokens go to', () => {
  test('are the real service’s unless overridden, and revocation follows the refresh override', () => {
    expect(authEndpoints({})).toMatchObject({
      authorize: 'https://auth.openai.com/oauth/authorize',
      refresh: 'https://auth.openai.com/oauth/token',
      revoke: 'https://auth.openai.com/oauth/revoke',
      whoami: 'https://auth.openai.com/api/accounts/v1/user-auth-credential/whoami',
    });
    expect(authEndpoints({ refreshUrl: 'https://gate.example/a/b?c=d' })).toMatchObject({
      refresh: 'https://gate.example/a/b?c=d',
      revoke: 'https://gate.example/oauth/revoke',
      token: 'https://auth.openai.com/oauth/token',
    });
    expect(authEndpoints({ issuer: 'http://127.0.0.1:9/' }).token).toBe('http://127.0.0.1:9/oauth/token');
  });

  test.each([
    ['http://auth.example.com'],
    ['http://127.0.0.1.example.com'],
    ['http://localhost.example.com/'],
    ['ftp://localhost/'],
    ['https://user:pass@example.com/'],
    ['//example.com'],
    ['nonsense'],
  ])('must be https or loopback: %s', (issuer) => {
    for (const given of [{ issuer }, { refreshUrl: issuer }, { revokeUrl: issuer }]) {
      expect(() => authEndpoints(given)).toThrow(expect.objectContaining({ code: 'settings_invalid' }));
    }
    expect(() => authEndpoints({ issuer })).toThrow(/^(?!.*pass).*SOTTO_AUTH_ISSUER/s);
  });
});
