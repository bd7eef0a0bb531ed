import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Standin, type StandinOptions, startStandin } from '../../standin/standin.ts';
import { type Answer, answerOf, postJson } from './client.ts';

const PLAIN = {
  model: 'gpt-5.5',
  instructions: 'Be short.',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Grüß dich, wie geht es?' }] }],
  store: false,
  stream: true,
};
const LITE = {
  model: 'gpt-5.6-sol',
  input: [
    { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'weather' }] },
    ...PLAIN.input,
  ],
  parallel_tool_calls: false,
  reasoning: { context: 'all_turns' },
  store: false,
  stream: true,
};
const LITE_HEADER = { 'x-openai-internal-codex-responses-lite': 'true' };

describe('Responses', () => {
  it('stream an echo in several deltas and leave the final output empty', async () => {
    await using standin = await startStandin();
    const answer = await ask(standin, PLAIN);
    const events = eventsOf(answer);
    expect(events.map(({ type }) => type).slice(0, 4)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
    ]);
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas.length).toBeGreaterThan(3);
    expect(deltas.map(({ delta }) => delta).join('')).toBe('You said: Grüß dich, wie geht es?');
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { output: [], usage: { input_tokens: 10 } },
    });
    expect(answer.headers.get('x-models-etag')).toMatch(/^W\/"/u);
    expect(standin.requests[0]?.body).toEqual(PLAIN);
  });

  it.for<[string, object, number, string]>([
    ['store', { store: true }, 400, 'Store must be set to false'],
    ['stream', { stream: false }, 400, 'Stream must be set to true'],
    ['instructions', { instructions: undefined }, 400, 'Instructions are required'],
    ['a bare string as input', { input: 'hi' }, 400, 'Input must be a list'],
    ['system messages', { input: [{ role: 'system', content: 'x' }] }, 400, 'System messages are not allowed'],
    ['max_output_tokens', { max_output_tokens: 5 }, 400, 'Unsupported parameter: max_output_tokens'],
    ['temperature', { temperature: 0 }, 400, 'Unsupported parameter: temperature'],
    ['previous_response_id', { previous_response_id: 'r' }, 400, 'Unsupported parameter: previous_response_id'],
    [
      'an unknown model',
      { model: 'gpt-0' },
      400,
      "The 'gpt-0' model is not supported when using Codex with a ChatGPT account.",
    ],
    ['a lite model without its header', { model: 'gpt-5.6-luna' }, 404, 'Model not found gpt-5.6-luna'],
  ])('refuse %s with the backend’s words', async ([, change, status, detail]) => {
    await using standin = await startStandin();
    expect(await ask(standin, { ...PLAIN, ...change })).toMatchObject({ status, json: { detail } });
  });

  it('want lite models asked in their own shape', async () => {
    await using standin = await startStandin();
    expect((await ask(standin, LITE, LITE_HEADER)).status).toBe(200);
    expect((await ask(standin, { ...LITE, reasoning: {} }, LITE_HEADER)).status).toBe(400);
    expect((await ask(standin, { ...LITE, instructions: 'x' }, LITE_HEADER)).status).toBe(400);
    expect((await ask(standin, PLAIN, LITE_HEADER)).status).toBe(400);
  });

  it('call the tools that the prompt asks for, and take their results', async () => {
    await using standin = await startStandin();
    const tools = [{ type: 'function', name: 'weather' }];
    const input = [{ role: 'user', content: 'call weather with {"city":"Bonn"} and call unknown' }];
    const items = eventsOf(await ask(standin, { ...PLAIN, tools, input }))
      .filter(({ type }) => type === 'response.output_item.done')
      .map(({ item }) => item);
    expect(items).toEqual([
      expect.objectContaining({ type: 'function_call', name: 'weather', arguments: '{"city":"Bonn"}' }),
    ]);
    const result = [...input, { type: 'function_call_output', call_id: 'c', output: 'rain' }];
    expect(textOf(await ask(standin, { ...PLAIN, tools, input: result }))).toBe('Tool said: rain');
  });

  it('answer a schema with JSON that fits it', async () => {
    await using standin = await startStandin();
    const schema = {
      type: 'object',
      properties: { title: { type: 'string' }, tags: { type: 'array', items: { enum: ['a'] } } },
    };
    const text = { format: { type: 'json_schema', name: 'x', strict: true, schema } };
    const answered: unknown = JSON.parse(textOf(await ask(standin, { ...PLAIN, text })));
    expect(answered).toEqual({ title: 'Grüß dich, wie geht es?', tags: ['a'] });
  });

  it('end badly when told to: failed, incomplete, cut, silent', async () => {
    await using standin = await startStandin();
    standin.script('responses', { kind: 'stream-end', end: 'failed', code: 'context_length_exceeded' });
    expect(eventsOf(await ask(standin, PLAIN)).at(-1)).toMatchObject({
      response: { error: { code: 'context_length_exceeded' } },
    });
    standin.script('responses', { kind: 'stream-end', end: 'incomplete' });
    expect(eventsOf(await ask(standin, PLAIN)).at(-1)?.type).toBe('response.incomplete');
    standin.script('responses', { kind: 'stream-end', end: 'cut' });
    await expect(ask(standin, PLAIN)).rejects.toThrow();
    standin.script('responses', { kind: 'stream-end', end: 'silent', afterEvents: 1 });
    const silent = await fetch(`${standin.upstream}/codex/responses`, request(standin, PLAIN));
    const reader = silent.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('response.created');
    await reader?.cancel();
    await expect.poll(() => standin.requests.at(-1)?.aborted).toBe(true);
    standin.script('responses', { kind: 'events', events: [{ type: 'response.odd' }, { type: 'error' }] });
    expect(eventsOf(await ask(standin, PLAIN)).map(({ type }) => type)).toEqual(['response.odd', 'error']);
  });

  it('read bodies compressed with zstd, and keep their pace when told to', async () => {
    await using standin = await startStandin({ eventDelayMs: 5 });
    const init = request(standin, PLAIN);
    const headers = { ...init.headers, 'content-encoding': 'zstd' };
    const body = Uint8Array.from(zstdCompressSync(JSON.stringify(PLAIN)));
    const answer = await answerOf(fetch(`${standin.upstream}/codex/responses`, { method: 'POST', headers, body }));
    expect(textOf(answer)).toContain('You said');
    expect(standin.requests[0]?.serviceMs).toBeGreaterThan(5 * eventsOf(answer).length - 5);
    const gzip = await answerOf(
      fetch(`${standin.upstream}/codex/responses`, {
        ...init,
        headers: { ...init.headers, 'content-encoding': 'gzip' },
      }),
    );
    expect(gzip.status).toBe(400);
  });

  it('need a live bearer, and compact a history', async () => {
    await using standin = await startStandin();
    expect((await postJson(`${standin.upstream}/codex/responses`, PLAIN, { authorization: 'Bearer x' })).status).toBe(
      401,
    );
    const compact = await answerOf(fetch(`${standin.upstream}/codex/responses/compact`, request(standin, PLAIN)));
    expect(compact.json).toMatchObject({ output: [{ role: 'user' }, { type: 'compaction' }] });
  });

  it('of API keys come whole or as a stream, with their output filled', async () => {
    await using standin = await startStandin();
    const headers = { authorization: `Bearer ${standin.book.newOpaqueBearer('sk-')}` };
    const whole = await postJson(
      `${standin.openaiBase}/responses`,
      { model: 'gpt-5.5', input: 'hi', temperature: 0 },
      headers,
    );
    expect(whole.json).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'You said: hi' }] }] });
    expect(textOf(await postJson(`${standin.openaiBase}/responses`, { input: 'hi', stream: true }, headers))).toBe(
      'You said: hi',
    );
    expect((await postJson(`${standin.openaiBase}/responses`, { input: 'hi' })).status).toBe(401);
  });
});

