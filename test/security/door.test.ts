// The REST server's door, byte by byte: who is let in, how the others are refused, and that nothing stays behind.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorOf, formBytes, raw, splitAnswers } from '../server/support/raw-socket.ts';
import { type ServerWithStandin, serverWithStandin, testKey, toneWav } from '../server/support/server-with-standin.ts';

let s: ServerWithStandin;
const origin = 'app://obsidian.md';
beforeAll(async () => {
  s = await serverWithStandin({
    origins: () => [origin],
    maxUploadBytes: 1024 * 1024,
    limits: {
      headerTimeoutMs: 400,
      timeoutCheckMs: 50,
      stalledBodyMs: 300,
      lingerMs: 200,
      envelopeBytes: 64 * 1024,
      heldBytes: 16 * 1024,
    },
  });
});
afterAll(async () => {
  expect(s.server.load).toEqual({ atWork: 0, waiting: 0 });
  expect(s.leftovers()).toEqual([]);
  await s[Symbol.asyncDispose]();
});

const get = (path: string, headers: string, method = 'GET', version = '1.1'): string =>
  `${method} ${path} HTTP/${version}\r\n${headers}connection: close\r\n\r\n`;
const host = (): string => `host: 127.0.0.1:${s.port}\r\n`;
const key = `authorization: Bearer ${testKey}\r\n`;

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
    const answer = await raw(s.port, get('/healthz', `host: ${name}:${s.port}\r\n`));
    expect(answer.status).toBe(status);
    if (status === 403) expect(errorOf(answer).code).toBe('host_not_allowed');
  });

  test.each([
    ['another port', () => `host: 127.0.0.1:${s.port + 1}\r\n`, 403, 'host_not_allowed'],
    ['no port', () => 'host: 127.0.0.1\r\n', 403, 'host_not_allowed'],
    ['no header', () => '', 400, 'missing_host'],
    ['an empty one', () => 'host:\r\n', 400, 'missing_host'],
    ['two of them', () => `${host()}host: evil.example\r\n`, 400, 'missing_host'],
  ] satisfies [string, () => string, number, string][])('%s is refused', async (_name, headers, status, code) => {
    const answer = await raw(s.port, get('/healthz', headers()));
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(answer.headers['x-request-id']).toMatch(/^req_/);
  });

  test('HTTP/1.0 without a host is refused too', async () => {
    expect((await raw(s.port, get('/healthz', '', 'GET', '1.0'))).status).toBe(400);
  });

  test('an absolute target must be ours as well, and is served by its path', async () => {
    expect((await raw(s.port, get(`http://127.0.0.1:${s.port}/healthz`, host()))).status).toBe(200);
    const foreign = await raw(s.port, get(`http://evil.example:${s.port}/healthz`, host()));
    expect([foreign.status, errorOf(foreign).code]).toEqual([403, 'host_not_allowed']);
    const unkeyed = await raw(s.port, get(`http://127.0.0.1:${s.port}/v1/models`, host()));
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
    const answer = await raw(s.port, get('/v1/models', `${host()}origin: ${foreign}\r\n${key}`));
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'origin_not_allowed']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('our own address is no listed origin', async () => {
    const answer = await raw(s.port, get('/healthz', `${host()}origin: http://127.0.0.1:${s.port}\r\n`));
    expect(answer.status).toBe(403);
  });

  test('a listed one may read answers and errors', async () => {
    const good = await raw(s.port, get('/v1/models', `${host()}origin: ${origin}\r\n${key}`));
    const bad = await raw(s.port, get('/v1/models', `${host()}origin: ${origin}\r\n`));
    expect([good.status, bad.status]).toEqual([200, 401]);
    for (const answer of [good, bad]) {
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      expect(answer.headers.vary).toContain('Origin');
    }
  });

  test('a preflight needs no key, allows what is needed, and private networks only when asked', async () => {
    const ask = `access-control-request-method: POST\r\naccess-control-request-headers: authorization, x-stainless-lang, x-evil\r\n`;
    const answer = await raw(
      s.port,
      get('/v1/audio/transcriptions', `${host()}origin: ${origin}\r\n${ask}`, 'OPTIONS'),
    );
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-headers']).toBe('authorization, x-stainless-lang');
    expect(answer.headers['access-control-allow-private-network']).toBeUndefined();
    const asked = `${ask}access-control-request-private-network: true\r\n`;
    const local = await raw(s.port, get('/v1/models', `${host()}origin: ${origin}\r\n${asked}`, 'OPTIONS'));
    expect(local.headers['access-control-allow-private-network']).toBe('true');
    const foreign = await raw(
      s.port,
      get('/v1/models', `${host()}origin: https://evil.example\r\n${asked}`, 'OPTIONS'),
    );
    expect(foreign.status).toBe(403);
    expect(foreign.headers['access-control-allow-private-network']).toBeUndefined();
  });

  test('a preflight under a foreign host is refused', async () => {
    const answer = await raw(
      s.port,
      get('/v1/models', `host: evil.example\r\norigin: ${origin}\r\naccess-control-request-method: GET\r\n`, 'OPTIONS'),
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
    expect((await raw(s.port, get('/v1/models', `${host()}${header}\r\n`))).status).toBe(200);
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
    const answer = await raw(s.port, Buffer.from(get('/v1/models', `${host()}${header}`), 'latin1'));
    expect([answer.status, errorOf(answer).code, errorOf(answer).type]).toEqual([
      401,
      'invalid_api_key',
      'authentication_error',
    ]);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.text).not.toContain(testKey.slice(0, -2));
  });

  test.each(['key', 'api_key', 'api-key', 'access_token'])('in the query as %s does not count', async (name) => {
    expect((await raw(s.port, get(`/v1/models?${name}=${testKey}`, host()))).status).toBe(401);
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
      expect((await raw(s.port, get(path, host()))).status, path).toBe(401);
    }
  });

  test('Ollama\u2019s routes say it in their words', async () => {
    const answer = await raw(s.port, get('/api/tags', host()));
    expect([answer.status, typeof JSON.parse(answer.body).error]).toEqual([401, 'string']);
  });
});

