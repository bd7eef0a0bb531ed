import OpenAI from 'openai';
import type { ChatCompletionChunk, ChatCompletionTool } from 'openai/resources/chat/completions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerWithStandin, serverWithStandin, testKey } from './support/server-with-standin.ts';

let s: ServerWithStandin;
beforeAll(async () => {
  s = await serverWithStandin();
});
afterAll(async () => {
  await s[Symbol.asyncDispose]();
});

const model = 'gpt-5.5';
const lastBody = (): Record<string, unknown> => s.standin.requests.at(-1)?.body as Record<string, unknown>;
const user = (content: string) => ({ role: 'user' as const, content });
const weather: ChatCompletionTool = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};

async function chunksOf(stream: AsyncIterable<ChatCompletionChunk>): Promise<ChatCompletionChunk[]> {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function failureOf(work: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(OpenAI.APIError);
  return thrown as InstanceType<typeof OpenAI.APIError>;
}

describe('one answer', () => {
  test('has content, a reason and usage that is counted once', async () => {
    const answer = await s.openai.chat.completions.create({
      model,
      messages: [{ role: 'system', content: 'Be brief.' }, user('Hello')],
      temperature: 0.7,
      max_tokens: 50,
      top_p: 1,
      stop: ['x'],
      seed: 1,
      user: 'me',
      reasoning_effort: 'high',
    });
    expect(answer.object).toBe('chat.completion');
    expect(answer.choices).toEqual([
      {
        index: 0,
        message: { role: 'assistant', content: 'You said: Hello', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ]);
    const { prompt_tokens, completion_tokens, total_tokens } = answer.usage ?? {};
    expect(total_tokens).toBe(Number(prompt_tokens) + Number(completion_tokens));
    expect(lastBody()).toMatchObject({ instructions: 'Be brief.', reasoning: { effort: 'high' } });
  });

  test('calls tools, in parallel too, and understands their results as text or parts', async () => {
    const messages = [user('call weather with {"city":"Bonn"} and call weather with {"city":"Rome"}')];
    const first = await s.openai.chat.completions.create({
      model,
      messages,
      tools: [weather],
      parallel_tool_calls: true,
    });
    const [choice] = first.choices;
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(choice?.message.content).toBeNull();
    const calls = choice?.message.tool_calls ?? [];
    expect(calls.map((call) => call.type === 'function' && call.function)).toEqual([
      { name: 'weather', arguments: '{"city":"Bonn"}' },
      { name: 'weather', arguments: '{"city":"Rome"}' },
    ]);
    const second = await s.openai.chat.completions.create({
      model,
      tools: [weather],
      messages: [
        ...messages,
        { role: 'assistant', content: null, tool_calls: calls },
        { role: 'tool', tool_call_id: calls[0]?.id ?? '', content: 'sun' },
        { role: 'tool', tool_call_id: calls[1]?.id ?? '', content: [{ type: 'text', text: 'rain' }] },
      ],
    });
    expect(second.choices[0]?.message.content).toBe('Tool said: rain');
    expect(lastBody().input).toMatchObject([
      { role: 'user' },
      { type: 'function_call', call_id: calls[0]?.id, name: 'weather' },
      { type: 'function_call' },
      { type: 'function_call_output', call_id: calls[0]?.id, output: 'sun' },
      { type: 'function_call_output', output: 'rain' },
    ]);
  });

  test.each([
    ['auto', 'auto'],
    ['none', 'none'],
    ['required', 'required'],
    [
      { type: 'function' as const, function: { name: 'weather' } },
      { type: 'function', name: 'weather' },
    ],
  ] as const)('tool_choice %j goes on as %j', async (tool_choice, expected) => {
    await s.openai.chat.completions.create({ model, messages: [user('x')], tools: [weather], tool_choice });
    expect(lastBody().tool_choice).toEqual(expected);
    expect(lastBody().tools).toMatchObject([{ type: 'function', name: 'weather', strict: false }]);
  });

  test('images, structured output and verbosity go on', async () => {
    const answer = await s.openai.chat.completions.create({
      model,
      verbosity: 'low',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
          ],
        },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'seen',
          strict: true,
          schema: { type: 'object', properties: { what: { type: 'string' } } },
        },
      },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ what: 'look' });
    expect(lastBody()).toMatchObject({
      text: { verbosity: 'low', format: { type: 'json_schema', name: 'seen', strict: true } },
      input: [
        {
          content: [
            { type: 'input_text' },
            { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
          ],
        },
      ],
    });
  });

  test('functions of old are answered in their own words', async () => {
    const functions = [{ name: 'weather', parameters: {} }];
    const answer = await s.openai.chat.completions.create({
      model,
      messages: [user('call weather with {"city":"Bonn"}')],
      functions,
      function_call: { name: 'weather' },
    });
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { function_call: { name: 'weather', arguments: '{"city":"Bonn"}' } },
    });
    const second = await s.openai.chat.completions.create({
      model,
      functions,
      messages: [
        user('x'),
        { role: 'assistant', content: null, function_call: { name: 'weather', arguments: '{}' } },
        { role: 'function', name: 'weather', content: 'sun' },
      ],
    });
    expect(second.choices[0]?.message.content).toBe('Tool said: sun');
  });

  test.each([
    ['n', { n: 2 }],
    ['messages', { messages: [] }],
    [
      'messages[0].content[0].type',
      { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] },
    ],
    ['messages[0].role', { messages: [{ role: 'robot', content: 'x' }] }],
    ['response_format.type', { response_format: { type: 'xml' } }],
    ['tools[0].function.name', { tools: [{ type: 'function' }] }],
    ['modalities', { modalities: ['text', 'audio'] }],
  ])('%s is refused by name', async (param, extra) => {
    const body = { model, messages: [user('x')], ...(extra as object) };
    const failure = await failureOf(s.openai.chat.completions.create(body));
    expect(failure).toMatchObject({ status: 400, param, type: 'invalid_request_error' });
  });
});

