import { describe, expect, test } from 'vitest';
import { parseAuthDocument } from '../../../../src-main/codex/credentials/auth-document.ts';
import { chatgptBearer, shouldRenew, storedLoginOf } from '../../../../src-main/codex/credentials/stored-login.ts';
import { failureOf, loginPlace, tokenWith } from './login-place.ts';

const auth = 'https://api.openai.com/auth';
const idToken = tokenWith({
  email: 'ada@example.com',
  [auth]: { chatgpt_account_id: 'from-id', chatgpt_plan_type: 'pro' },
});
const accessToken = tokenWith({ exp: 1_800_000_000, [auth]: { chatgpt_account_id: 'from-access' } });
const tokens = { id_token: idToken, access_token: accessToken, refresh_token: 'rt_1', account_id: 'from-field' };

function loginOf(document: object) {
  const parsed = parseAuthDocument(JSON.stringify(document));
  if (parsed === undefined) throw new Error('not a document');
  return storedLoginOf(parsed);
}

describe('the stored login', () => {
  test('takes the account from the field, then the id token, then the access token', () => {
    const accountOf = (given: object) => {
      const login = loginOf({ tokens: { ...tokens, ...given } });
      return login?.mode === 'chatgpt' ? login.accountId : undefined;
    };
    expect(accountOf({})).toBe('from-field');
    expect(accountOf({ account_id: null })).toBe('from-id');
    expect(accountOf({ account_id: null, id_token: 'opaque' })).toBe('from-access');
    expect(accountOf({ account_id: null, id_token: 'opaque', access_token: 'opaque' })).toBeUndefined();
  });

  test('expires with the access token, and says who it is by the id token', () => {
    const login = loginOf({ tokens, last_refresh: '2026-01-01T00:00:00.123456Z' });
    if (login?.mode !== 'chatgpt') throw new Error('wrong mode');
    expect(chatgptBearer(login)).toMatchObject({
      token: accessToken,
      mode: 'chatgpt',
      accountId: 'from-field',
      email: 'ada@example.com',
      plan: 'pro',
      expiresAtMs: 1_800_000_000_000,
    });
    expect(shouldRenew(login, 1_800_000_000_000 - 5 * 60_000 - 1)).toBe(false);
    expect(shouldRenew(login, 1_800_000_000_000 - 5 * 60_000)).toBe(true);
  });

  test('without an expiry is renewed when it is older than eight days', () => {
    const login = loginOf({ tokens: { ...tokens, access_token: 'opaque' }, last_refresh: '2026-01-01T00:00:00Z' });
    if (login?.mode !== 'chatgpt') throw new Error('wrong mode');
    const dayMs = 24 * 3600_000;
    expect(shouldRenew(login, Date.parse('2026-01-01') + 8 * dayMs)).toBe(false);
    expect(shouldRenew(login, Date.parse('2026-01-01') + 8 * dayMs + 1)).toBe(true);
  });

  test.each([
    ['apikey by name', { auth_mode: 'apikey', OPENAI_API_KEY: 'sk-1', tokens }, 'apikey'],
    ['a legacy file with key and tokens', { OPENAI_API_KEY: 'sk-1', tokens }, 'apikey'],
    ['a browser login that also has a key', { auth_mode: 'chatgpt', OPENAI_API_KEY: 'sk-1', tokens }, 'chatgpt'],
    ['tokens alone', { OPENAI_API_KEY: null, tokens }, 'chatgpt'],
    ['a personal access token without a mode', { personal_access_token: 'at-1', OPENAI_API_KEY: null }, 'pat'],
    ['tokens that another program renews', { auth_mode: 'chatgptAuthTokens', tokens }, 'chatgpt'],
  ])('%s is understood', (_name, document, mode) => {
    expect(loginOf(document)?.mode).toBe(mode);
  });

  test('tokens that another program renews are never renewed by us', () => {
    expect(loginOf({ auth_mode: 'chatgptAuthTokens', tokens })).not.toHaveProperty('refreshToken');
  });

  test.each([
    ['agentIdentity', { auth_mode: 'agentIdentity', agent_identity: 'x.y.z' }],
    ['agentIdentity', { agent_identity: { agent_runtime_id: 'a' } }],
    ['bedrockApiKey', { bedrock_api_key: { api_key: 'k', region: 'r' }, OPENAI_API_KEY: null }],
    ['headers', { auth_mode: 'headers' }],
    ['somethingNew', { auth_mode: 'somethingNew', tokens }],
  ])('the mode %s is refused by name', async (mode, document) => {
    using place = loginPlace(document);
    await using credentials = place.open();
    const { code, message } = await failureOf(credentials.bearer());
    expect(code).toBe('login_unsupported');
    expect(message).toContain(`“${mode}”`);
    expect(await credentials.status()).toMatchObject({ state: 'problem', code: 'login_unsupported' });
  });

  test.each([{}, { auth_mode: 'chatgpt', OPENAI_API_KEY: null }, { auth_mode: 'apikey' }, { tokens: {} }])(
    'nothing usable in the file counts as signed out: %j',
    async (document) => {
      using place = loginPlace(document);
      await using credentials = place.open();
      expect((await failureOf(credentials.bearer())).code).toBe('not_signed_in');
      expect(await credentials.status()).toEqual({ state: 'signed_out', authFile: place.authFile });
    },
  );

  test('JSON of another shape is unreadable, and the error quotes none of it', async () => {
    using place = loginPlace({ tokens: { access_token: 12345678 } });
    await using credentials = place.open();
    const { code, message } = await failureOf(credentials.bearer());
    expect(code).toBe('login_unreadable');
    expect(message).toContain('tokens.access_token');
    expect(message).not.toContain('12345678');
  });
});
