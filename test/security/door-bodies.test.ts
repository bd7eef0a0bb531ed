// Behind the REST server's door, byte by byte: routes, and bodies that are too large, too slow or not what they seem.
import { constants } from 'node:buffer';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { get, keyHeader, openDoor } from '../server/support/door-requests.ts';
import { errorOf, formBytes, raw } from '../server/support/raw-socket.ts';
import { serverWithStandin, toneWav } from '../server/support/server-with-standin.ts';

const door = openDoor();

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
    const answer = await raw(door.server().port, get(path, `${door.host()}${keyHeader}`, method));
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    if (status === 405) expect(answer.headers.allow).toMatch(/GET|POST/);
    expect(answer.body).not.toMatch(/<[a-z]/);
  });

  test('health says its status and version to anybody here, and nothing else', async () => {
    const answer = await raw(door.server().port, get('/healthz/?x=1', door.host()));
    expect(JSON.parse(answer.body)).toEqual({ status: 'ok', version: '0.1.0' });
    expect(Object.keys(answer.headers)).not.toContain('server');
  });
});

describe('bodies', () => {
  const post = (path: string, headers: string, body: string | Uint8Array = ''): Buffer =>
    Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${door.host()}${headers}\r\n`), Buffer.from(body)]);

  test('that are refused by their head are answered at once, whatever is announced, and the connection ends', async () => {
    // Who waited for the body, or for the linger to be over, would answer long after `raw` has given up.
    const patient = { stalledBodyMs: 60_000, lingerMs: 60_000 };
    await using own = await serverWithStandin({ maxUploadBytes: 1024 * 1024, limits: patient });
    const announced = 'content-length: 50000000\r\ncontent-type: multipart/form-data; boundary=x\r\n';
    const send = (headers: string) =>
      raw(
        own.port,
        `POST /v1/audio/transcriptions HTTP/1.1\r\nhost: 127.0.0.1:${own.port}\r\n${headers}${announced}\r\n`,
      );
    const wrong = await send('');
    expect(wrong.status).toBe(401);
    const large = await send(keyHeader);
    expect([large.status, errorOf(large).code]).toEqual([413, 'payload_too_large']);
    for (const answer of [wrong, large]) expect(answer.headers.connection).toBe('close');
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
    const answer = await raw(
      door.server().port,
      post(path, `${keyHeader}${header}content-length: 2\r\nconnection: close\r\n`, '{}'),
    );
    expect(answer.status).toBe(status);
    expect(errorOf(answer).type).toBe('invalid_request_error');
  });

  test.each(['gzip', 'br', 'zstd', 'deflate, gzip'])('encoded with %s are refused', async (encoding) => {
    const answer = await raw(
      door.server().port,
      post(
        '/v1/responses',
        `${keyHeader}content-type: application/json\r\ncontent-encoding: ${encoding}\r\ncontent-length: 100\r\n`,
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
      `POST /v1/audio/transcriptions HTTP/1.1\r\n${door.host()}${keyHeader}content-type: ${contentType}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const answer = await raw(door.server().port, Buffer.concat([head, ...chunks])); // no last chunk: more may come
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'audio_too_large']);
    expect(door.server().leftovers()).toEqual([]);
  });

  test('of JSON larger than the limit are cut off too', async () => {
    const body = JSON.stringify({ input: 'x'.repeat(1_500_000) });
    const head = `POST /v1/responses HTTP/1.1\r\n${door.host()}${keyHeader}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    const answer = await raw(door.server().port, `${head}${body.length.toString(16)}\r\n${body}\r\n`); // nor here
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'payload_too_large']);
  });

  test('of JSON larger than a text can be are refused by their head, whatever an upload may be', async () => {
    await using roomy = await serverWithStandin({ maxUploadBytes: 2_000 * 1024 * 1024 });
    const host = `host: 127.0.0.1:${roomy.port}\r\n`;
    const head = `POST /v1/responses HTTP/1.1\r\n${host}${keyHeader}content-type: application/json\r\n`;
    const answer = await raw(roomy.port, `${head}content-length: ${constants.MAX_STRING_LENGTH + 1}\r\n\r\n`);
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'payload_too_large']);
  });

  test('with a preamble without end are cut off', async () => {
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${door.host()}${keyHeader}content-type: multipart/form-data; boundary=x\r\ntransfer-encoding: chunked\r\n\r\n`;
    const piece = 'y'.repeat(100_000);
    const answer = await raw(door.server().port, head + `${piece.length.toString(16)}\r\n${piece}\r\n`.repeat(30));
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
        door.server().port,
        post(
          '/v1/audio/transcriptions',
          `${keyHeader}content-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\nconnection: close\r\n`,
          bytes,
        ),
      );
      expect([answer.status, errorOf(answer).code]).toEqual([413, code]);
    }
  });

  test('in chunks are as good as others, and 100-continue is only said to those who may send', async () => {
    const { bytes, contentType } = formBytes(toneWav('hello'));
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${door.host()}content-type: ${contentType}\r\nconnection: close\r\n`;
    const chunked = Buffer.concat([
      Buffer.from(`${head}${keyHeader}transfer-encoding: chunked\r\n\r\n${bytes.length.toString(16)}\r\n`),
      bytes,
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    expect(JSON.parse((await raw(door.server().port, chunked)).body)).toMatchObject({ text: 'hello' });
    const waiting = `expect: 100-continue\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const wanted = await raw(door.server().port, `${head}${keyHeader}${waiting}`, {
      until: (text) => text.endsWith('\r\n\r\n'),
    });
    expect(wanted.text).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    const unwanted = await raw(door.server().port, `${head}${waiting}`);
    expect([unwanted.status, unwanted.text.includes('100 Continue')]).toEqual([401, false]);
  });

  test('that stall are ended with 408, their file and permit gone', async () => {
    const { bytes, contentType } = formBytes(toneWav('hello'));
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${door.host()}${keyHeader}content-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const answer = await raw(door.server().port, Buffer.concat([Buffer.from(head), bytes.subarray(0, 1000)]));
    expect([answer.status, errorOf(answer).code]).toEqual([408, 'request_timeout']);
    expect(answer.headers['x-should-retry']).toBe('false');
    const json = await raw(
      door.server().port,
      `POST /v1/responses HTTP/1.1\r\n${door.host()}${keyHeader}content-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    expect(json.status).toBe(408);
    await expect.poll(() => door.server().server.load).toEqual({ atWork: 0, waiting: 0 });
    expect(door.server().leftovers()).toEqual([]);
  });
});

describe('clients that go away', () => {
  test('while they send leave neither file nor permit', async () => {
    const { bytes, contentType } = formBytes(new Uint8Array(200_000));
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${door.host()}${keyHeader}content-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const sockets = Array.from({ length: 10 }, () => {
      const socket = connect(door.server().port, '127.0.0.1');
      socket.on('error', () => undefined); // we are the ones that go
      socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, 150_000)]));
      return socket;
    });
    await expect.poll(() => [door.server().server.load.atWork, door.server().leftovers().length]).toEqual([10, 10]);
    for (const socket of sockets) socket.resetAndDestroy();
    await expect.poll(() => [door.server().server.load.atWork, door.server().leftovers().length]).toEqual([0, 0]);
  });
});
