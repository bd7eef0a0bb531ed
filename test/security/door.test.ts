// The REST server's door, byte by byte: who is let in, and how the others are refused.
import { describe, expect, test } from 'vitest';
import { get, keyHeader, listedOrigin, openDoor } from '../server/support/door-requests.ts';
import { errorOf, raw } from '../server/support/raw-socket.ts';
import { testKey } from '../server/support/server-with-standin.ts';

const door = openDoor();

describe('the Host header', () => {
  test.each([
    ['127.0.0.1', 200],
    ['localhost', 200],
    ['LocalHost', 200],
    ['localhost.', 200],
    ['[::1]', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1@evil.example', 403],
    ['2130706433', 403],
    ['127.1', 403],
    ['localhost..', 403],
    ['0.0.0.0', 403],
    ['', 403],
  ])('%s with the port is answered with %i', async (name, status) => {
    const answer = await raw(door.server().port, get('/healthz', `host: ${name}:${door.server().port}\r\n`));
    expect(answer.status).toBe(status);
    if (status === 403) expect(errorOf(answer).code).toBe('host_not_allowed');
  });

  test.each([
    ['another port', () => `host: 127.0.0.1:${door.server().port + 1}\r\n`, 403, 'host_not_allowed'],
    ['no port', () => 'host: 127.0.0.1\r\n', 403, 'host_not_allowed'],
    ['no header', () => '', 400, 'missing_host'],
    ['an empty one', () => 'host:\r\n', 400, 'missing_host'],
    ['two of them', () => `${door.host()}host: evil.example\r\n`, 400, 'missing_host'],
  ] satisfies [string, () => string, number, string][])('%s is refused', async (_name, headers, status, code) => {
    const answer = await raw(door.server().port, get('/healthz', headers()));
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(answer.headers['x-request-id']).toMatch(/^req_/);
  });

  test('HTTP/1.0 without a host is refused too', async () => {
    expect((await raw(door.server().port, get('/healthz', '', 'GET', '1.0'))).status).toBe(400);
  });

  test('an absolute target must be ours as well, and is served by its path', async () => {
    expect(
      (await raw(door.server().port, get(`http://127.0.0.1:${door.server().port}/healthz`, door.host()))).status,
    ).toBe(200);
    const foreign = await raw(
      door.server().port,
      get(`http://evil.example:${door.server().port}/healthz`, door.host()),
    );
    expect([foreign.status, errorOf(foreign).code]).toEqual([403, 'host_not_allowed']);
    const unkeyed = await raw(door.server().port, get(`http://127.0.0.1:${door.server().port}/v1/models`, door.host()));
    expect(unkeyed.status).toBe(401);
  });
});

describe('the Origin header', () => {
  test.each([
    'https://evil.example',
    'null',
    '*',
    'app://obsidian.md.evil.example',
    'APP://obsidian.md',
    'http://localhost:3000',
  ])('%s is refused before the key, and nothing allows it to read', async (foreign) => {
    const answer = await raw(door.server().port, get('/v1/models', `${door.host()}origin: ${foreign}\r\n${keyHeader}`));
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'origin_not_allowed']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('our own address is no listed origin', async () => {
    const answer = await raw(
      door.server().port,
      get('/healthz', `${door.host()}origin: http://127.0.0.1:${door.server().port}\r\n`),
    );
    expect(answer.status).toBe(403);
  });

  test('a listed one may read answers and errors', async () => {
    const good = await raw(
      door.server().port,
      get('/v1/models', `${door.host()}origin: ${listedOrigin}\r\n${keyHeader}`),
    );
    const bad = await raw(door.server().port, get('/v1/models', `${door.host()}origin: ${listedOrigin}\r\n`));
    expect([good.status, bad.status]).toEqual([200, 401]);
    for (const answer of [good, bad]) {
      expect(answer.headers['access-control-allow-origin']).toBe(listedOrigin);
      expect(answer.headers.vary).toContain('Origin');
    }
  });

  test('a preflight needs no key, allows what is needed, and private networks only when asked', async () => {
    const ask = `access-control-request-method: POST\r\naccess-control-request-headers: authorization, x-stainless-lang, x-evil\r\n`;
    const answer = await raw(
      door.server().port,
      get('/v1/audio/transcriptions', `${door.host()}origin: ${listedOrigin}\r\n${ask}`, 'OPTIONS'),
    );
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-headers']).toBe('authorization, x-stainless-lang');
    expect(answer.headers['access-control-allow-private-network']).toBeUndefined();
    const asked = `${ask}access-control-request-private-network: true\r\n`;
    const local = await raw(
      door.server().port,
      get('/v1/models', `${door.host()}origin: ${listedOrigin}\r\n${asked}`, 'OPTIONS'),
    );
    expect(local.headers['access-control-allow-private-network']).toBe('true');
    const foreign = await raw(
      door.server().port,
      get('/v1/models', `${door.host()}origin: https://evil.example\r\n${asked}`, 'OPTIONS'),
    );
    expect(foreign.status).toBe(403);
    expect(foreign.headers['access-control-allow-private-network']).toBeUndefined();
  });

  test('a preflight under a foreign host is refused', async () => {
    const answer = await raw(
      door.server().port,
      get(
        '/v1/models',
        `host: evil.example\r\norigin: ${listedOrigin}\r\naccess-control-request-method: GET\r\n`,
        'OPTIONS',
      ),
    );
    expect(answer.status).toBe(403);
  });
});

describe('the key', () => {
  test.each([
    ['with Bearer', `authorization: Bearer ${testKey}`],
    ['with bearer in capitals', `authorization: BEARER ${testKey}`],
    ['with more blanks', `authorization: bearer   ${testKey}  `],
    ['in x-api-key', `x-api-key: ${testKey}`],
    ['in x-api-key beside another authorization', `x-api-key: ${testKey}\r\nauthorization: Bearer sk-other`],
  ])('is accepted %s', async (_name, header) => {
    expect((await raw(door.server().port, get('/v1/models', `${door.host()}${header}\r\n`))).status).toBe(200);
  });

  test.each([
    ['none', ''],
    ['an empty one', 'authorization: Bearer \r\n'],
    ['an empty x-api-key', 'x-api-key: \r\n'],
    ['a shorter one', `authorization: Bearer ${testKey.slice(0, -1)}\r\n`],
    ['a longer one', `authorization: Bearer ${testKey}x\r\n`],
    ['one of the same length', `authorization: Bearer ${testKey.slice(0, -1)}X\r\n`],
    ['one of the same length that is not ASCII', `authorization: Bearer ${'\u00e9'.repeat(testKey.length)}\r\n`],
    ['another scheme', `authorization: Basic ${testKey}\r\n`],
    ['no scheme', `authorization: ${testKey}\r\n`],
    ['a very long one', `authorization: Bearer ${'x'.repeat(8000)}\r\n`],
    ['a cookie', `cookie: key=${testKey}\r\n`],
  ])('%s is refused with 401', async (_name, header) => {
    const answer = await raw(door.server().port, Buffer.from(get('/v1/models', `${door.host()}${header}`), 'latin1'));
    expect([answer.status, errorOf(answer).code, errorOf(answer).type]).toEqual([
      401,
      'invalid_api_key',
      'authentication_error',
    ]);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.text).not.toContain(testKey.slice(0, -2));
  });

  test.each(['key', 'api_key', 'api-key', 'access_token'])('in the query as %s does not count', async (name) => {
    expect((await raw(door.server().port, get(`/v1/models?${name}=${testKey}`, door.host()))).status).toBe(401);
  });

  test('is asked for before anybody learns which routes there are', async () => {
    for (const path of [
      '/',
      '/v1/nothing',
      '/api/version',
      '/openapi.json',
      '/healthzz',
      '/healthz/../v1/models',
      '*',
    ]) {
      expect((await raw(door.server().port, get(path, door.host()))).status, path).toBe(401);
    }
  });

  test('Ollama\u2019s routes say it in their words', async () => {
    const answer = await raw(door.server().port, get('/api/tags', door.host()));
    expect([answer.status, typeof JSON.parse(answer.body).error]).toEqual([401, 'string']);
  });
});
