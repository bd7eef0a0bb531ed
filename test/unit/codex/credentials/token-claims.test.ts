import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headerSafe, readTokenClaims } from '../../../../src-main/codex/credentials/token-claims.ts';
import { tokenWith } from './login-place.ts';

const auth = 'https://api.openai.com/auth';

describe('claims of a token', () => {
  test('give e-mail, plan, user, account, FedRAMP and expiry where they stand', () => {
    const token = tokenWith({
      exp: 1_800_000_000.5,
      email: 'ada@example.com',
      [auth]: {
        chatgpt_plan_type: 'plus',
        chatgpt_user_id: 'user-1',
        user_id: 'user-2',
        chatgpt_account_id: 'acc-1',
        chatgpt_account_is_fedramp: true,
      },
    });
    expect(readTokenClaims(token)).toEqual({
      email: 'ada@example.com',
      plan: 'plus',
      userId: 'user-1',
      accountId: 'acc-1',
      fedramp: true,
      expiresAtMs: 1_800_000_000_500,
    });
  });

  test('take the e-mail of the profile and the older name of the user when the first ones are missing', () => {
    const token = tokenWith({ 'https://api.openai.com/profile': { email: 'b@example.com' }, [auth]: { user_id: 'u' } });
    expect(readTokenClaims(token)).toEqual({ email: 'b@example.com', userId: 'u' });
  });

  test('never throw and never invent anything, whatever the token is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
        expect(readTokenClaims(text)).toEqual({});
      }),
      { numRuns: 2000 },
    );
  });

  test('survive any JSON as payload, and what they give has the promised types', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record(
            {
              exp: fc.oneof(fc.double(), fc.string(), fc.constant(null)),
              email: fc.jsonValue(),
              [auth]: fc.oneof(fc.jsonValue(), fc.record({ chatgpt_account_id: fc.jsonValue() })),
            },
            { requiredKeys: [] },
          ),
        ),
        (payload) => {
          const claims = readTokenClaims(
            `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${Buffer.from('x').toString('base64url')}`,
          );
          for (const name of ['email', 'plan', 'userId', 'accountId'] as const) {
            expect(['string', 'undefined']).toContain(typeof claims[name]);
          }
          if (claims.accountId !== undefined)
            expect(new Headers({ a: claims.accountId }).get('a')).toBe(claims.accountId);
          if (claims.expiresAtMs !== undefined) expect(new Date(claims.expiresAtMs).getTime()).toBe(claims.expiresAtMs);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('give back what was put in, for any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.integer({ min: 0, max: 4e9 }), (email, exp) => {
        expect(readTokenClaims(tokenWith({ email, exp }))).toEqual({ email, expiresAtMs: exp * 1000 });
      }),
      { numRuns: 1000 },
    );
  });

  test('an account id that would break a header is no account id', () => {
    expect(headerSafe('acc-1')).toBe('acc-1');
    for (const bad of ['a\r\nX: y', 'a b', 'ä', '', 'x'.repeat(257)]) expect(headerSafe(bad)).toBeUndefined();
    expect(readTokenClaims(tokenWith({ [auth]: { chatgpt_account_id: 'a\r\nb' } }))).toEqual({});
  });
});
