import { createHash } from 'node:crypto';
import { fetch } from 'undici';
import { describe, expect, test } from 'vitest';
import { raw } from '../../../server/support/raw-socket.ts';
import { startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace } from '../credentials/login-place.ts';
import { readAsOfficial } from './official-reader.ts';
import { browser, press, signIn } from './test-browser.ts';

describe('signing in through the browser', () => {
  test('stores a login that the service accepts and the official program can read', async () => {
    await using standin = await startStandin();
    standin.settings.signsIn = { email: 'grace@example.com', plan: 'pro', accountId: 'acc-7' };
    using place = loginPlace({ OPENAI_API_KEY: 'sk-old', personal_access_token: 'at-old', future: { kept: true } });
    const { seen, openUrl } = browser();
    const signedIn = await signIn(standin, place, { openUrl, programName: 'Tests & <b>' });
    expect(signedIn).toEqual({ authFile: place.authFile, accountId: 'acc-7', email: 'grace@example.com', plan: 'pro' });
    expect(readAsOfficial(place.authFile)).toEqual({ faults: [], uses: 'chatgpt', accountHeader: 'acc-7' });
    const stored = place.read();
    expect(stored).toMatchObject({ auth_mode: 'chatgpt', OPENAI_API_KEY: null, future: { kept: true } });
    expect(stored).not.toHaveProperty('personal_access_token');
    expect(standin.acceptsBearer(stored.tokens.access_token)).toBe(true);
    expect(standin.book.isCurrentRefreshToken(stored.tokens.refresh_token)).toBe(true);

    await expect.poll(() => seen.length).toBe(1);
    expect(seen[0]).toMatchObject({ status: 200, url: expect.stringMatching(/\/success$/) });
    expect(seen[0]?.text).toContain('You are signed in');
    expect(seen[0]?.text).toContain('Tests &#38; &#60;b&#62;');
    expect(standin.requests.find(({ path }) => path === '/oauth/token')?.grant).toMatchObject({
      type: 'authorization_code',
      encoding: 'form',
    });
    const logged = place.logged();
    for (const secret of Object.values(stored.tokens)) expect(logged).not.toContain(secret);
  });

  test('asks with the documented parameters, in their order', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    const { seen, openUrl } = browser();
    await signIn(standin, place, { openUrl, workspaces: ['ws-1', 'ws-2'] });
    await expect.poll(() => seen.length).toBe(1);
    const asked = seen[0]?.asked.searchParams ?? new URLSearchParams();
    expect([...asked.keys()]).toEqual([
      'response_type',
      'client_id',
      'redirect_uri',
      'scope',
      'code_challenge',
      'code_challenge_method',
      'id_token_add_organizations',
      'codex_cli_simplified_flow',
      'state',
      'originator',
      'allowed_workspace_id',
    ]);
    expect(asked.get('scope')).toBe('openid profile email offline_access api.connectors.read api.connectors.invoke');
    expect(asked.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+\/auth\/callback$/);
    expect(asked.get('state')).toMatch(/^[\w-]{43}$/);
    expect(asked.get('allowed_workspace_id')).toBe('ws-1,ws-2');
    expect(place.read().tokens.account_id).toBe('ws-1');
  });

  test('refuses an account outside the allowed workspaces, and stores nothing', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    const openUrl = (url: string): void => {
      const widened = new URL(url);
      widened.searchParams.delete('allowed_workspace_id');
      void press(widened.href, 'continue').then((callback) => fetch(callback));
    };
    const { code, message } = await failureOf(signIn(standin, place, { openUrl, workspaces: ['ws-1'] }));
    expect(code).toBe('login_failed');
    expect(message).toContain('workspace');
    expect(place.others()).toEqual([]);
  });

  test('that the user denies is cancelled and leaves the old login alone', async () => {
    await using standin = await startStandin();
    using place = loginPlace({ OPENAI_API_KEY: 'sk-old' });
    const { seen, openUrl } = browser('deny');
    expect((await failureOf(signIn(standin, place, { openUrl }))).code).toBe('login_cancelled');
    expect(place.read()).toEqual({ OPENAI_API_KEY: 'sk-old' });
    await expect.poll(() => seen[0]?.text).toContain('Sign-in cancelled');
  });

  test('waits on when a callback brings another state, and accepts the known suffix', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    const statuses: number[] = [];
    const openUrl = (url: string): void => {
      void (async () => {
        const callback = new URL(await press(url, 'continue'));
        const state = callback.searchParams.get('state') ?? '';
        for (const wrong of ['', 'x', `${state}x`]) {
          callback.searchParams.set('state', wrong);
          statuses.push((await fetch(callback)).status);
        }
        callback.searchParams.set('state', `${state}.onboarding_entrypoint=life_sciences`);
        statuses.push((await fetch(callback)).status);
      })();
    };
    await signIn(standin, place, { openUrl });
    await expect.poll(() => statuses).toEqual([400, 400, 400, 200]);
  });

  test('goes on when a page asks the port for an address that is none', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    const { openUrl } = browser();
    const statuses: number[] = [];
    const signedIn = await signIn(standin, place, {
      openUrl: async (url) => {
        const { port } = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
        for (const path of ['//', '//:80', 'http://[']) {
          statuses.push((await raw(Number(port), `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)).status);
        }
        openUrl(url);
      },
    });
    expect(statuses).toEqual([404, 404, 404]);
    expect(signedIn.authFile).toBe(place.authFile);
  });

  test('uses a code once, however often the browser comes back with it', async () => {
    await using standin = await startStandin({ tokenLatencyMs: 60 });
    using place = loginPlace();
    const statuses: number[] = [];
    const openUrl = (url: string): void => {
      void press(url, 'continue').then(async (callback) => {
        const answers = await Promise.all([
          fetch(callback, { redirect: 'manual' }),
          fetch(callback, { redirect: 'manual' }),
        ]);
        statuses.push(...answers.map(({ status }) => status));
      });
    };
    await signIn(standin, place, { openUrl });
    await expect.poll(() => statuses).toEqual([302, 302]);
    expect(standin.requests.filter(({ path }) => path === '/oauth/token')).toHaveLength(1);
  });

  test('that the service refuses says so in the browser and in the program, without its text', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    standin.script('token', {
      kind: 'status',
      status: 400,
      body: { error: 'invalid_grant', error_description: '<script>' },
    });
    const { seen, openUrl } = browser();
    const { code, message } = await failureOf(signIn(standin, place, { openUrl }));
    expect(code).toBe('login_failed');
    expect(message).toContain('invalid_grant');
    await expect.poll(() => seen[0]?.text).toContain('invalid_grant');
    expect(seen[0]?.text).not.toContain('<script>');
  });

  test.each([
    [{ kind: 'challenge' }, 'upstream_challenge'],
    [{ kind: 'cut', when: 'before-body' }, 'network'],
    [{ kind: 'wrong-json' }, 'login_failed'],
  ] as const)('names what stands in the way: %j', async (reply, code) => {
    await using standin = await startStandin();
    using place = loginPlace();
    standin.script('token', reply);
    expect((await failureOf(signIn(standin, place, { openUrl: browser().openUrl }))).code).toBe(code);
    expect(place.others()).toEqual([]);
  });

  test('an entitlement that is missing is named', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    const openUrl = (url: string): void => {
      const asked = new URL(url).searchParams;
      const callback = new URL(asked.get('redirect_uri') ?? '');
      callback.search = new URLSearchParams({
        state: asked.get('state') ?? '',
        error: 'access_denied',
        error_description: 'missing_codex_entitlement',
      }).toString();
      void fetch(callback);
    };
    const { code, message } = await failureOf(signIn(standin, place, { openUrl }));
    expect(code).toBe('login_failed');
    expect(message).toContain('not enabled');
  });

  test('ends when it is cancelled, when time is up, and when no browser opens', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    const giveUp = new AbortController();
    const cancelled = failureOf(signIn(standin, place, { signal: giveUp.signal, openUrl: () => giveUp.abort() }));
    expect((await cancelled).code).toBe('login_cancelled');
    const late = await failureOf(signIn(standin, place, { timeoutMs: 50 }));
    expect(late).toMatchObject({ code: 'login_failed', message: expect.stringContaining('in time') });
    const openUrl = () => Promise.reject(new Error('no browser'));
    expect((await failureOf(signIn(standin, place, { openUrl }))).code).toBe('login_failed');
  });

  test('replaces a file that nobody can read', async () => {
    await using standin = await startStandin();
    using place = loginPlace('{"tokens": ');
    await signIn(standin, place, { openUrl: browser().openUrl });
    expect(readAsOfficial(place.authFile)).toMatchObject({ faults: [], uses: 'chatgpt' });
  });
});

test('the verifier that is redeemed belongs to the challenge that was shown', async () => {
  await using standin = await startStandin();
  using place = loginPlace();
  let challenge = '';
  let verifier = '';
  const { openUrl } = browser();
  await signIn(standin, place, {
    openUrl: (url) => {
      challenge = new URL(url).searchParams.get('code_challenge') ?? '';
      openUrl(url);
    },
    fetch: (input, init) => {
      verifier = new URLSearchParams(String(init?.body)).get('code_verifier') ?? verifier;
      return fetch(input, init);
    },
  });
  expect(verifier).toMatch(/^[\w-]{86}$/);
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(challenge);
});

test('a login that is stored wakes those who watch, in this process and in others', async () => {
  await using standin = await startStandin();
  using place = loginPlace();
  await using credentials = place.open({ issuer: standin.issuer });
  let told = 0;
  credentials.onChange(() => {
    told += 1;
  });
  expect(await credentials.status()).toMatchObject({ state: 'signed_out' });
  await signIn(standin, place, { openUrl: browser().openUrl });
  await expect.poll(() => told).toBe(1);
  expect(await credentials.status()).toMatchObject({ state: 'signed_in', source: 'file' });
});
