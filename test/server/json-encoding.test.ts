// Bodies whose bytes are not what JSON is written in.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerWithStandin, serverWithStandin, testKey } from './support/server-with-standin.ts';

let s: ServerWithStandin;
const asked: unknown[] = [];
beforeAll(async () => {
  s = await serverWithStandin({
    ports: {
      answers: {
        responses: () => Promise.reject(new Error('not asked here')),
        compact: async ({ input }) => {
          asked.push(input);
          return { output: [] };
        },
      },
    },
  });
});
afterAll(() => s[Symbol.asyncDispose]());

function post(body: Buffer<ArrayBuffer>): Promise<Response> {
  return fetch(`${s.url}/v1/responses/compact`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testKey}`, 'content-type': 'application/json' },
    body,
  });
}

test('a body that is not UTF-8 is refused instead of garbled', async () => {
  for (const encoding of ['latin1', 'utf16le'] as const) {
    const response = await post(Buffer.from('{"input":"f\u00fcr"}', encoding));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } });
  }
  expect(asked).toEqual([]);
});

test('the refusal names the encoding', async () => {
  const { error } = (await (await post(Buffer.from('{"input":"f\u00fcr"}', 'latin1'))).json()) as {
    error: { message: string };
  };
  expect(error.message).toContain('UTF-8');
});

test('a body may begin with a byte order mark', async () => {
  expect((await post(Buffer.from('\ufeff{"input":"f\u00fcr"}'))).status).toBe(200);
  expect(asked).toEqual(['f\u00fcr']);
});