describe('routes', () => {
  test.each([
    ['GET', '/v1/nothing', 404, 'route_not_found'],
    ['GET', '/v1/v1/models', 404, 'route_not_found'],
    ['GET', '/', 404, 'route_not_found'],
    ['GET', '*', 400, 'invalid_request'],
    ['GET', '/%zz', 400, 'invalid_request'],
    ['GET', `/v1/models/${'x'.repeat(500)}`, 404, 'model_not_found'],
    ['GET', '/v1/responses', 405, 'method_not_allowed'],
    ['DELETE', '/v1/models', 405, 'method_not_allowed'],
    ['PUT', '/v1/audio/transcriptions', 405, 'method_not_allowed'],
    ['OPTIONS', '/v1/models', 405, 'method_not_allowed'],
    ['POST', '/v1/audio/speech', 404, 'route_not_found'],
  ])('%s %s is %i (%s)', async (method, path, status, code) => {
    const answer = await raw(s.port, get(path, `${host()}${key}`, method));
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    if (status === 405) expect(answer.headers.allow).toMatch(/GET|POST/);
    expect(answer.body).not.toMatch(/<[a-z]/);
  });

  test('health says its status and version to anybody here, and nothing else', async () => {
    const answer = await raw(s.port, get('/healthz/?x=1', host()));
    expect(JSON.parse(answer.body)).toEqual({ status: 'ok', version: '0.1.0' });
    expect(Object.keys(answer.headers)).not.toContain('server');
  });
});

