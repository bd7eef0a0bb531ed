import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CloudflareCookies } from '../../../../src-main/codex/transport/cloudflare-cookies.ts';

describe('the cookie jar', () => {
  it('keeps Cloudflare\u2019s cookies and no others', () => {
    const jar = new CloudflareCookies();
    jar.take([
      '__cf_bm=a; path=/; HttpOnly',
      'session=s',
      '__Secure-next-auth=t',
      'cf_chl_rc=b',
      '_cfuvid=c; Secure',
      'oai-did=d',
    ]);
    expect(jar.header()).toBe('__cf_bm=a; cf_chl_rc=b; _cfuvid=c');
  });

  it('forgets what has run out or was taken back, by Max-Age before Expires', () => {
    let nowMs = 1_000_000;
    const jar = new CloudflareCookies(() => nowMs);
    jar.take([
      '__cf_bm=a; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      '_cfuvid=b; Expires=Thu, 01 Jan 1970 00:16:50 GMT',
    ]);
    expect(jar.header()).toBe('__cf_bm=a; _cfuvid=b');
    nowMs += 10_001;
    expect(jar.header()).toBeUndefined();
    jar.take(['__cf_bm=a']);
    jar.take(['__cf_bm=; Max-Age=0']);
    expect(jar.header()).toBeUndefined();
  });

  it('says whether something was news', () => {
    const jar = new CloudflareCookies();
    expect(jar.take(['__cf_bm=a'])).toBe(true);
    expect(jar.take(['__cf_bm=a'])).toBe(false);
    expect(jar.take(['__cf_bm=b'])).toBe(true);
  });

  it('can\u2019t be filled without end nor made to write anything but one header line', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (values) => {
        const jar = new CloudflareCookies();
        jar.take(values.map((value, index) => `cf_chl_${index}=${value}`));
        jar.take(Array.from({ length: 100 }, (_, index) => `cf_chl_more${index}=x`));
        const header = jar.header() ?? '';
        expect(header.split('; ').length).toBeLessThanOrEqual(32);
        expect(header).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});
