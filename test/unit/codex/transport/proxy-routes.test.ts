import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePacAnswer, proxyRoutes } from '../../../../src-main/codex/transport/proxy-routes.ts';

const service = new URL('https://service.example/backend');
const proxy = (address: string) => ({ kind: 'proxy', address });
const direct = { kind: 'direct' };

describe('the way to the service', () => {
  it('is direct when nobody names a proxy', async () => {
    expect(await proxyRoutes(service)).toEqual([direct]);
  });

  it('prefers the explicit proxy, then HTTPS_PROXY, then ALL_PROXY, then the system', async () => {
    const all = {
      explicit: 'http://explicit:1',
      https: 'http://https:2',
      all: 'socks5://all:3',
      resolveProxy: async () => 'PROXY system:4',
    };
    expect(await proxyRoutes(service, all)).toEqual([proxy('http://explicit:1')]);
    expect(await proxyRoutes(service, { ...all, explicit: undefined })).toEqual([proxy('http://https:2')]);
    expect(await proxyRoutes(service, { ...all, explicit: undefined, https: undefined })).toEqual([
      proxy('socks5://all:3'),
    ]);
    expect(await proxyRoutes(service, { resolveProxy: all.resolveProxy })).toEqual([proxy('http://system:4')]);
  });

  it('leaves hosts of NO_PROXY alone, and addresses of this machine unless the proxy was named for them', async () => {
    expect(await proxyRoutes(service, { https: 'http://p:1', noProxy: '.example' })).toEqual([direct]);
    expect(await proxyRoutes(service, { explicit: 'http://p:1', noProxy: 'service.example:443' })).toEqual([direct]);
    const local = new URL('http://127.0.0.1:9/x');
    expect(await proxyRoutes(local, { http: 'http://p:1', all: 'http://p:1' })).toEqual([direct]);
    expect(await proxyRoutes(local, { explicit: 'p:1' })).toEqual([proxy('http://p:1')]);
  });

  it('refuses an address that is none, without showing the password in it', async () => {
    const refused = proxyRoutes(service, { explicit: 'ftp://me:secret@host:1' });
    await expect(refused).rejects.toMatchObject({ code: 'settings_invalid' });
    await expect(refused).rejects.not.toThrow(/secret/);
  });

  it('reads the system\u2019s answer in order and ignores what it does not know', () => {
    expect(parsePacAnswer('PROXY a:8080; SOCKS5 b:1080;HTTPS c:443 ; DIRECT')).toEqual([
      proxy('http://a:8080'),
      proxy('socks5://b:1080'),
      proxy('https://c:443'),
      direct,
    ]);
    expect(parsePacAnswer('QUIC x:1')).toEqual([direct]);
    expect(parsePacAnswer('')).toEqual([direct]);
  });

  it('is direct when the system can\u2019t say', async () => {
    expect(await proxyRoutes(service, { resolveProxy: () => Promise.reject(new Error('no answer')) })).toEqual([
      direct,
    ]);
  });

  it('gives at least one way for any answer', () => {
    fc.assert(fc.property(fc.string(), (answer) => parsePacAnswer(answer).length > 0));
  });
});
