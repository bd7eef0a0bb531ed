// A clock that was ahead and is set right (an empty battery, a wrong zone): what was measured by the old time must not
// hold until that time comes again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace, tokenWith } from './login-place.ts';

const dayMs = 24 * 3600_000;

test('a renewal that failed rests seconds, not until the old time comes again', async () => {
  await using standin = await startStandin();
  using place = loginPlace(standin.newLogin({ expiresInSeconds: -3 * 24 * 3600 }), { issuer: standin.issuer });
  standin.script('token', { kind: 'status', status: 500 });
  let nowMs = Date.now();
  await using credentials = place.open({ now: () => nowMs });
  expect(await failureOf(credentials.bearer())).toMatchObject({ code: 'refresh_unavailable' });
  nowMs -= dayMs;
  expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
});

test('a token that is refused is renewed, though one was renewed at a later time', async () => {
  await using standin = await startStandin();
  using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
  let nowMs = Date.now();
  await using credentials = place.open({ now: () => nowMs });
  const first = await credentials.bearer();
  nowMs -= dayMs;
  standin.book.killAccessTokens();
  const second = await credentials.recover(first, 1);
  expect(standin.acceptsBearer(second.token)).toBe(true);
});

test('that nobody was signed in at the official program is believed for seconds', async () => {
  using place = loginPlace();
  const state = join(place.codexHome, 'fake.json');
  const program = [process.execPath, fileURLToPath(new URL('./fake-codex.ts', import.meta.url))];
  writeFileSync(join(place.codexHome, 'config.toml'), 'cli_auth_credentials_store = "keyring"\n');
  writeFileSync(state, '{}');
  let nowMs = Date.now();
  await using credentials = place.open({
    codexCommand: program,
    codexEnv: { PATH: '/usr/bin', FAKE_CODEX: state },
    now: () => nowMs,
  });
  expect(await failureOf(credentials.bearer())).toMatchObject({ code: 'not_signed_in' });
  const token = tokenWith({ exp: Math.floor(nowMs / 1000) + 3600 });
  writeFileSync(state, JSON.stringify({ method: 'chatgpt', token }));
  nowMs -= dayMs;
  expect((await credentials.bearer()).token).toBe(token);
});
