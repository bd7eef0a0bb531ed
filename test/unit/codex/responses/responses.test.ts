import { setTimeout as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ResponseEvent, ResponsesStream } from '../../../../src-main/codex/index.ts';
import { type ClientWithStandin, clientWithStandin, failureOf } from '../client-with-standin.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing[Symbol.asyncDispose]();
});
async function place(options: Parameters<typeof clientWithStandin>[0] = {}): Promise<ClientWithStandin> {
  const made = await clientWithStandin(options);
  open.push(made);
  return made;
}
const asked = ({ standin }: ClientWithStandin) => standin.requests.filter(({ path }) => path.endsWith('/responses'));
const textOf = (output: readonly Record<string, unknown>[]) => JSON.stringify(output);
async function eventsOf(stream: ResponsesStream): Promise<ResponseEvent[]> {
  return await Array.fromAsync(stream);
}
async function failureAfter(stream: ResponsesStream): Promise<{ events: ResponseEvent[]; failure: unknown }> {
  const events: ResponseEvent[] = [];
  try {
    for await (const event of stream) events.push(event);
  } catch (failure) {
    return { events, failure };
  }
  return { events, failure: undefined };
}

describe('a Responses request', () => {
  it('is mended to what the backend takes, for an ordinary model', async () => {
    const here = await place();
    const stream = await here.client.responses(
      {
        model: 'gpt-5.5',
        input: 'Say hello',
        temperature: 1,
        max_output_tokens: 50,
        top_p: 1,
        user: 'me',
        metadata: { a: 'b' },
        store: true,
        service_tier: 'auto',
        reasoning: { effort: 'ultra' },
        text: { verbosity: 'low' },
        unheard_of: 1,
      },
      { headers: { 'session-id': 's1', Authorization: 'Bearer other', 'x-evil': '1' } },
    );
    const answer = await stream.gathered();
    expect(textOf(answer.output)).toContain('Say hello');
    const [request] = asked(here);
    expect(request?.body).toEqual({
      model: 'gpt-5.5',
      instructions: 'You are a helpful assistant.',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say hello' }] }],
      reasoning: { effort: 'max' },
      text: { verbosity: 'low' },
      include: ['reasoning.encrypted_content'],
      store: false,
      stream: true,
    });
    expect(request?.headers).toMatchObject({ accept: 'text/event-stream', 'session-id': 's1' });
    expect(request?.headers).not.toHaveProperty('x-evil');
    expect(request?.headers).not.toHaveProperty('x-openai-internal-codex-responses-lite');
  });

  it('takes the lite shape when the live list flags the model, and picks the first model when none is named', async () => {
    const here = await place();
    const tools = [{ type: 'function', name: 'weather', parameters: {} }];
    const input = [
      { role: 'system', content: 'Be brief' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_image', image_url: 'data:,', detail: 'high' },
          { type: 'input_text', text: 'hi' },
        ],
      },
    ];
    const stream = await here.client.responses({ input, tools, instructions: 'You are it' });
    await stream.gathered();
    expect(stream.model).toBe('gpt-5.6-sol');
    expect(stream.rateLimits).toEqual({
      primary: { usedPercent: 12, windowMinutes: 300, resetsAtMs: 1_900_000_000_000 },
    });
    const [request] = asked(here);
    expect(request?.headers).toMatchObject({ 'x-openai-internal-codex-responses-lite': 'true' });
    expect(request?.body).toEqual({
      model: 'gpt-5.6-sol',
      input: [
        { type: 'additional_tools', role: 'developer', tools },
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'You are it' }] },
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be brief' }] },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'data:,' },
            { type: 'input_text', text: 'hi' },
          ],
        },
      ],
      include: ['reasoning.encrypted_content'],
      parallel_tool_calls: false,
      reasoning: { context: 'all_turns' },
      store: false,
      stream: true,
    });
  });

  it('goes to the public API as it is with a key', async () => {
    const here = await place({ login: (service) => ({ OPENAI_API_KEY: service.book.newOpaqueBearer('sk-') }) });
    const answer = await (await here.client.responses({ model: 'gpt-5.5', input: 'hey', temperature: 0.5 })).gathered();
    expect(textOf(answer.output)).toContain('hey');
    expect(asked(here)[0]).toMatchObject({
      path: '/v1/responses',
      body: { model: 'gpt-5.5', input: 'hey', temperature: 0.5, stream: true },
    });
  });

  it.each([
    [{ previous_response_id: 'resp_1' }, /previous_response_id/],
    [{ prompt: { id: 'pmpt_1' } }, /^prompt .* instructions/],
    [{ conversation: 'c' }, /conversation/],
    [{ background: true }, /background/],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, /item_reference/],
  ])('that needs a memory (%j) is refused here, naming the field', async (body, message) => {
    const here = await place();
    const failure = await failureOf(here.client.responses({ input: 'x', ...body }));
    expect(failure).toMatchObject({ code: 'upstream_rejected', status: 400, message: expect.stringMatching(message) });
    expect(asked(here)).toEqual([]);
  });

  it('passes an unknown model on and translates the refusal', async () => {
    const here = await place();
    const failure = await failureOf(here.client.responses({ model: 'gpt-9', input: 'x' }));
    expect(failure).toMatchObject({
      code: 'upstream_rejected',
      status: 400,
      message: expect.stringMatching(/gpt-9.*not supported/),
    });
  });
});

