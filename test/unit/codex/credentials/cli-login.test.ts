import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openLoginDesk } from '../../../../src-main/app/login-desk.ts';
import { credentialStore } from '../../../../src-main/codex/credentials/cli-login.ts';
import { signOut } from '../../../../src-main/codex/login/sign-out.ts';
import { failureOf, loginPlace, tokenWith } from './login-place.ts';

const program = [process.execPath, fileURLToPath(new URL('./fake-codex.ts', import.meta.url))];
const expiresAt = Math.floor(Date.now() / 1000) + 3600;
const accessToken = (name: string): string =>
  tokenWith({
    jti: name,
    exp: expiresAt,
    'https://api.openai.com/auth': { chatgpt_account_id: 'acc-1' },
  });

function placeWithProgram(state: object, config = 'cli_auth_credentials_store = "keyring"\n') {
  const place = loginPlace();
  const file = join(place.codexHome, 'fake.json');
  const tell = (next: object): void => writeFileSync(file, JSON.stringify(next));
  tell(state);
  writeFileSync(join(place.codexHome, 'config.toml'), config);
  const options = { codexCommand: program, codexEnv: { PATH: '/usr/bin', FAKE_CODEX: file } };
  return {
    ...place,
    [Symbol.dispose]: () => place[Symbol.dispose](),
    tell,
    options: { ...place.options, ...options },
    open: (more = {}) => place.open({ ...options, ...more }),
    asked: () => (existsSync(`${file}.log`) ? readFileSync(`${file}.log`, 'utf8').trim().split('\n') : []),
  };
}

describe('a login in the keyring', () => {
  test('is had from the official program, once for many callers, and kept in memory', async () => {
    using place = placeWithProgram({ method: 'chatgpt', token: accessToken('one'), email: 'ada@example.com' });
    await using credentials = place.open();
    const bearers = await Promise.all([credentials.bearer(), credentials.bearer()]);
    expect(bearers[0]).toMatchObject({
      token: accessToken('one'),
      mode: 'chatgpt',
      accountId: 'acc-1',
      email: 'ada@example.com',
      plan: 'pro',
    });
    expect(await credentials.status()).toMatchObject({ state: 'signed_in', source: 'cli', email: 'ada@example.com' });
    expect(place.asked().filter((line) => line.startsWith('initialize '))).toHaveLength(1);
    expect(place.asked()[0]).toContain('"clientInfo":{"name":"sotto"');
    expect(place.asked()[0]).toContain(place.codexHome);
  });

  test('is renewed by the official program after a 401, and given up when that does not help', async () => {
    using place = placeWithProgram({ method: 'chatgpt', token: accessToken('one'), renewed: accessToken('two') });
    await using credentials = place.open();
    const first = await credentials.bearer();
    const [second] = await Promise.all([credentials.recover(first, 1), credentials.recover(first, 1)]);
    expect(second.token).toBe(accessToken('two'));
    expect((await failureOf(credentials.recover(second, 2))).code).toBe('login_expired');
    expect(place.asked().filter((line) => line.includes('"refreshToken":true'))).toHaveLength(1);
  });

  test('that the program keeps to itself is refused by its mode', async () => {
    using place = placeWithProgram({ method: 'agentIdentity' });
    await using credentials = place.open();
    const { code, message } = await failureOf(credentials.bearer());
    expect(code).toBe('login_unsupported');
    expect(message).toContain('agentIdentity');
  });

  test('without the program says where the login is and what to install', async () => {
    using place = placeWithProgram({});
    await using credentials = place.open({ codexCommand: [join(place.codexHome, 'no-such-program')] });
    const { code, message } = await failureOf(credentials.bearer());
    expect(code).toBe('not_signed_in');
    expect(message).toContain('keyring');
  });

  test.each([{ die: true }, { method: 'chatgpt', token: 12 }])(
    'with a program that fails (%j) can’t be had just now',
    async (state) => {
      using place = placeWithProgram(state);
      await using credentials = place.open();
      expect((await failureOf(credentials.bearer())).code).toBe('refresh_unavailable');
    },
  );

  test('waits for a silent program no longer than its caller', async () => {
    using place = placeWithProgram({ mute: true });
    await using credentials = place.open();
    const giveUp = new AbortController();
    const call = failureOf(credentials.bearer(giveUp.signal));
    await expect.poll(() => place.asked().length).toBe(1);
    giveUp.abort();
    expect((await call).code).toBe('cancelled');
  });

  test('is signed out by the program', async () => {
    using place = placeWithProgram({ method: 'chatgpt', token: accessToken('one') });
    expect(await signOut(place.options)).toEqual({ wasSignedIn: true, revoked: false });
    expect(place.asked().at(-1)).toContain('account/logout');
  });

  test('that was signed out is not used any more by whoever had it before', async () => {
    using place = placeWithProgram({ method: 'chatgpt', token: accessToken('one') });
    await using credentials = place.open();
    const desk = openLoginDesk(credentials, place.options, () => {
      throw new Error('nothing is asked of the service');
    });
    expect(await desk.status()).toMatchObject({ kind: 'chatgpt' });
    expect(await desk.signOut()).toMatchObject({ wasSignedIn: true });
    place.tell({});
    expect(await desk.status()).toEqual({ kind: 'signed-out' });
    expect((await failureOf(credentials.bearer())).code).toBe('not_signed_in');
  });

  test('does not start anything when the store is a file and there is none', async () => {
    using place = placeWithProgram(
      { method: 'chatgpt', token: accessToken('one') },
      'cli_auth_credentials_store="file"',
    );
    await using credentials = place.open();
    expect((await failureOf(credentials.bearer())).code).toBe('not_signed_in');
    expect(await credentials.status()).toEqual({ state: 'signed_out', authFile: place.authFile });
    expect(place.asked()).toEqual([]);
  });

  test('the store is a top-level setting', async () => {
    using place = loginPlace();
    const of = async (text: string) => {
      writeFileSync(join(place.codexHome, 'config.toml'), text);
      return await credentialStore(place.codexHome);
    };
    expect(await of('model = "x"\n  cli_auth_credentials_store = \'auto\' # why\n')).toBe('auto');
    expect(await of('# cli_auth_credentials_store = "keyring"\n')).toBe('unset');
    expect(await of('[profiles.a]\ncli_auth_credentials_store = "keyring"\n')).toBe('unset');
    expect(await of('cli_auth_credentials_store = "strange"')).toBe('unset');
  });
});
