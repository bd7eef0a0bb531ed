import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScriptedReply } from '../standin/scripted-reply.ts';
import { type ServerWithStandin, serverWithStandin, testKey, toneWav } from './support/server-with-standin.ts';

let s: ServerWithStandin;
beforeAll(async () => {
  s = await serverWithStandin();
});
afterAll(async () => {
  expect(s.leftovers()).toEqual([]);
  await s[Symbol.asyncDispose]();
});

const wav = toneWav('hello world');
const seconds = (wav.length - 44) / 32_000;
const upload = (): Promise<File> => toFile(wav, 'take.wav');

describe('with the openai package', () => {
  test('a file becomes its text, whatever the model is called', async () => {
    const answer = await s.openai.audio.transcriptions.create({ file: await upload(), model: 'whisper-1' });
    expect(answer.text).toBe('hello world');
    expect(answer.usage).toEqual({ type: 'duration', seconds: Math.ceil(seconds) });
    expect(s.standin.transcriptions().at(-1)?.audio).toMatchObject({
      fileName: 'take.wav',
      container: 'wav',
      bytes: wav.length,
    });
  });

  test('text is answered as plain text', async () => {
    const answer = await s.openai.audio.transcriptions.create({
      file: await upload(),
      model: 'gpt-4o-transcribe',
      response_format: 'text',
    });
    expect(answer).toBe('hello world');
  });

  test('verbose_json tells the true duration, the asked language and no segments', async () => {
    const answer = await s.openai.audio.transcriptions.create({
      file: await upload(),
      model: 'whisper-1',
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
      language: ' en ',
    });
    expect(answer).toMatchObject({ task: 'transcribe', text: 'hello world', language: 'en', segments: [] });
    expect(answer.duration).toBeCloseTo(seconds, 2);
    expect(s.standin.transcriptions().at(-1)?.audio?.fields).toEqual({ language: 'en' });
  });

  test('stream gives delta and done', async () => {
    const stream = await s.openai.audio.transcriptions.create({
      file: await upload(),
      model: 'gpt-4o-mini-transcribe',
      stream: true,
    });
    const events = [];
    for await (const event of stream) events.push(event);
    expect(events).toEqual([
      { type: 'transcript.text.delta', delta: 'hello world' },
      { type: 'transcript.text.done', text: 'hello world', usage: { type: 'duration', seconds: Math.ceil(seconds) } },
    ]);
  });

  test('everything else that the types allow is read and ignored', async () => {
    const answer = await s.openai.audio.transcriptions.create({
      file: await upload(),
      model: 'gpt-4o-transcribe',
      prompt: 'names',
      temperature: 0,
      include: ['logprobs'],
      chunking_strategy: { type: 'server_vad', threshold: 0.5 },
      language: '',
    });
    expect(answer.text).toBe('hello world');
    expect(s.standin.transcriptions().at(-1)?.audio?.fields).toEqual({});
  });

  test('formats with timestamps are refused by name', async () => {
    const failure = await s.openai.audio.transcriptions
      .create({ file: await upload(), model: 'whisper-1', response_format: 'srt' })
      .catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
    expect(failure).toMatchObject({ param: 'response_format', code: 'invalid_request', type: 'invalid_request_error' });
    expect((failure as InstanceType<typeof OpenAI.APIError>).requestID).toMatch(/^req_[0-9a-f]{24}$/);
  });

  test('a wrong key is an authentication error, also while much is uploaded', async () => {
    const stranger = new OpenAI({ apiKey: 'sk-wrong', baseURL: `${s.url}/v1`, maxRetries: 0 });
    const failure = await stranger.audio.transcriptions
      .create({ file: await toFile(new Uint8Array(20_000_000), 'big.wav'), model: 'whisper-1' })
      .catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(failure).toMatchObject({ status: 401, code: 'invalid_api_key' });
  });
});

