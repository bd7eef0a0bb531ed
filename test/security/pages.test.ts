import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isAllowedExternal,
  isPermitted,
  isTrustedSender,
  pageHeaders,
  resolvePage,
} from '../../src-main/desktop/page-address.ts';
import { webPreferences } from '../../src-main/desktop/web-preferences.ts';

const folder = '/opt/sotto/pages';

describe('addresses of pages', () => {
  it('lead to files of the pages folder', () => {
    expect(resolvePage('app://sotto/window.html', folder)).toEqual({
      kind: 'file',
      path: `${folder}/window.html`,
      contentType: 'text/html; charset=utf-8',
    });
    expect(resolvePage('app://sotto/assets/a.js?x=1', folder)).toMatchObject({
      kind: 'file',
      path: `${folder}/assets/a.js`,
    });
  });

  it.each([
    'app://sotto/..%2f..%2fetc/passwd.js',
    'app://sotto/%2e%2e/%2e%2e/secret.json',
    'app://sotto//etc/passwd',
    'app://sotto/a%00.html',
    'app://sotto/..\\..\\a.html',
    'app://other/window.html',
    'file:///etc/passwd',
    'https://sotto/window.html',
    'app://sotto/window.exe',
    'app://sotto/%E0%A4%A.html',
    'nonsense',
  ])('never lead out of it: %s', (address) => {
    const page = resolvePage(address, folder);
    if (page.kind === 'file') expect(page.path.startsWith(`${folder}/`)).toBe(true);
    else expect(page.kind).toBe('none');
  });

  it('never lead out of it, whatever is asked', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.string(), (path, tail) => {
        const page = resolvePage(`app://sotto${path}${tail}`, folder);
        if (page.kind === 'file') expect(page.path.startsWith(`${folder}/`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('name a take by an id, not by a path', () => {
    expect(resolvePage('app://sotto/audio/01JABC', folder)).toEqual({ kind: 'audio', takeId: '01JABC' });
    expect(resolvePage('app://sotto/audio/..%2f01', folder)).toEqual({ kind: 'none' });
  });
});

describe('pages', () => {
  it('run no inline code, load nothing from elsewhere and can\u2019t be framed', () => {
    const policy = pageHeaders['Content-Security-Policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('http');
  });

  it('are sandboxed and isolated', () => {
    expect(webPreferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    });
    expect(Object.isFrozen(webPreferences)).toBe(true);
  });

  it('are heard only as the top frame of a window of ours on our origin', () => {
    const good = { url: 'app://sotto/window.html', isTop: true, ours: true };
    expect(isTrustedSender(good)).toBe(true);
    for (const bad of [
      { url: 'https://sotto/window.html' },
      { url: 'app://sotto.evil/window.html' },
      { url: '' },
      { isTop: false },
      { ours: false },
    ]) {
      expect(isTrustedSender({ ...good, ...bad })).toBe(false);
    }
  });

  it('may listen to the microphone in the capture page only, and nothing else at all', () => {
    expect(isPermitted('media', { mediaTypes: ['audio'], page: 'capture.html' })).toBe(true);
    expect(isPermitted('media', { mediaTypes: ['audio'], page: 'window.html' })).toBe(false);
    expect(isPermitted('media', { mediaTypes: ['audio', 'video'], page: 'capture.html' })).toBe(false);
    for (const permission of ['geolocation', 'notifications', 'midi', 'openExternal', 'clipboard-read', 'anything']) {
      expect(isPermitted(permission, { page: 'capture.html' })).toBe(false);
    }
  });

  it('send the browser to a few hosts by https only', () => {
    expect(isAllowedExternal('https://auth.openai.com/oauth/authorize?x=1')).toBe(true);
    for (const bad of [
      'http://auth.openai.com/',
      'https://auth.openai.com.evil.example/',
      'https://user@auth.openai.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      '',
    ]) {
      expect(isAllowedExternal(bad)).toBe(false);
    }
  });
});
