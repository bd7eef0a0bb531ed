import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerWithStandin, serverWithStandin, testKey } from './support/server-with-standin.ts';

let s: ServerWithStandin;
beforeAll(async () => {
  s = await serverWithStandin();
});
afterAll(async () => {
  await s[Symbol.asyncDispose]();
});

const lastBody = (): Record<string, unknown> => s.standin.requests.at(-1)?.body as Record<string, unknown>;

async function failureOf(work: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(OpenAI.APIError);
  return thrown as InstanceType<typeof OpenAI.APIError>;
}

describe('with the openai package', () => {
  test('an answer has its text although the backend leaves the last output empty', async () => {
    const answer = await s.openai.responses.create({
      model: 'gpt-5.5',
      input: 'Hello',
      max_output_tokens: 100,
      temperature: 0.2,
      metadata: { a: 'b' },
      store: true,
    });
    expect(answer.output_text).toBe('You said: Hello');
    expect(answer).toMatchObject({ object: 'response', status: 'completed', model: 'gpt-5.5', error: null });
    expect(answer.created_at).toBeGreaterThan(1_700_000_000);
    expect(lastBody()).toMatchObject({ store: false, stream: true });
    expect(Object.keys(lastBody())).not.toContain('max_output_tokens');
  });

  test('system messages and string inputs are shaped for the backend, for lite models as well', async () => {
    for (const model of ['gpt-5.5', 'gpt-5.6-sol']) {
      const answer = await s.openai.responses.create({
        model,
        input: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hi' },
        ],
      });
      expect(answer.output_text).toBe('You said: Hi');
    }
  });

  test('events are passed on one by one, and the final one is filled', async () => {
    const stream = await s.openai.responses.create({ model: 'gpt-5.5', input: 'Hello there', stream: true });
    const types: string[] = [];
    let text = '';
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') expect(event.response.output).toHaveLength(1);
    }
    expect(text).toBe('You said: Hello there');
    expect(types[0]).toBe('response.created');
    expect(types).toContain('response.content_part.added'); // one that the client doesn't know by name
    expect(types.at(-1)).toBe('response.completed');
  });

  test('the stream helper gives the final response with its text', async () => {
    const stream = s.openai.responses.stream({ model: 'gpt-5.5', input: 'Hello' });
    const final = await stream.finalResponse();
    expect(final.output_text).toBe('You said: Hello');
  });

  test('functions are called and their results understood', async () => {
    const tools = [{ type: 'function' as const, name: 'weather', parameters: {}, strict: false }];
    const first = await s.openai.responses.create({
      model: 'gpt-5.5',
      input: 'call weather with {"city":"Bonn"}',
      tools,
    });
    const call = first.output.find((item) => item.type === 'function_call');
    expect(call).toMatchObject({ name: 'weather', arguments: '{"city":"Bonn"}' });
    if (call === undefined) return;
    const second = await s.openai.responses.create({
      model: 'gpt-5.5',
      tools,
      input: [
        { role: 'user', content: 'x' },
        { type: 'function_call', name: 'weather', call_id: call.call_id, arguments: call.arguments },
        { type: 'function_call_output', call_id: call.call_id, output: 'sunny' },
      ],
    });
    expect(second.output_text).toBe('Tool said: sunny');
  });

  test.each([
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['conversation', { conversation: 'conv_1' }],
    ['background', { background: true }],
    ['item_reference', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
  ] as const)('%s is refused by name before anything is sent', async (param, extra) => {
    const before = s.standin.requests.length;
    const failure = await failureOf(
      s.openai.responses.create({ model: 'gpt-5.5', input: 'x', ...(extra as object) } as { input: string }),
    );
    expect(failure).toMatchObject({ status: 400, param, code: 'invalid_request' });
    expect(s.standin.requests.length).toBe(before);
  });

  test('a stored prompt is refused instead of answering without it, and goes on with an API key', async () => {
    const asked = { model: 'gpt-5.5', input: 'x', prompt: { id: 'pmpt_1', variables: { city: 'Bonn' } } };
    const before = s.standin.requests.length;
    const failure = await failureOf(s.openai.responses.create(asked));
    expect(failure).toMatchObject({ status: 400, code: 'upstream_rejected' });
    expect(failure.message).toMatch(/^400 prompt can\u2019t be used here.*instructions/);
    expect(s.standin.requests.slice(before).filter(({ path }) => path.endsWith('/responses'))).toEqual([]);
    await using own = await serverWithStandin({
      login: (standin) => ({ OPENAI_API_KEY: standin.book.newOpaqueBearer('sk-'), auth_mode: 'apikey' }),
    });
    await own.openai.responses.create(asked);
    expect(own.standin.requests.at(-1)?.body).toMatchObject({ prompt: asked.prompt });
  });

  test('a model that the account has not is refused in the words of the backend', async () => {
    const failure = await failureOf(s.openai.responses.create({ model: 'gpt-nothing', input: 'x' }));
    expect(failure).toMatchObject({ status: 400, code: 'upstream_rejected' });
    expect(failure.message).toContain("The 'gpt-nothing' model is not supported");
  });

  test('a stream that breaks off ends with an error, not as if it were whole', async () => {
    s.standin.script('responses', { kind: 'stream-end', end: 'cut', afterEvents: 5 });
    const stream = await s.openai.responses.create({ model: 'gpt-5.5', input: 'Hello', stream: true });
    const seen: string[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const event of stream) seen.push(event.type);
      })(),
    );
    expect(seen.length).toBeGreaterThan(2);
    expect(failure.message).toMatch(/broke off|cut/);
  });

  test('a failure inside the stream is passed on, and an error where it was gathered', async () => {
    const failed = { kind: 'stream-end', end: 'failed', code: 'usage_limit_reached', message: 'no more' } as const;
    s.standin.script('responses', failed);
    const stream = await s.openai.responses.create({ model: 'gpt-5.5', input: 'Hello', stream: true });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types.at(-1)).toBe('response.failed');
    s.standin.script('responses', failed);
    expect(await failureOf(s.openai.responses.create({ model: 'gpt-5.5', input: 'Hello' }))).toMatchObject({
      status: 429,
      code: 'quota_exhausted',
    });
  });

  test('an incomplete answer is an answer', async () => {
    s.standin.script('responses', { kind: 'stream-end', end: 'incomplete', afterEvents: 8 });
    const answer = await s.openai.responses.create({ model: 'gpt-5.5', input: 'Hello' });
    expect(answer).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  });

  test('a challenge is named, and its page stays outside', async () => {
    s.standin.script('responses', { kind: 'challenge' }, { kind: 'challenge' });
    const failure = await failureOf(s.openai.responses.create({ model: 'gpt-5.5', input: 'x' }));
    expect(failure).toMatchObject({ status: 502, code: 'upstream_challenge' });
    expect(JSON.stringify(failure.error)).not.toContain('<');
  });

  test('a conversation can be made short', async () => {
    const response = await fetch(`${s.url}/v1/responses/compact`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-5.5', input: [{ role: 'user', content: 'long' }] }),
    });
    expect(response.status).toBe(200);
    const { output } = (await response.json()) as { output: { type: string }[] };
    expect(output.at(-1)?.type).toBe('compaction');
  });
});