describe('the answer', () => {
  it('comes as typed events, and the last one has the output that the backend left empty', async () => {
    const here = await place();
    const events = await eventsOf(await here.client.responses({ input: 'Hello there' }));
    const deltas = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []));
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('no end');
    expect(textOf(last.response.output)).toContain(deltas.join(''));
    expect(last.response.usage?.total_tokens).toBeGreaterThan(0);
    expect(events.some((event) => event.type === 'other')).toBe(true);
  });

  it('keeps function calls', async () => {
    const here = await place();
    const tools = [{ type: 'function', name: 'weather', parameters: { type: 'object' } }];
    const stream = await here.client.responses({ input: 'call weather with {"city":"Bonn"}', tools });
    expect((await stream.gathered()).output).toContainEqual(
      expect.objectContaining({ type: 'function_call', name: 'weather', arguments: '{"city":"Bonn"}' }),
    );
  });

  it('is put together from deltas when no item was finished', async () => {
    const here = await place();
    here.standin.script('responses', {
      kind: 'events',
      events: [
        { type: 'response.created', response: { id: 'resp_7', model: 'gpt-x' } },
        { type: 'response.output_text.delta', item_id: 'm', delta: 'Hel' },
        { type: 'response.output_text.delta', item_id: 'm', delta: 'lo' },
        { type: 'response.completed', response: { output: [] } },
      ],
    });
    expect(await (await here.client.responses({ input: 'x' })).gathered()).toMatchObject({
      id: 'resp_7',
      object: 'response',
      status: 'completed',
      model: 'gpt-x',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }],
    });
  });

  it('that is incomplete is an answer with its reason', async () => {
    const here = await place();
    here.standin.script('responses', { kind: 'stream-end', end: 'incomplete', afterEvents: 9 });
    const answer = await (await here.client.responses({ input: 'x' })).gathered();
    expect(answer).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  });

  it.each([
    ['context_length_exceeded', '', 'upstream_rejected', undefined],
    ['insufficient_quota', '', 'quota_exhausted', undefined],
    ['usage_not_included', '', 'plan_not_included', undefined],
    ['rate_limit_exceeded', 'Please try again in 1.5s.', 'rate_limited', 1500],
    ['rate_limit_exceeded', 'Try again in 250 ms', 'rate_limited', 250],
    ['server_is_overloaded', '', 'upstream_error', 0],
  ] as const)(
    'that failed with %s %s is told as %s and not asked for again',
    async (code, message, expected, waitMs) => {
      const here = await place();
      here.standin.script('responses', { kind: 'stream-end', end: 'failed', code, message });
      const failure = await failureOf((await here.client.responses({ input: 'x' })).gathered());
      expect(failure).toMatchObject({ code: expected });
      expect(failure.retryAfterMs).toBe(waitMs);
      expect(asked(here).length).toBe(1);
    },
  );

  it('that is cut or fails for no reason of ours is asked for once more when it is gathered', async () => {
    const here = await place();
    for (const end of ['cut', 'failed'] as const) {
      here.standin.script('responses', { kind: 'stream-end', end });
      expect(textOf((await (await here.client.responses({ input: 'again' })).gathered()).output)).toContain('again');
    }
    expect(asked(here).length).toBe(4);
    here.standin.script('responses', { kind: 'stream-end', end: 'cut' }, { kind: 'stream-end', end: 'cut' });
    expect((await failureOf((await here.client.responses({ input: 'x' })).gathered())).code).toBe('network');
  });

  it('that is cut is an error for those who read its events, after what had come', async () => {
    const here = await place();
    here.standin.script('responses', { kind: 'stream-end', end: 'cut', afterEvents: 5 });
    const { events, failure } = await failureAfter(await here.client.responses({ input: 'x' }));
    expect(events.length).toBe(5);
    expect(failure).toMatchObject({ code: 'network' });
    here.standin.script('responses', { kind: 'events', events: [{ type: 'response.created', response: {} }] });
    expect((await failureAfter(await here.client.responses({ input: 'x' }))).failure).toMatchObject({
      code: 'upstream_error',
      message: expect.stringMatching(/broke off/),
    });
  });

  it('ends when the caller gives up in the middle', async () => {
    const here = await place();
    here.standin.script('responses', { kind: 'stream-end', end: 'silent' });
    const abort = new AbortController();
    const stream = await here.client.responses({ input: 'x' }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    expect((await failureOf(stream.gathered())).code).toBe('cancelled');
  });

  it('that is complete leaves its connection to the next request', async () => {
    const here = await place();
    for (let turn = 0; turn < 4; turn += 1) {
      await (await here.client.responses({ input: 'x' })).gathered();
      await nextTurn();
    }
    expect(here.standin.connections).toBe(1);
  });

  it('that nobody reads lets its connection go', async () => {
    const here = await place();
    here.standin.script('responses', { kind: 'stream-end', end: 'silent' });
    const stream = await here.client.responses({ input: 'x' });
    await stream[Symbol.asyncDispose]();
    await expect.poll(() => asked(here)[0]?.aborted).toBe(true);
  });

  it('after a 401 or a 500 is asked for again', async () => {
    const here = await place();
    here.standin.script('responses', { kind: 'status', status: 401 }, { kind: 'status', status: 502 });
    expect(textOf((await (await here.client.responses({ input: 'third' })).gathered()).output)).toContain('third');
    expect(asked(here).map(({ status }) => status)).toEqual([401, 502, 200]);
  });

  it('of an overloaded service is not asked for again', async () => {
    const here = await place();
    here.standin.script('responses', {
      kind: 'status',
      status: 503,
      body: { error: { code: 'server_is_overloaded', message: 'busy' } },
    });
    expect(await failureOf(here.client.responses({ input: 'x' }))).toMatchObject({
      code: 'upstream_error',
      status: 503,
    });
    expect(asked(here).length).toBe(1);
  });
});

describe('compacting', () => {
  it('sends what the route takes and gives the items back', async () => {
    const here = await place();
    const { output } = await here.client.compact({ input: 'long talk', temperature: 1, tools: [] });
    expect(output).toContainEqual(expect.objectContaining({ type: 'compaction' }));
    const request = here.standin.requests.find(({ path }) => path.endsWith('/compact'));
    expect(Object.keys(request?.body ?? {}).sort()).toEqual([
      'input',
      'instructions',
      'model',
      'parallel_tool_calls',
      'tools',
    ]);
  });

  it('without an output is an invalid answer', async () => {
    const here = await place();
    here.standin.script('responses', { kind: 'status', status: 200, body: { nothing: 1 } });
    expect((await failureOf(here.client.compact({ input: 'x' }))).code).toBe('invalid_response');
  });
});
