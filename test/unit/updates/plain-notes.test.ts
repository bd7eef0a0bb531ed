import { describe, expect, it } from 'vitest';
import { updateFailure } from '../../../src-main/desktop/update-failure.ts';
import { plainNotes } from '../../../src-main/updates/plain-notes.ts';

describe('release notes', () => {
  it('of a release page lose their tags and keep their lines', () => {
    const html =
      '<h2>Fixed</h2>\n<ul>\n<li>The <b>first</b> word &amp; the last</li>\n<li>M&#252;ller &#x1F600;</li></ul><p>Thanks</p>';
    expect(plainNotes(html)).toBe('Fixed\n\n\u2022 The first word & the last\n\u2022 M\u00fcller \u{1F600}\n\nThanks');
  });
  it('in Markdown stay as they are', () => {
    expect(plainNotes('## Fixed\n- a < b and b > c  \n')).toBe('## Fixed\n- a < b and b > c');
  });
  it('of several versions stand under their numbers', () => {
    expect(plainNotes([{ version: '2.0.0', note: 'B' }, { version: '1.1.0', note: null }, 7])).toBe(
      '2.0.0\nB\n\n1.1.0',
    );
  });
  it('can hide no text by its direction, control characters or size', () => {
    expect(plainNotes('a\u202eb\u0007c')).toBe('abc');
    expect(plainNotes('x'.repeat(100_000)).length).toBeLessThan(8100);
    expect([plainNotes(null), plainNotes(undefined), plainNotes({})]).toEqual(['', '', '']);
  });
  it('can\u2019t bring a script along', () => {
    expect(plainNotes('<p>Hi</p><script>alert(1)</script><img src=x onerror=alert(1)>')).toBe('Hi');
  });
});

describe('what the update library throws', () => {
  const thrown = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);
  it.each([
    [thrown('sha512 checksum mismatch', { code: 'ERR_CHECKSUM_MISMATCH' }), 'update_damaged'],
    [thrown('not signed', { code: 'ERR_UPDATER_INVALID_SIGNATURE' }), 'update_damaged'],
    [thrown('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }), 'network'],
    [thrown('net::ERR_INTERNET_DISCONNECTED'), 'network'],
    [thrown('404 \n<html>secret</html>', { statusCode: 404, code: 'HTTP_ERROR_404' }), 'update_failed'],
    [thrown('no space', { code: 'ENOSPC' }), 'disk_full'],
    [thrown('Cannot parse update info', { code: 'ERR_UPDATER_INVALID_UPDATE_INFO' }), 'update_failed'],
    ['a string', 'update_failed'],
  ])('%s becomes %s, and its own words stay in the log', (value, code) => {
    const error = updateFailure(value);
    expect(error.code).toBe(code);
    expect(error.cause).toBe(value);
    expect(error.message).toMatch(/^[A-Z][^<\n]+\.$/);
  });
});