describe('the account', () => {
  it('lists models with an ETag, fewer on a free plan, and wants a plain client version', async () => {
    await using standin = await startStandin();
    const models = (query: string, plan: string): Promise<Answer> => get(standin, `/codex/models${query}`, { plan });
    const paid = await models('?client_version=1.0.0', 'plus');
    expect(paid.headers.get('etag')).toMatch(/^W\/"/u);
    expect(slugs(paid)).toContain('gpt-5.6-sol');
    expect(slugs(await models('?client_version=1.0.0', 'free'))).toEqual(['gpt-5.5', 'gpt-5.4-mini']);
    expect((await models('', 'plus')).status).toBe(400);
    expect((await models('?client_version=1.0.0-beta', 'plus')).status).toBe(400);
  });

  it('tells its usage and answers the neighbouring read-only routes', async () => {
    await using standin = await startStandin();
    expect((await get(standin, '/wham/usage', { plan: 'pro' })).json).toMatchObject({
      plan_type: 'pro',
      rate_limit: { primary_window: { used_percent: 12 } },
    });
    for (const path of [
      '/wham/tasks/list',
      '/wham/tasks/task_1',
      '/wham/environments',
      '/connectors/directory/list',
      '/ps/plugins/list',
    ]) {
      expect((await get(standin, path, {})).status, path).toBe(200);
    }
    expect((await get(standin, '/wham/nothing', {})).status).toBe(404);
  });
});

type SentEvent = { readonly type: string } & Record<string, unknown>;

function request(
  standin: Standin,
  body: object,
  headers: Record<string, string> = {},
): { method: string; headers: Record<string, string>; body: string } {
  const authorization = `Bearer ${standin.newLogin().tokens.access_token}`;
  return {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function ask(standin: Standin, body: object, headers?: Record<string, string>): Promise<Answer> {
  return answerOf(fetch(`${standin.upstream}/codex/responses`, request(standin, body, headers)));
}

function get(standin: Standin, path: string, login: NonNullable<StandinOptions['signsIn']>): Promise<Answer> {
  const authorization = `Bearer ${standin.newLogin(login).tokens.access_token}`;
  return answerOf(fetch(`${standin.upstream}${path}`, { headers: { authorization } }));
}

function eventsOf(answer: Answer): SentEvent[] {
  expect(answer.status).toBe(200);
  return answer.text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => JSON.parse(block.split('\ndata: ')[1] ?? '') as SentEvent);
}

function textOf(answer: Answer): string {
  return eventsOf(answer)
    .filter(({ type }) => type === 'response.output_text.delta')
    .map(({ delta }) => delta)
    .join('');
}

function slugs(answer: Answer): string[] {
  // A body of another shape fails here.
  return (answer.json as { models: { slug: string }[] }).models.map(({ slug }) => slug);
}