describe('bodies', () => {
  const post = (path: string, headers: string, body: string | Uint8Array = ''): Buffer =>
    Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${host()}${headers}\r\n`), Buffer.from(body)]);

  test('that are refused by their head are answered at once, whatever is announced, and the connection ends', async () => {
    const wrong = await raw(
      s.port,
      post('/v1/audio/transcriptions', 'content-length: 50000000\r\ncontent-type: multipart/form-data; boundary=x\r\n'),
    );
    expect(wrong.status).toBe(401);
    const large = await raw(
      s.port,
      post(
        '/v1/audio/transcriptions',
        `${key}content-length: 50000000\r\ncontent-type: multipart/form-data; boundary=x\r\n`,
      ),
    );
    expect([large.status, errorOf(large).code]).toEqual([413, 'payload_too_large']);
    for (const answer of [wrong, large]) {
      expect(answer.ms).toBeLessThan(250); // before the linger is over, long before a drain would be
      expect(answer.headers.connection).toBe('close');
    }
  });

  test.each([
    ['text/plain', '/v1/responses', 415],
    ['multipart/form-data; boundary=x', '/v1/chat/completions', 415],
    ['application/json', '/v1/audio/transcriptions', 415],
    ['application/x-www-form-urlencoded', '/v1/responses', 415],
    ['application/jsonx', '/v1/responses', 415],
    ['', '/v1/responses', 415],
    ['application/json; charset=utf-8', '/v1/responses', 400],
  ])('of type "%s" on %s are %i', async (type, path, status) => {
    const header = type === '' ? '' : `content-type: ${type}\r\n`;
    const answer = await raw(s.port, post(path, `${key}${header}content-length: 2\r\nconnection: close\r\n`, '{}'));
    expect(answer.status).toBe(status);
    expect(errorOf(answer).type).toBe('invalid_request_error');
  });

  test.each(['gzip', 'br', 'zstd', 'deflate, gzip'])('encoded with %s are refused', async (encoding) => {
    const answer = await raw(
      s.port,
      post(
        '/v1/responses',
        `${key}content-type: application/json\r\ncontent-encoding: ${encoding}\r\ncontent-length: 100\r\n`,
      ),
    );
    expect([answer.status, errorOf(answer).code]).toEqual([415, 'unsupported_media_type']);
  });

  test('larger than they said nothing of are cut off while they come', async () => {
    const { bytes, contentType } = formBytes(new Uint8Array(3_000_000));
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 50_000) {
      const piece = bytes.subarray(at, at + 50_000);
      chunks.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    }
    const head = Buffer.from(
      `POST /v1/audio/transcriptions HTTP/1.1\r\n${host()}${key}content-type: ${contentType}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const answer = await raw(s.port, Buffer.concat([head, ...chunks, Buffer.from('0\r\n\r\n')]));
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'audio_too_large']);
    expect(s.leftovers()).toEqual([]);
  });

  test('of JSON larger than the limit are cut off too', async () => {
    const body = JSON.stringify({ input: 'x'.repeat(1_500_000) });
    const head = `POST /v1/responses HTTP/1.1\r\n${host()}${key}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    const answer = await raw(s.port, `${head}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'payload_too_large']);
  });

  test('with a preamble without end are cut off', async () => {
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${host()}${key}content-type: multipart/form-data; boundary=x\r\ntransfer-encoding: chunked\r\n\r\n`;
    const piece = 'y'.repeat(100_000);
    const answer = await raw(s.port, head + `${piece.length.toString(16)}\r\n${piece}\r\n`.repeat(30));
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'payload_too_large']);
  });

  test('with too many or too large fields are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}`, 'x']));
    const large = { prompt: 'x'.repeat(300_000) };
    for (const [fields, code] of [
      [many, 'payload_too_large'],
      [large, 'payload_too_large'],
    ] as const) {
      const { bytes, contentType } = formBytes(toneWav('hi'), fields);
      const answer = await raw(
        s.port,
        post(
          '/v1/audio/transcriptions',
          `${key}content-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\nconnection: close\r\n`,
          bytes,
        ),
      );
      expect([answer.status, errorOf(answer).code]).toEqual([413, code]);
    }
  });

  test('in chunks are as good as others, and 100-continue is only said to those who may send', async () => {
    const { bytes, contentType } = formBytes(toneWav('hello'));
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${host()}content-type: ${contentType}\r\nconnection: close\r\n`;
    const chunked = Buffer.concat([
      Buffer.from(`${head}${key}transfer-encoding: chunked\r\n\r\n${bytes.length.toString(16)}\r\n`),
      bytes,
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    expect(JSON.parse((await raw(s.port, chunked)).body)).toMatchObject({ text: 'hello' });
    const waiting = `expect: 100-continue\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const wanted = await raw(s.port, `${head}${key}${waiting}`, { until: (text) => text.endsWith('\r\n\r\n') });
    expect(wanted.text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    const unwanted = await raw(s.port, `${head}${waiting}`);
    expect([unwanted.status, unwanted.text.includes('100 Continue')]).toEqual([401, false]);
  });

  test('that stall are ended with 408, their file and permit gone', async () => {
    const { bytes, contentType } = formBytes(toneWav('hello'));
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${host()}${key}content-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const answer = await raw(s.port, Buffer.concat([Buffer.from(head), bytes.subarray(0, 1000)]));
    expect([answer.status, errorOf(answer).code]).toEqual([408, 'request_timeout']);
    expect(answer.headers['x-should-retry']).toBe('false');
    const json = await raw(
      s.port,
      `POST /v1/responses HTTP/1.1\r\n${host()}${key}content-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    expect(json.status).toBe(408);
    await expect.poll(() => s.server.load).toEqual({ atWork: 0, waiting: 0 });
    expect(s.leftovers()).toEqual([]);
  });
});

describe('clients that go away', () => {
  test('while they send leave neither file nor permit', async () => {
    const { bytes, contentType } = formBytes(new Uint8Array(200_000));
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${host()}${key}content-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const sockets = Array.from({ length: 10 }, () => {
      const socket = connect(s.port, '127.0.0.1');
      socket.on('error', () => undefined); // we are the ones that go
      socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, 150_000)]));
      return socket;
    });
    await expect.poll(() => [s.server.load.atWork, s.leftovers().length]).toEqual([10, 10]);
    for (const socket of sockets) socket.resetAndDestroy();
    await expect.poll(() => [s.server.load.atWork, s.leftovers().length]).toEqual([0, 0]);
  });
});

describe('what is hardly HTTP', () => {
  test('headers of 70 KiB are 431, in JSON', async () => {
    const answer = await raw(s.port, get('/healthz', `${host()}x-large: ${'x'.repeat(70 * 1024)}\r\n`));
    expect([answer.status, errorOf(answer).code]).toEqual([431, 'headers_too_large']);
  });

  test.each([
    ['garbage', 'hello there\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['two lengths', 'POST /v1/responses HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    ['a length and chunks', 'POST /v1/responses HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['a length that is no number', 'POST /v1/responses HTTP/1.1\r\ncontent-length: -1\r\n\r\n'],
  ])('%s is 400, in JSON', async (_name, text) => {
    const answer = await raw(s.port, Buffer.from(text, 'latin1'));
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'invalid_request']);
  });

  test('a chunk that is none ends the request with an error', async () => {
    const head = `POST /v1/responses HTTP/1.1\r\n${host()}${key}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    const answer = await raw(s.port, `${head}zz\r\n`);
    expect(answer.status).toBe(400);
  });

  test('requests in one go are answered in their order', async () => {
    const one = `GET /healthz HTTP/1.1\r\n${host()}\r\n`;
    const last = get('/v1/models/whisper-1', `${host()}${key}`);
    const answer = await raw(s.port, one + one + last);
    expect(splitAnswers(answer.text).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('what follows a refused request on its connection is not served', async () => {
    const refused = `POST /v1/responses HTTP/1.1\r\n${host()}content-length: 0\r\n\r\n`;
    const answer = await raw(s.port, refused + get('/v1/models', `${host()}${key}`));
    expect(splitAnswers(answer.text).map(({ status }) => status)).toEqual([401]);
  });

  test('slow headers are 408 when their time is up', async () => {
    const answer = await raw(s.port, `GET /healthz HTTP/1.1\r\n${host()}x-slow: `);
    expect([answer.status, errorOf(answer).code]).toEqual([408, 'request_timeout']);
  });

  test('two hundred slow clients at once don\u2019t keep the others from working', async () => {
    const { contentType } = formBytes(toneWav('hello'));
    const slowHeads = Array.from({ length: 100 }, () =>
      raw(s.port, `GET /v1/models HTTP/1.1\r\n${host()}x: `, { timeoutMs: 8000 }),
    );
    const slowBodies = Array.from({ length: 100 }, () =>
      raw(
        s.port,
        `POST /v1/audio/transcriptions HTTP/1.1\r\n${host()}content-type: ${contentType}\r\ncontent-length: 100000\r\n\r\nx`,
        { timeoutMs: 8000 },
      ),
    );
    const file = new File([toneWav('hello')], 'a.wav');
    const answer = await s.openai.audio.transcriptions.create({ file, model: 'whisper-1' });
    expect(answer.text).toBe('hello');
    const statuses = (await Promise.all([...slowHeads, ...slowBodies])).map(({ status }) => status);
    expect(new Set(statuses.slice(0, 100))).toEqual(new Set([408]));
    expect(new Set(statuses.slice(100))).toEqual(new Set([401]));
  });

  test('two hundred slow bodies that hold the key are ended, and their places are free again', async () => {
    const { bytes, contentType } = formBytes(toneWav('hello'));
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${host()}${key}content-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const slow = Array.from({ length: 200 }, () =>
      raw(s.port, Buffer.concat([Buffer.from(head), bytes.subarray(0, 300)]), { timeoutMs: 15_000 }),
    );
    await expect.poll(() => s.server.load).toEqual({ atWork: 16, waiting: 64 });
    expect((await fetch(`${s.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${s.url}/v1/models`, { headers: { 'x-api-key': testKey } })).status).toBe(200);
    const statuses = (await Promise.all(slow)).map(({ status }) => status);
    // On a slow machine the first have been ended before the last come, and these find a place.
    const [ended, refused] = [408, 429].map((wanted) => statuses.filter((status) => status === wanted).length);
    expect([ended, refused]).toEqual([200 - Number(refused), expect.any(Number)]);
    expect(ended).toBeGreaterThanOrEqual(80);
    await expect.poll(() => s.server.load).toEqual({ atWork: 0, waiting: 0 });
    expect(s.leftovers()).toEqual([]);
  });
});
