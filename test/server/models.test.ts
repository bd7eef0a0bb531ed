import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerWithStandin, serverWithStandin, testKey } from './support/server-with-standin.ts';

let s: ServerWithStandin;
beforeAll(async () => {
  s = await serverWithStandin();
});
afterAll(async () => {
  await s[Symbol.asyncDispose]();
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${s.url}${path}`, { ...init, headers: { authorization: `Bearer ${testKey}`, ...init.headers } });

describe('models', () => {
  test('are the account\u2019s shown ones and the names for transcription', async () => {
    const ids = [];
    for await (const { id } of s.openai.models.list()) ids.push(id);
    expect(ids).toEqual([
      'gpt-5.6-sol',
      'gpt-5.6-terra',
      'gpt-5.6-luna',
      'gpt-5.5',
      'gpt-5.2',
      'whisper-1',
      'gpt-4o-transcribe',
      'gpt-4o-mini-transcribe',
    ]);
  });

  test('can be asked for one by one, hidden ones too', async () => {
    expect(await s.openai.models.retrieve('gpt-5.4')).toMatchObject({ id: 'gpt-5.4', object: 'model' });
    expect(await s.openai.models.retrieve('whisper-1')).toMatchObject({ id: 'whisper-1' });
    await expect(s.openai.models.retrieve('gpt-1')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
    });
  });

  test('are not sent again to whoever has them', async () => {
    const first = await ask('/v1/models');
    const etag = first.headers.get('etag') ?? '';
    expect((await ask('/v1/models', { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await ask('/v1/models/whisper-1', { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('are an old list that says its date when the service can\u2019t be asked', async () => {
    await using own = await serverWithStandin();
    own.standin.script('other', { kind: 'status', status: 500 });
    const response = await fetch(`${own.url}/v1/models`, { headers: { 'x-api-key': testKey } });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-sotto-models')).toBe('bundled; as-of=2026-08-22T00:00:00.000Z');
  });
});

describe('Ollama\u2019s questions', () => {
  test('are answered so that VS Code goes on', async () => {
    const { version } = (await (await ask('/api/version')).json()) as { version: string };
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(6004);
    const { models } = (await (await ask('/api/tags')).json()) as { models: { model: string; digest: string }[] };
    expect(models.map(({ model }) => model)).toContain('gpt-5.5');
    const shown = (await (
      await ask('/api/show', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"model":"gpt-5.5:latest"}',
      })
    ).json()) as {
      model_info: Record<string, unknown>;
      capabilities: string[];
    };
    const architecture = String(shown.model_info['general.architecture']);
    expect(shown.model_info[`${architecture}.context_length`]).toBe(272_000);
    expect(shown.model_info['general.basename']).toBe('GPT-5.5');
    expect(shown.capabilities).toEqual(expect.arrayContaining(['tools', 'vision']));
  });

  test('fail in Ollama\u2019s words', async () => {
    const missing = await ask('/api/show', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"x"}',
    });
    expect([missing.status, Object.keys((await missing.json()) as object)]).toEqual([404, ['error']]);
    const unknown = await ask('/api/chat', { method: 'POST' });
    expect([unknown.status, typeof ((await unknown.json()) as { error: unknown }).error]).toEqual([404, 'string']);
  });
});

describe('/openapi.json', () => {
  test('describes every route with its schemas', async () => {
    const document = (await (await ask('/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { requestBody?: object; security?: unknown[] }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual([
      '/healthz', '/v1/audio/transcriptions', '/v1/responses', '/v1/responses/compact', '/v1/chat/completions', '/v1/models',
      '/v1/models/{id}', '/api/version', '/api/tags', '/api/show', '/v1/dictation/start', '/v1/dictation/stop',
      '/v1/dictation/toggle', '/v1/dictation/cancel', '/v1/dictation', '/v1/events', '/v1/history', '/openapi.json',
    ]); // biome-ignore format: a list
    expect(document.paths['/healthz']?.get?.security).toEqual([]);
    const form = JSON.stringify(document.paths['/v1/audio/transcriptions']?.post?.requestBody);
    expect(form).toContain('"multipart/form-data"');
    expect(form).toContain('"verbose_json"');
    expect(JSON.stringify(document.paths['/v1/chat/completions']?.post?.requestBody)).toContain('"reasoning_effort"');
  });
});
