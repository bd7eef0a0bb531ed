import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { errorCodes, errorFacts } from '../../../src-main/contract/error-table.ts';
import { clip, errorAnswer } from '../../../src-main/server/error-answer.ts';

describe('errors on the wire', () => {
  test.each(errorCodes)('%s has its status, type and a message that says what to do', (code) => {
    const { status, body } = errorAnswer(new AppError(code, 'It happened.'));
    expect(status).toBe(errorFacts(code).status);
    expect(body.error).toEqual({
      message: clip(`It happened. ${errorFacts(code).hint}`),
      type: errorFacts(code).type,
      param: null,
      code,
    });
  });

  test('a login that is missing or dead, and what can\u2019t be helped, are not tried again by the SDKs', () => {
    const final = errorCodes.filter(
      (code) => errorAnswer(new AppError(code, 'x')).headers['x-should-retry'] === 'false',
    );
    expect(final).toEqual(
      expect.arrayContaining([
        'not_signed_in',
        'login_unreadable',
        'login_expired',
        'account_changed',
        'quota_exhausted',
        'busy',
      ]),
    );
    for (const code of [
      'network',
      'upstream_error',
      'upstream_timeout',
      'rate_limited',
      'too_many_requests',
      'refresh_unavailable',
    ] as const) {
      expect(final).not.toContain(code);
    }
  });

  test('waiting is told in whole seconds, and only where it is meant', () => {
    const told = (code: 'rate_limited' | 'upstream_rejected'): string | undefined =>
      errorAnswer(new AppError(code, 'x', { retryAfterMs: 1200 })).headers['Retry-After'];
    expect([told('rate_limited'), told('upstream_rejected')]).toEqual(['2', undefined]);
  });

  test('a bug says nothing of itself', () => {
    const { status, body } = errorAnswer(new TypeError('cannot read token of undefined'));
    expect([status, body.error.code]).toEqual([500, 'internal']);
    expect(body.error.message).not.toContain('token');
  });
});

describe('messages', () => {
  test('are one line of at most 500 characters, whole ones, without a page', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (text) => {
        const message = clip(text);
        expect([...message].length).toBeLessThanOrEqual(500);
        expect(message.isWellFormed()).toBe(true);
        expect(message).not.toMatch(/[\r\n]/);
        expect(message).not.toBe('');
      }),
    );
  });

  test.each([
    ['Send "Authorization: Bearer <key>".', 'Send "Authorization: Bearer <key>".'],
    ['It failed: <html><body>no', 'It failed'],
    ['<!DOCTYPE html><p>x', 'The service answered with a page instead of an answer.'],
    ['a < b and c > d', 'a < b and c > d'],
    ['\u{1F600}'.repeat(501), `${'\u{1F600}'.repeat(499)}\u2026`],
  ])('%j is said as %j', (text, message) => {
    expect(clip(text)).toBe(message);
  });
});