describe('a streamed answer', () => {
  test('comes as role, pieces, reason and usage, in this order', async () => {
    const chunks = await chunksOf(
      await s.openai.chat.completions.create({
        model,
        messages: [user('Hello')],
        stream: true,
        stream_options: { include_usage: true },
      }),
    );
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('You said: Hello');
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 10 } });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  test('carries tool calls in pieces that the helper puts together', async () => {
    const stream = s.openai.chat.completions.stream({
      model,
      messages: [user('call weather with {"city":"Bonn"} call weather with {"city":"Rome"}')],
      tools: [weather],
    });
    const pieces: number[] = [];
    for await (const chunk of stream)
      for (const call of chunk.choices[0]?.delta.tool_calls ?? []) pieces.push(call.index);
    expect(pieces).toEqual([0, 0, 0, 1, 1, 1]);
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]?.finish_reason).toBe('tool_calls');
    expect(
      completion.choices[0]?.message.tool_calls?.map((call) => call.type === 'function' && call.function.arguments),
    ).toEqual(['{"city":"Bonn"}', '{"city":"Rome"}']);
  });

  test('without pieces of its own still has its text and its calls', async () => {
    const message = { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'whole' }] };
    const call = { type: 'function_call', id: 'f', call_id: 'c', name: 'weather', arguments: '{"a":1}' };
    s.standin.script('responses', {
      kind: 'events',
      events: [
        { type: 'response.created', response: { id: 'r' } },
        { type: 'response.output_item.done', output_index: 0, item: message },
        { type: 'response.output_item.done', output_index: 1, item: call },
        { type: 'response.completed', response: { id: 'r', status: 'completed', output: [] } },
      ],
    });
    const chunks = await chunksOf(
      await s.openai.chat.completions.create({ model, messages: [user('x')], stream: true }),
    );
    expect(chunks.flatMap((chunk) => chunk.choices[0]?.delta.content || [])).toEqual(['whole']);
    const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(calls.map(({ function: called }) => called?.arguments).join('')).toBe('{"a":1}');
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  test('that breaks off is an error', async () => {
    s.standin.script('responses', { kind: 'stream-end', end: 'cut', afterEvents: 6 });
    const stream = await s.openai.chat.completions.create({ model, messages: [user('Hello you')], stream: true });
    const failure = await failureOf(chunksOf(stream));
    expect(failure).toMatchObject({ type: 'upstream_error' });
  });

  test('that fails before its first word has its own status', async () => {
    s.standin.script('responses', {
      kind: 'stream-end',
      end: 'failed',
      afterEvents: 2,
      code: 'rate_limit_exceeded',
      message: 'wait',
    });
    const failure = await failureOf(s.openai.chat.completions.create({ model, messages: [user('x')], stream: true }));
    expect(failure).toMatchObject({ status: 429, code: 'rate_limited' });
  });

  test('that was cut short by the limit says length', async () => {
    s.standin.script('responses', { kind: 'stream-end', end: 'incomplete', afterEvents: 6 });
    const chunks = await chunksOf(
      await s.openai.chat.completions.create({ model, messages: [user('x')], stream: true }),
    );
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('length');
  });
});

describe('stop', () => {
  const messages = [user('Thought: look it up. Observation: made up. End.')];
  test.each([
    ['a text', 'Observation:', 'You said: Thought: look it up. '],
    ['the first of several', ['End', '. Obs', ''], 'You said: Thought: look it up'],
    ['one that is only begun', ['End.!', 'made up?'], 'You said: Thought: look it up. Observation: made up. End.'],
  ])('ends the text before it, streamed or not: %s', async (_name, stop, expected) => {
    const whole = await s.openai.chat.completions.create({ model, messages, stop });
    expect(whole.choices[0]).toMatchObject({ message: { content: expected }, finish_reason: 'stop' });
    const chunks = await chunksOf(await s.openai.chat.completions.create({ model, messages, stop, stream: true }));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(expected);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
  });

  test('that is no text is refused by name', async () => {
    const failure = await failureOf(s.openai.chat.completions.create({ model, messages, stop: 7 as never }));
    expect(failure).toMatchObject({ status: 400, param: 'stop' });
  });
});

describe('a failure that the service tells as the first event', () => {
  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  test.each([
    [
      'a limit that is named by its type only',
      { type: 'error', error: { type: 'usage_limit_reached', message: 'Out.', resets_at: inAnHour } },
      { code: 'quota_exhausted', final: 'false', leastWait: 3500 },
    ],
    [
      'a wait that is said in words',
      {
        type: 'response.failed',
        response: { error: { code: 'rate_limit_exceeded', message: 'Please try again in 11.2s.' } },
      },
      { code: 'rate_limited', final: null, leastWait: 12 },
    ],
  ])('is the same whether a stream was asked for or not: %s', async (_name, event, { code, final, leastWait }) => {
    for (const stream of [true, false]) {
      s.standin.script('responses', { kind: 'events', events: [event] });
      const response = await fetch(`${s.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'x-api-key': testKey, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-5.5', stream, messages: [{ role: 'user', content: 'Hi' }] }),
      });
      expect([stream, response.status, response.headers.get('x-should-retry')]).toEqual([stream, 429, final]);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(leastWait);
      expect(await response.json()).toMatchObject({ error: { code } });
    }
  });
});
