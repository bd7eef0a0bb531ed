import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExcepted, isLoopbackHost } from '../../../../src-main/codex/transport/no-proxy.ts';

describe('NO_PROXY', () => {
  it.each([
    ['chatgpt.com', 'chatgpt.com', 443, true],
    ['chatgpt.com', 'www.chatgpt.com', 443, true],
    ['.chatgpt.com', 'chatgpt.com', 443, true],
    ['*.chatgpt.com', 'api.chatgpt.com', 443, true],
    ['chatgpt.com', 'notchatgpt.com', 443, false],
    ['CHATGPT.com', 'chatgpt.COM.', 443, true],
    ['chatgpt.com:443', 'chatgpt.com', 443, true],
    ['chatgpt.com:8443', 'chatgpt.com', 443, false],
    ['a.example, b.example', 'b.example', 80, true],
    ['a.example b.example', 'b.example', 80, true],
    ['*', 'anything.example', 443, true],
    ['', 'anything.example', 443, false],
    ['10.0.0.0/8', '10.20.30.40', 80, true],
    ['10.0.0.0/8', '11.20.30.40', 80, false],
    ['10.0.0.0/99', '10.0.0.1', 80, false],
    ['10.0.0.1', '10.0.0.1', 80, true],
    ['0.0.1', '10.0.0.1', 80, false],
    ['[::1]:8080', '[::1]', 8080, true],
    ['::1', '[::1]', 9, true],
    ['fd00::/8', '[fd12::7]', 443, true],
    ['.', 'chatgpt.com', 443, false],
  ])('%j and %s:%i: excepted is %s', (list, host, port, expected) => {
    expect(isExcepted(list, host, port)).toBe(expected);
  });

  it('never excepts a host that no entry ends like, whatever the list holds', () => {
    const label = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(label, { maxLength: 5 }), (names) => {
        const list = names.map((name) => `${name}.example`).join(',');
        expect(isExcepted(list, 'service.invalid', 443)).toBe(false);
        for (const name of names) expect(isExcepted(list, `deep.${name}.example`, 443)).toBe(true);
      }),
    );
  });

  it('takes any text for a list without failing', () => {
    fc.assert(fc.property(fc.string(), (list) => typeof isExcepted(list, 'host.example', 443) === 'boolean'));
  });

  it('knows the names of this machine', () => {
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'a.localhost'])
      expect(isLoopbackHost(host)).toBe(true);
    for (const host of ['127.0.0.1.example', 'localhost.example', '128.0.0.1'])
      expect(isLoopbackHost(host)).toBe(false);
  });
});
