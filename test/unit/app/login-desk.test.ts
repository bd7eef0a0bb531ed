// What the app and the command line do with the login, on real files.
import { expect, it } from 'vitest';
import { openLoginDesk } from '../../../src-main/app/login-desk.ts';
import { loginPlace } from '../codex/credentials/login-place.ts';

const nothingIsAsked = (): never => {
  throw new Error('nothing is asked of the service');
};

it.each([
  [{ apiKey: 'sk-from-outside' }, 'apikey'],
  [{ accessToken: 'at-from-outside' }, 'pat'],
  [{ bearer: 'from-outside' }, 'explicit'],
])('who uses %j can\u2019t sign out of it, and the stored login is left alone', async (given, kind) => {
  using place = loginPlace({ OPENAI_API_KEY: 'sk-stored' });
  const options = { ...place.options, ...given };
  await using credentials = place.open(given);
  const desk = openLoginDesk(credentials, options, nothingIsAsked);
  expect(await desk.status()).toEqual({ kind, given: true });
  await expect(desk.signOut()).rejects.toMatchObject({ code: 'usage' });
  expect(place.read().OPENAI_API_KEY).toBe('sk-stored');
});

it('a stored login is signed out', async () => {
  using place = loginPlace({ OPENAI_API_KEY: 'sk-stored' });
  await using credentials = place.open();
  const desk = openLoginDesk(credentials, place.options, nothingIsAsked);
  expect(await desk.status()).toEqual({ kind: 'apikey' });
  expect(await desk.signOut()).toMatchObject({ wasSignedIn: true });
  expect(await desk.status()).toEqual({ kind: 'signed-out' });
});
