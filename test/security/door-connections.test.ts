// What is hardly HTTP, many requests on one connection, and hundreds of slow connections at once.
import { describe, expect, test } from 'vitest';
import { get, keyHeader, openDoor } from '../server/support/door-requests.ts';
import { errorOf, formBytes, raw, splitAnswers } from '../server/support/raw-socket.ts';
import { testKey, toneWav } from '../server/support/server-with-standin.ts';

const door = openDoor();

describe('what is hardly HTTP', () => {
  test('headers of 70 KiB are 431, in JSON', async () => {
    const answer = await raw(
      door.server().port,
      get('/healthz', `${door.host()}x-large: ${'x'.repeat(70 * 1024)}\r\n`),
    );
    expect([answer.status, errorOf(answer).code]).toEqual([431, 'headers_too_large']);
  });

  test.each([
    ['garbage', 'hello there\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['two lengths', 'POST /v1/responses HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    ['a length and chunks', 'POST /v1/responses HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['a length that is no number', 'POST /v1/responses HTTP/1.1\r\ncontent-length: -1\r\n\r\n'],
  ])('%s is 400, in JSON', async (_name, text) => {
    const answer = await raw(door.server().port, Buffer.from(text, 'latin1'));
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'invalid_request']);
  });

  test('a chunk that is none ends the request with an error', async () => {
    const head = `POST /v1/responses HTTP/1.1\r\n${door.host()}${keyHeader}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    const answer = await raw(door.server().port, `${head}zz\r\n`);
    expect(answer.status).toBe(400);
  });

  test('requests in one go are answered in their order', async () => {
    const one = `GET /healthz HTTP/1.1\r\n${door.host()}\r\n`;
    const last = get('/v1/models/whisper-1', `${door.host()}${keyHeader}`);
    const answer = await raw(door.server().port, one + one + last);
    expect(splitAnswers(answer.text).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('what follows a refused request on its connection is not served', async () => {
    const refused = `POST /v1/responses HTTP/1.1\r\n${door.host()}content-length: 0\r\n\r\n`;
    const answer = await raw(door.server().port, refused + get('/v1/models', `${door.host()}${keyHeader}`));
    expect(splitAnswers(answer.text).map(({ status }) => status)).toEqual([401]);
  });

  test('slow headers are 408 when their time is up', async () => {
    const answer = await raw(door.server().port, `GET /healthz HTTP/1.1\r\n${door.host()}x-slow: `);
    expect([answer.status, errorOf(answer).code]).toEqual([408, 'request_timeout']);
  });

  test('two hundred slow clients at once don\u2019t keep the others from working', async () => {
    const { contentType } = formBytes(toneWav('hello'));
    const slowHeads = Array.from({ length: 100 }, () =>
      raw(door.server().port, `GET /v1/models HTTP/1.1\r\n${door.host()}x: `, { timeoutMs: 8000 }),
    );
    const slowBodies = Array.from({ length: 100 }, () =>
      raw(
        door.server().port,
        `POST /v1/audio/transcriptions HTTP/1.1\r\n${door.host()}content-type: ${contentType}\r\ncontent-length: 100000\r\n\r\nx`,
        { timeoutMs: 8000 },
      ),
    );
    const file = new File([toneWav('hello')], 'a.wav');
    const answer = await door.server().openai.audio.transcriptions.create({ file, model: 'whisper-1' });
    expect(answer.text).toBe('hello');
    const statuses = (await Promise.all([...slowHeads, ...slowBodies])).map(({ status }) => status);
    expect(new Set(statuses.slice(0, 100))).toEqual(new Set([408]));
    expect(new Set(statuses.slice(100))).toEqual(new Set([401]));
  });

  test('two hundred slow bodies that hold the key are ended, and their places are free again', async () => {
    const { bytes, contentType } = formBytes(toneWav('hello'));
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\n${door.host()}${keyHeader}content-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const slow = Array.from({ length: 200 }, () =>
      raw(door.server().port, Buffer.concat([Buffer.from(head), bytes.subarray(0, 300)]), { timeoutMs: 15_000 }),
    );
    await expect.poll(() => door.server().server.load).toEqual({ atWork: 16, waiting: 64 });
    expect((await fetch(`${door.server().url}/healthz`)).status).toBe(200);
    expect((await fetch(`${door.server().url}/v1/models`, { headers: { 'x-api-key': testKey } })).status).toBe(200);
    const statuses = (await Promise.all(slow)).map(({ status }) => status);
    // On a slow machine the first have been ended before the last come, and these find a place.
    const [ended, refused] = [408, 429].map((wanted) => statuses.filter((status) => status === wanted).length);
    expect([ended, refused]).toEqual([200 - Number(refused), expect.any(Number)]);
    expect(ended).toBeGreaterThanOrEqual(80);
    await expect.poll(() => door.server().server.load).toEqual({ atWork: 0, waiting: 0 });
    expect(door.server().leftovers()).toEqual([]);
  });
});
