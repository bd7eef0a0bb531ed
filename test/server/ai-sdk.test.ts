import { createOpenAI } from '@ai-sdk/openai';
import {
  APICallError,
  experimental_transcribe,
  generateObject,
  generateText,
  jsonSchema,
  stepCountIs,
  streamText,
  tool,
} from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerWithStandin, serverWithStandin, testKey, toneWav } from './support/server-with-standin.ts';

let s: ServerWithStandin;
let provider: ReturnType<typeof createOpenAI>;
beforeAll(async () => {
  s = await serverWithStandin();
  provider = createOpenAI({ apiKey: testKey, baseURL: `${s.url}/v1` });
});
afterAll(async () => {
  await s[Symbol.asyncDispose]();
});

const weather = tool({
  description: 'The weather',
  inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
  execute: async ({ city }) => `sun in ${city}`,
});

describe.each([
  ['responses', () => provider('gpt-5.5')],
  ['chat', () => provider.chat('gpt-5.5')],
] as const)('the Vercel AI SDK by %s', (_name, model) => {
  test('generates text', async () => {
    const { text, finishReason, usage } = await generateText({
      model: model(),
      system: 'Be brief.',
      prompt: 'Hello',
      maxOutputTokens: 50,
    });
    expect(text).toBe('You said: Hello');
    expect(finishReason).toBe('stop');
    expect(usage.inputTokens).toBe(10);
  });

  test('streams text', async () => {
    const { textStream, finishReason } = streamText({ model: model(), prompt: 'Hello' });
    let text = '';
    for await (const piece of textStream) text += piece;
    expect(text).toBe('You said: Hello');
    expect(await finishReason).toBe('stop');
  });

  test('runs tools and goes on with their results', async () => {
    const { text, steps } = await generateText({
      model: model(),
      tools: { weather },
      prompt: 'call weather with {"city":"Bonn"}',
      stopWhen: stepCountIs(2),
    });
    expect(steps[0]?.toolCalls[0]).toMatchObject({ toolName: 'weather', input: { city: 'Bonn' } });
    expect(text).toContain('sun in Bonn');
  });

  test('streams tool calls', async () => {
    const result = streamText({ model: model(), tools: { weather }, prompt: 'call weather with {"city":"Bonn"}' });
    const calls = await result.toolCalls;
    expect(calls).toMatchObject([{ toolName: 'weather', input: { city: 'Bonn' } }]);
  });

  test('makes objects after a schema', async () => {
    const { object } = await generateObject({
      model: model(),
      prompt: 'red',
      schema: jsonSchema<{ colour: string }>({
        type: 'object',
        properties: { colour: { type: 'string' } },
        required: ['colour'],
        additionalProperties: false,
      }),
    });
    expect(object).toEqual({ colour: 'red' });
  });

  test('hears why it is refused, and does not try again', async () => {
    const before = s.standin.requests.length;
    s.standin.script('responses', { kind: 'usage-limit', resetsInSeconds: 60 });
    const failure = await generateText({ model: model(), prompt: 'x', maxRetries: 0 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(APICallError.isInstance(failure) && failure.statusCode).toBe(429);
    expect(s.standin.requests.length).toBe(before + 1);
  });
});

test('the Vercel AI SDK transcribes, with verbose_json as well', async () => {
  const audio = toneWav('hello world');
  const plain = await experimental_transcribe({ model: provider.transcription('gpt-4o-transcribe'), audio });
  expect(plain.text).toBe('hello world');
  const verbose = await experimental_transcribe({
    model: provider.transcription('whisper-1'),
    audio,
    providerOptions: { openai: { language: 'en', timestampGranularities: ['segment'] } },
  });
  expect(verbose).toMatchObject({ text: 'hello world', segments: [] });
  expect(verbose.durationInSeconds).toBeGreaterThan(0.1);
});
