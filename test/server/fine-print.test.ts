// Rules of the server that are easily lost because nobody meets them every day.
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fileTranscription } from '../../src-main/app/server-transcription.ts';
import { openAudioFiles } from '../../src-main/audio/files/audio-files.ts';
import { joinTranscripts } from '../../src-main/audio/join-transcripts.ts';
import { createListening } from '../../src-main/audio/listener.ts';
import { type AppState, initialState } from '../../src-main/contract/state.ts';
import { silentLog } from '../../src-main/lib/log.ts';
import { StateStore } from '../../src-main/lib/state-store.ts';
import { speak } from '../standin/fsk-encode.ts';
import { writeWav } from '../standin/wav.ts';
import { raw, readUntil } from './support/raw-socket.ts';
import { type ServerWithStandin, serverWithStandin, testKey, toneWav } from './support/server-with-standin.ts';

let s: ServerWithStandin;
beforeAll(async () => {
  s = await serverWithStandin({
    limits: { keepAliveMs: 300 },
    ports: {
      // As the app and `sotto serve` put it together.
      transcription: fileTranscription(() => ({
        client: () => s.client,
        listening: createListening({ log: silentLog }),
        join: joinTranscripts,
        clock: { now: () => performance.now(), unix: () => Date.now() },
        files: openAudioFiles({ env: process.env, platform: process.platform }),
      })),
    },
  });
});
afterAll(async () => {
  await vi.waitFor(() => expect(s.leftovers()).toEqual([]), { timeout: 10_000 });
  await s[Symbol.asyncDispose]();
});

const transcribe = async (
  sound: Uint8Array<ArrayBuffer>,
  options: { url?: string; fields?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<{ status: number; headers: Headers; text: string }> => {
  const form = new FormData();
  form.append('file', new Blob([sound]), 'a.wav');
  for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value);
  const response = await fetch(`${options.url ?? s.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { 'x-api-key': testKey },
    body: form,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** Samples at 16 kHz: the words, with so many seconds of silence after each. */
function spread(words: readonly string[], silentSeconds: number): Uint8Array<ArrayBuffer> {
  const spoken = words.map((word) => speak(word));
  const silence = silentSeconds * 16_000;
  const samples = new Int16Array(spoken.reduce((sum, { length }) => sum + length + silence, 0));
  let at = 0;
  for (const piece of spoken) {
    samples.set(piece, at);
    at += piece.length + silence;
  }
  return Uint8Array.from(writeWav({ samples, sampleRate: 16_000 }));
}

describe('files', () => {
  test('larger than what is held in memory go up byte for byte', async () => {
    const sound = spread(['large'], 90);
    const before = s.standin.transcriptions().length;
    expect(JSON.parse((await transcribe(sound)).text)).toMatchObject({ text: 'large' });
    const [sent, ...others] = s.standin.transcriptions().slice(before);
    expect([sent?.audio?.bytes, others.length]).toEqual([sound.length, 0]);
  });

  test('longer than five minutes are cut at pauses, and tell their whole length', async () => {
    const sound = spread(['alpha', 'bravo', 'charlie'], 100);
    const before = s.standin.transcriptions().length;
    const answer = JSON.parse((await transcribe(sound, { fields: { response_format: 'verbose_json' } })).text);
    expect(answer.text).toBe('alpha bravo charlie');
    expect(answer.duration).toBeCloseTo((sound.length - 44) / 32_000, 1);
    const sent = s.standin.transcriptions().slice(before);
    expect(sent.length).toBeGreaterThanOrEqual(2);
    await expect.poll(() => s.leftovers()).toEqual([]); // answered first
  }, 60_000);

  test('are given up at the service as soon as the client has gone, and leave nothing', async () => {
    s.standin.script('transcribe', { kind: 'hang', ms: 60_000 });
    const gone = new AbortController();
    const before = s.standin.requests.length;
    const asked = transcribe(toneWav('hello'), { signal: gone.signal }).catch(() => 'gone');
    await expect.poll(() => s.standin.requests.length).toBe(before + 1);
    gone.abort();
    expect(await asked).toBe('gone');
    await expect.poll(() => s.standin.requests.at(-1)?.aborted).toBe(true);
    await expect.poll(() => s.server.load).toEqual({ atWork: 0, waiting: 0 });
  });

  test('that are asked for as a stream get comments while the service thinks', async () => {
    await using slow = await serverWithStandin({ limits: { commentMs: 40 } });
    slow.standin.script('transcribe', { kind: 'hang', ms: 200 });
    const { status, text } = await transcribe(toneWav('hello'), { url: slow.url, fields: { stream: 'true' } });
    expect(status).toBe(200);
    expect(text).toMatch(
      /^: keep-alive\n\n(: keep-alive\n\n)*data: \{"type":"transcript\.text\.delta","delta":"hello"\}/,
    );
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('that fail after the first comment end in an error event', async () => {
    await using slow = await serverWithStandin({ limits: { commentMs: 20, transcriptionBudgetMs: 150 } });
    slow.standin.script('transcribe', { kind: 'hang', ms: 60_000 });
    const { status, text } = await transcribe(toneWav('hi'), { url: slow.url, fields: { stream: 'true' } });
    expect(status).toBe(200);
    expect(text).toContain('data: {"type":"error","error":{');
    expect(text).toContain('"code":"upstream_timeout"');
    expect(text).not.toContain('[DONE]');
  });
});

test.each([
  [false, undefined, false],
  [false, 'true', true],
  [false, '1', true],
  [false, 'yes please', false],
  [true, undefined, true],
  [true, 'false', false],
])('with the setting %s and X-Sotto-Store %s a file is kept: %s', async (setting, header, kept) => {
  await using own = await serverWithStandin({
    storeTakes: () => setting,
    ports: { storedTranscription: { transcribe: async () => ({ text: 'kept', takeId: 't1' }) } },
  });
  const form = new FormData();
  form.append('file', new Blob([toneWav('not kept')]), 'a.wav');
  const response = await fetch(`${own.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { 'x-api-key': testKey, ...(header === undefined ? {} : { 'x-sotto-store': header }) },
    body: form,
  });
  expect(await response.json()).toMatchObject({ text: kept ? 'kept' : 'not kept' });
  expect(response.headers.get('x-sotto-take-id')).toBe(kept ? 't1' : null);
});