test('a silence of the service is broken by comments, and the client sees its answer all the same', async () => {
  await using slow = await serverWithStandin({ limits: { commentMs: 40 } });
  slow.standin.script('responses', { kind: 'hang', ms: 150 });
  const response = await fetch(`${slow.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5.5', input: 'Hi', stream: true }),
  });
  const text = await response.text();
  expect(text.startsWith(': keep-alive\n\n')).toBe(true);
  expect(text).toContain('event: response.completed\n');
});

test('whoever is not signed in is told so once, and no SDK tries again', async () => {
  await using out = await serverWithStandin({ login: null, maxRetries: 2 });
  const failure = await failureOf(out.openai.responses.create({ model: 'gpt-5.5', input: 'x' }));
  expect(failure).toMatchObject({ status: 503, code: 'not_signed_in' });
  expect(failure.headers?.get('x-should-retry')).toBe('false');
  expect(out.logged.filter((line) => line.includes('"route":"/v1/responses"'))).toHaveLength(1);
});

test('the client that goes away takes its request to the service with it', async () => {
  await using own = await serverWithStandin();
  own.standin.script('responses', { kind: 'stream-end', end: 'silent', afterEvents: 3 });
  const stream = await own.openai.responses.create({ model: 'gpt-5.5', input: 'Hello', stream: true });
  for await (const event of stream) if (event.type === 'response.in_progress') stream.controller.abort();
  await expect.poll(() => own.standin.requests.at(-1)?.aborted).toBe(true);
  await expect.poll(() => own.server.load).toEqual({ atWork: 0, waiting: 0 });
});