async function post(form: FormData, headers: Record<string, string> = {}): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${s.url}/audio/transcriptions/`, {
    method: 'POST',
    headers: { authorization: `bearer ${testKey}`, ...headers },
    body: form,
  });
  return { status: response.status, json: await response.json() };
}

describe('forms', () => {
  test('fields may come before or after the file, unknown ones too, at the short path with a slash', async () => {
    const form = new FormData();
    form.append('language', 'de');
    form.append('something', 'else');
    form.append('file', new Blob([wav], { type: 'video/webm' }), 'C:\\dir\\mpeg');
    form.append('response_format', 'json');
    expect(await post(form)).toMatchObject({ status: 200, json: { text: 'hello world' } });
    expect(s.standin.transcriptions().at(-1)?.audio).toMatchObject({
      fileName: 'mpeg.wav',
      fields: { language: 'de' },
    });
  });

  test.each([
    ['no file', () => new FormData(), 'invalid_request'],
    [
      'two files',
      () => {
        const form = new FormData();
        form.append('file', new Blob([wav]), 'a.wav');
        form.append('file', new Blob([wav]), 'b.wav');
        return form;
      },
      'invalid_request',
    ],
    [
      'a file under another name',
      () => {
        const form = new FormData();
        form.append('audio', new Blob([wav]), 'a.wav');
        return form;
      },
      'invalid_request',
    ],
    [
      'text instead of a file',
      () => {
        const form = new FormData();
        form.append('file', 'hello');
        return form;
      },
      'invalid_request',
    ],
    [
      'an empty file',
      () => {
        const form = new FormData();
        form.append('file', new Blob([]), 'a.wav');
        return form;
      },
      'audio_empty',
    ],
    [
      'something that is no audio',
      () => {
        const form = new FormData();
        form.append('file', new Blob(['hello, this is text']), 'a.wav');
        return form;
      },
      'audio_unsupported',
    ],
  ])('%s is a 400', async (_name, makeForm, code) => {
    expect(await post(makeForm())).toMatchObject({
      status: 400,
      json: { error: { code, type: 'invalid_request_error' } },
    });
  });

  test('a wish to be kept is refused where there is no history', async () => {
    const form = new FormData();
    form.append('file', new Blob([wav]), 'a.wav');
    expect(await post(form, { 'x-sotto-store': 'true' })).toMatchObject({
      status: 400,
      json: { error: { param: 'X-Sotto-Store' } },
    });
  });
});

describe('what the service says', () => {
  test.each([
    // A challenge and a failure are tried once more.
    ['a challenge', [{ kind: 'challenge' }, { kind: 'challenge' }], 502, 'upstream_challenge'],
    ['too many requests', [{ kind: 'too-many', retryAfterSeconds: 7 }], 429, 'rate_limited'],
    ['a used-up plan', [{ kind: 'usage-limit', resetsInSeconds: 3600 }], 429, 'quota_exhausted'],
    ['a failure', [{ kind: 'asr-error' }, { kind: 'asr-error' }], 502, 'upstream_error'],
    ['nonsense', [{ kind: 'wrong-json' }], 502, 'invalid_response'],
    [
      'a page',
      [502, 502].map((status) => ({ kind: 'status', status, body: '<html><b>Oops</b></html>' })),
      502,
      'upstream_error',
    ],
  ] satisfies [string, ScriptedReply[], number, string][])(
    '%s is translated, and no page passes',
    async (_name, replies, status, code) => {
      s.standin.script('transcribe', ...replies);
      const form = new FormData();
      form.append('file', new Blob([wav]), 'a.wav');
      const response = await fetch(`${s.url}/v1/audio/transcriptions`, {
        method: 'POST',
        headers: { 'x-api-key': testKey },
        body: form,
      });
      const text = await response.text();
      expect([response.status, JSON.parse(text).error.code]).toEqual([status, code]);
      expect(text).not.toMatch(/<[a-z!]/i);
      expect(response.headers.get('retry-after')).toEqual(
        code === 'rate_limited' ? '7' : code === 'quota_exhausted' ? expect.stringMatching(/^3[56]\d\d$/) : null,
      );
      expect(response.headers.get('x-should-retry')).toBe(code === 'quota_exhausted' ? 'false' : null);
    },
  );
});