describe('a login', () => {
  const faults: readonly (readonly [string, (folder: string) => void, number, string])[] = [
    [
      'that can\u2019t be read',
      (at) => writeFileSync(join(at, 'auth.json'), '{"tokens":"none"}'),
      503,
      'login_unreadable',
    ],
    ['that is not there', () => undefined, 503, 'not_signed_in'],
  ];
  test.each(faults)('%s is a 503 that nobody tries again', async (_name, prepare, status, code) => {
    await using out = await serverWithStandin({ login: null, maxRetries: 2 });
    prepare(out.folder);
    for (const path of ['/v1/models', '/api/tags']) {
      const response = await fetch(`${out.url}${path}`, { headers: { 'x-api-key': testKey } });
      expect([path, response.status, response.headers.get('x-should-retry')]).toEqual([path, status, 'false']);
    }
    const answer = await transcribe(toneWav('hi'), { url: out.url });
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([status, code]);
    expect(answer.headers.get('x-should-retry')).toBe('false');
  });

  test('of another account in the midst of a request sends nothing under it', async () => {
    await using own = await serverWithStandin();
    const first = own.standin.newLogin();
    writeFileSync(
      join(own.folder, 'auth.json'),
      JSON.stringify({ ...first, tokens: { ...first.tokens, access_token: 'dead.token.x' } }),
    );
    own.standin.script('transcribe', { kind: 'hang', ms: 150 });
    const asked = transcribe(toneWav('hi'), { url: own.url });
    await expect.poll(() => own.standin.requests.some(({ path }) => path.endsWith('/transcribe'))).toBe(true);
    writeFileSync(join(own.folder, 'auth.json'), JSON.stringify(own.standin.newLogin({ accountId: 'acct-other' })));
    const answer = await asked;
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([503, 'account_changed']);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(own.standin.transcriptions()).toEqual([]);
  });

  test('that is an API key goes to the public routes', async () => {
    await using own = await serverWithStandin({
      login: (standin) => ({ OPENAI_API_KEY: standin.book.newOpaqueBearer('sk-'), auth_mode: 'apikey' }),
    });
    expect(JSON.parse((await transcribe(toneWav('by key'), { url: own.url })).text)).toMatchObject({ text: 'by key' });
    const answer = await own.openai.responses.create({ model: 'gpt-5.5', input: 'Hi' });
    expect(answer.output_text).toBe('You said: Hi');
    expect(new Set(own.standin.requests.map(({ path }) => path.split('/')[1]))).toEqual(new Set(['v1']));
  });
});

