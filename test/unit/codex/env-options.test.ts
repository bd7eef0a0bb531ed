import { describe, expect, it } from 'vitest';
import { codexEnvOptions, defaultOpenaiBase, defaultUpstream } from '../../../src-main/codex/index.ts';

describe('the environment', () => {
  it('that says nothing leaves the public addresses and no proxy', () => {
    expect(codexEnvOptions({})).toMatchObject({
      upstream: defaultUpstream,
      openaiBase: defaultOpenaiBase,
      identity: {},
    });
    expect(Object.values(codexEnvOptions({}).proxy).every((value) => value === undefined)).toBe(true);
  });

  it('names upstream, base, identity, decoder and proxies in either case', () => {
    const options = codexEnvOptions({
      SOTTO_UPSTREAM: 'http://127.0.0.1:8080/backend-api/',
      SOTTO_OPENAI_BASE: 'https://gateway.example/v1',
      SOTTO_ORIGINATOR: 'mine\n',
      SOTTO_USER_AGENT: ' Mine/1 \u00fc ',
      SOTTO_PROXY: 'socks5://p:1',
      https_proxy: 'http://lower:1',
      NO_PROXY: 'a.example',
      CODEX_ASR_SILK_DECODER: '/opt/rust-silk',
      NODE_EXTRA_CA_CERTS: '/etc/company.pem',
      SSL_CERT_FILE: '/etc/all.pem',
    });
    expect(options).toMatchObject({
      upstream: 'http://127.0.0.1:8080/backend-api',
      openaiBase: 'https://gateway.example/v1',
      identity: { originator: 'mine', userAgent: 'Mine/1 _' },
      proxy: { explicit: 'socks5://p:1', https: 'http://lower:1', noProxy: 'a.example' },
      silkDecoder: '/opt/rust-silk',
      certificateFiles: ['/etc/company.pem', '/etc/all.pem'],
    });
  });

  it('gives ChatGPT\u2019s own host the path of its backend', () => {
    expect(codexEnvOptions({ SOTTO_UPSTREAM: 'https://chatgpt.com/' }).upstream).toBe(
      'https://chatgpt.com/backend-api',
    );
    expect(codexEnvOptions({ SOTTO_UPSTREAM: 'https://gw.example/x' }).upstream).toBe('https://gw.example/x');
  });

  it.each([
    'http://example.com',
    'ftp://127.0.0.1',
    'nonsense',
    'https://user:secret@host.example',
    'http://127.0.0.1.example/',
  ])('%s is no place for a token, and its password is not repeated', (address) => {
    for (const name of ['SOTTO_UPSTREAM', 'SOTTO_OPENAI_BASE']) {
      expect(() => codexEnvOptions({ [name]: address })).toThrow(
        expect.objectContaining({ code: 'settings_invalid', message: expect.stringContaining(name) }),
      );
      expect(() => codexEnvOptions({ [name]: address })).not.toThrow(/secret/);
    }
  });
});