test('a silence on an event stream is broken in time, counted from its last event', async () => {
  const state = new StateStore(initialState('0.1.0'));
  const act = (): undefined => undefined;
  const dictation = {
    ...{ start: act, stop: act, toggle: act, cancel: act },
    state: () => state.get(),
    subscribe: (listener: (state: AppState) => void) => state.subscribe(listener),
  };
  await using own = await serverWithStandin({ limits: { commentMs: 1_000 }, ports: { dictation } });
  const response = await fetch(`${own.url}/v1/events`, { headers: { 'x-api-key': testKey } });
  const seen: { readonly text: string; readonly atMs: number }[] = [];
  setTimeout(() => state.update((now) => ({ ...now, queued: 1 })), 100);
  for await (const chunk of response.body ?? []) {
    seen.push({ text: Buffer.from(chunk).toString(), atMs: performance.now() });
    if (seen.at(-1)?.text.startsWith(':')) break;
  }
  expect(seen.map(({ text }) => /^event: state|^: keep-alive/.exec(text)?.[0])).toEqual([
    'event: state',
    'event: state',
    ': keep-alive',
  ]);
  const silentMs = (seen[2]?.atMs ?? 0) - (seen[1]?.atMs ?? 0);
  expect(silentMs).toBeGreaterThan(900);
  expect(silentMs).toBeLessThan(1_800); // two intervals would be 1,900
});

describe('connections', () => {
  test('are kept for the next request, and closed when none comes', async () => {
    const socket = connect(s.port, '127.0.0.1');
    const one = `GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:${s.port}\r\n\r\n`;
    socket.write(one);
    await readUntil(socket, (text) => text.includes('"ok"'), 2_000);
    socket.write(one);
    const startedAt = performance.now();
    // Until the other side ends it.
    const text = await readUntil(socket, () => false, 5_000);
    expect(text).toContain('"ok"');
    expect(performance.now() - startedAt).toBeGreaterThan(250);
    socket.destroy();
  });

  test('a HEAD is no GET, and its refusal has no body', async () => {
    const head = `HEAD /healthz HTTP/1.1\r\nhost: 127.0.0.1:${s.port}\r\nx-api-key: ${testKey}\r\nconnection: close\r\n\r\n`;
    const answer = await raw(s.port, head);
    expect([answer.status, answer.body]).toEqual([405, '']);
  });
});

test('json_object, names and limits of chat reach the service or are left out, never refused', async () => {
  const answer = await s.openai.chat.completions.create({
    model: 'gpt-5.5',
    messages: [{ role: 'user', content: 'Answer in JSON' }],
    response_format: { type: 'json_object' },
    reasoning_effort: 'low',
    max_completion_tokens: 100,
    temperature: 0.2,
    user: 'me',
    n: 1,
  });
  expect(answer.choices[0]?.finish_reason).toBe('stop');
  const sent = s.standin.requests.at(-1)?.body as { text?: object; reasoning?: object; temperature?: number };
  expect(sent).toMatchObject({ text: { format: { type: 'json_object' } }, reasoning: { effort: 'low' } });
  expect(Object.keys(sent)).not.toContain('temperature');
});
