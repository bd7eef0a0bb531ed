import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AudioSource,
  fetchTransport,
  openUndiciTransport,
  type Transport,
} from '../../../../src-main/codex/index.ts';
import { type Standin, startStandin } from '../../../standin/standin.ts';
import { type ClientWithStandin, clientWithStandin, failureOf, identity } from '../client-with-standin.ts';
import { encodeSpeech } from '../transcribe/speech.ts';

const speech = encodeSpeech('one two');
const bytes: AudioSource = { kind: 'bytes', bytes: speech };

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing[Symbol.asyncDispose]();
});
async function place(options: Parameters<typeof clientWithStandin>[0] = {}): Promise<ClientWithStandin> {
  const made = await clientWithStandin(options);
  open.push(made);
  return made;
}
const uploads = (standin: Standin) => standin.requests.filter(({ path }) => path.endsWith('/transcribe'));

describe('an upload', () => {
  it('says honestly who it is and sends nothing that was not asked for', async () => {
    const { client, standin } = await place();
    const result = await client.transcribe(bytes, { language: 'de-AT', prompt: 'ignored here' });
    expect(result.text).toBe('one two');
    expect(result.requestId).toBe('req_standin_1');
    expect(result.timings.sentMs).toBeLessThanOrEqual(result.timings.firstByteMs);
    expect(result.timings.firstByteMs).toBeLessThanOrEqual(result.timings.totalMs);
    const [request] = standin.requests;
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual(
      ['chatgpt-account-id', 'connection', 'content-length', 'content-type', 'host', 'originator', 'user-agent'].sort(),
    );
    expect(request?.headers).toMatchObject({ originator: identity.originator, 'user-agent': identity.userAgent });
    expect(request?.audio?.fields).toEqual({ language: 'de' });
  });

  it('goes to the public API with a key: model, prompt and language, no account', async () => {
    const { client, standin } = await place({
      login: (service) => ({ OPENAI_API_KEY: service.book.newOpaqueBearer('sk-') }),
    });
    await client.transcribe(bytes, { language: 'en', prompt: 'Names: Sotto' });
    expect(standin.requests[0]).toMatchObject({
      path: '/v1/audio/transcriptions',
      audio: { fields: { model: 'gpt-4o-mini-transcribe', language: 'en', prompt: 'Names: Sotto' } },
    });
    expect(standin.requests[0]?.headers).not.toHaveProperty('chatgpt-account-id');
  });

  it('rides on the connection that was made at key-down', async () => {
    const { client, standin } = await place();
    await client.warm();
    expect(standin.connections).toBe(1);
    await client.transcribe(bytes);
    expect(standin.connections).toBe(1);
  });

  it('warms without a login, without a network and after giving up, and never fails', async () => {
    const signedOut = await place({ login: () => ({}) });
    await signedOut.client.warm();
    const nowhere = await place({ upstream: 'http://127.0.0.1:9/backend-api' });
    await nowhere.client.warm();
    await nowhere.client.warm(AbortSignal.abort());
  });

  it('tells its progress in bytes of the audio', async () => {
    const { client, folder } = await place();
    const big = Buffer.concat([speech, Buffer.alloc(600_000)]);
    const path = join(folder, 'a.wav');
    writeFileSync(path, big);
    const told: number[] = [];
    await client.transcribe({ kind: 'file', path }, { onProgress: (sent, total) => void told.push(sent, total) });
    expect(told.slice(0, 2)).toEqual([0, big.length]);
    expect(told.slice(-2)).toEqual([big.length, big.length]);
    expect(told.length).toBeGreaterThan(6);
  });
});

describe('a challenge', () => {
  it('is answered once more with Cloudflare\u2019s cookie, and with no other', async () => {
    const { client, standin } = await place();
    const cookies = {
      'set-cookie': 'session=secret; path=/',
      'content-type': 'text/html',
      'cf-mitigated': 'challenge',
    };
    standin.script(
      'transcribe',
      { kind: 'status', status: 403, body: '<html>', headers: cookies },
      { kind: 'challenge' },
    );
    await failureOf(client.transcribe(bytes));
    expect(standin.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
    expect((await client.transcribe(bytes)).text).toBe('one two');
    expect(standin.requests[2]?.headers.cookie).toMatch(/^__cf_bm/);
    expect(standin.requests[2]?.headers.cookie).not.toContain('session');
  });

  it('passes when the second try is let through', async () => {
    const { client, standin } = await place();
    standin.script('transcribe', { kind: 'challenge' });
    expect((await client.transcribe(bytes)).text).toBe('one two');
    expect(standin.requests.map(({ status }) => status)).toEqual([403, 200]);
  });

  it('that stays is an error of its own, without a word of the page', async () => {
    const { client, standin, logged } = await place();
    standin.script('transcribe', { kind: 'challenge' }, { kind: 'challenge' }, { kind: 'challenge' });
    const failure = await failureOf(client.transcribe(bytes));
    expect(failure).toMatchObject({ code: 'upstream_challenge', status: 403 });
    expect(failure.message).not.toMatch(/<|Just a moment/);
    expect(standin.requests.length).toBe(2);
    expect(logged.join()).not.toContain('Just a moment');
  });

  it('is met over the second transport, which then goes first for a while', async () => {
    const seen: string[] = [];
    const browser = globalThis.fetch;
    const second: Transport = fetchTransport({
      name: 'second',
      keepsCookies: true,
      fetch: async (input, init) => {
        seen.push(new Headers(init?.headers).get('cookie') ?? 'no cookie');
        return await browser(input, init);
      },
    });
    const { client, standin } = await place({ secondTransport: second });
    standin.script('transcribe', { kind: 'challenge' }, { kind: 'challenge' });
    expect((await client.transcribe(bytes)).text).toBe('one two');
    expect((await client.transcribe(bytes)).text).toBe('one two');
    expect(standin.requests.map(({ status }) => status)).toEqual([403, 403, 200, 200]);
    expect(seen).toEqual(['no cookie', 'no cookie']); // that stack keeps its own
  });

  it('over both transports is tried at most once more on each', async () => {
    const second = fetchTransport({ name: 'second', keepsCookies: true, fetch: globalThis.fetch });
    const { client, standin } = await place({ secondTransport: second });
    standin.script('transcribe', ...Array.from({ length: 9 }, () => ({ kind: 'challenge' as const })));
    expect((await failureOf(client.transcribe(bytes))).code).toBe('upstream_challenge');
    expect(standin.requests.length).toBe(4);
  });
});

describe('a 401', () => {
  it('leads to a renewed login and a second upload', async () => {
    const { client, standin } = await place();
    standin.script('transcribe', { kind: 'status', status: 401, body: { detail: 'Unauthorized' } });
    expect((await client.transcribe(bytes)).text).toBe('one two');
    expect(standin.requests.map(({ path }) => path)).toEqual([
      '/backend-api/transcribe',
      '/oauth/token',
      '/backend-api/transcribe',
    ]);
  });

  it('that never ends stops after two recoveries', async () => {
    const { client, standin } = await place();
    standin.script('transcribe', ...Array.from({ length: 9 }, () => ({ kind: 'status' as const, status: 401 })));
    expect((await failureOf(client.transcribe(bytes))).code).toBe('login_expired');
    expect(uploads(standin).length).toBeLessThanOrEqual(3);
  });

  it('to a stream that was already read is told instead of sending half of it', async () => {
    const { client, standin } = await place();
    standin.script('transcribe', { kind: 'status', status: 401 });
    const once = async function* () {
      yield Buffer.concat([speech, Buffer.alloc(100_000)]);
      yield Buffer.alloc(10);
    };
    const failure = await failureOf(client.transcribe({ kind: 'stream', stream: once() }));
    expect(failure).toMatchObject({ code: 'upstream_error', message: expect.stringMatching(/send it again/) });
    expect(uploads(standin).length).toBe(1);
  });
});

describe('an answer before the upload is through', () => {
  const big: AudioSource = { kind: 'bytes', bytes: Buffer.concat([speech, Buffer.alloc(30_000_000)]) };
  it.each([
    [{ kind: 'status', status: 413, body: { detail: 'too large' }, early: true }, 'upstream_rejected'],
    [{ kind: 'too-many', retryAfterSeconds: 3, early: true }, 'rate_limited'],
  ] as const)('%j is understood', async (reply, code) => {
    const { client, standin } = await place();
    standin.script('transcribe', reply);
    expect((await failureOf(client.transcribe(big))).code).toBe(code);
    expect(uploads(standin).length).toBe(1);
  });

  it('that asks for a renewed login gets it', async () => {
    const { client, standin } = await place();
    standin.script('transcribe', { kind: 'status', status: 401, early: true });
    await client.transcribe(big);
    expect(uploads(standin).map(({ status }) => status)).toEqual([401, 200]);
  });
});

describe('a failure of the service', () => {
  it.each([
    ['500', { kind: 'asr-error' }],
    ['a connection that is cut before the answer', { kind: 'cut', when: 'before-answer' }],
    ['a connection that is cut in the answer', { kind: 'cut', when: 'mid-answer' }],
    ['a connection that is cut before the body', { kind: 'cut', when: 'before-body' }],
  ] as const)('%s is tried once more', async (_name, reply) => {
    const { client, standin } = await place();
    standin.script('transcribe', reply);
    expect((await client.transcribe(bytes)).text).toBe('one two');
    expect(standin.requests.length).toBe(2);
  });

  it.each([
    ['500', { kind: 'asr-error' }, 'upstream_error', /failed \(500\): Error in ASR API/],
    ['a cut', { kind: 'cut', when: 'before-answer' }, 'network', /was cut/],
  ] as const)('%s twice is told', async (_name, reply, code, message) => {
    const { client, standin } = await place();
    standin.script('transcribe', reply, reply, reply);
    expect(await failureOf(client.transcribe(bytes))).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(standin.requests.length).toBe(2);
  });

  it('is not tried again when the audio can\u2019t be read twice', async () => {
    const { client, standin, folder } = await place();
    const path = join(folder, 'big.wav');
    writeFileSync(path, Buffer.concat([speech, Buffer.alloc(200_000)]));
    standin.script('transcribe', { kind: 'asr-error' });
    const failure = await failureOf(client.transcribe({ kind: 'stream', stream: createReadStream(path) }));
    expect(failure.code).toBe('upstream_error');
    expect(standin.requests.length).toBe(1);
  });

  it('429 is passed on at once with the time to wait', async () => {
    const { client, standin } = await place();
    standin.script('transcribe', { kind: 'too-many', retryAfterSeconds: 7 });
    expect(await failureOf(client.transcribe(bytes))).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 7000,
      status: 429,
    });
    standin.script('transcribe', { kind: 'usage-limit', resetsInSeconds: 3600 });
    const quota = await failureOf(client.transcribe(bytes));
    expect(quota.code).toBe('quota_exhausted');
    expect(quota.retryAfterMs).toBeGreaterThan(3_590_000);
    expect(quota.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    expect(standin.requests.length).toBe(2);
  });

  it.each([
    [400, { detail: 'No.' }, 'upstream_rejected', /refused the request \(400\): No\./],
    [
      403,
      { error: { type: 'usage_not_included', message: 'Upgrade' } },
      'plan_not_included',
      /plan does not include.*Upgrade/,
    ],
    [402, {}, 'quota_exhausted', /limit is reached \(402\)\./],
    [413, 'Too big', 'upstream_rejected', /no request of this size.*Too big/],
    [302, '', 'network', /redirects/],
    [500, '<html><body>Oops</body></html>', 'upstream_error', /^The service failed \(500\)\.$/],
    [400, { detail: `${'\u{1F600}'.repeat(600)}` }, 'upstream_rejected', /\u{1F600}\u2026$/u],
    [
      400,
      { detail: 'Bad token eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.sig, key sk-proj-abcdefgh' },
      'upstream_rejected',
      /Bad token \u2026, key sk-\u2026/,
    ],
  ] as const)('%i with %j says why', async (status, body, code, message) => {
    const { client, standin } = await place();
    standin.script('transcribe', { kind: 'status', status, body }, { kind: 'status', status, body });
    const failure = await failureOf(client.transcribe(bytes));
    expect(failure).toMatchObject({ code, status, message: expect.stringMatching(message) });
    expect([...failure.message].length).toBeLessThan(560);
    expect(failure.message.isWellFormed()).toBe(true);
  });

  it('an answer that is no JSON, has no text or is endless is called so', async () => {
    const { client, standin } = await place();
    standin.script('transcribe', { kind: 'wrong-json' });
    expect((await failureOf(client.transcribe(bytes))).code).toBe('invalid_response');
    standin.script('transcribe', { kind: 'status', status: 200, body: { words: 'x' } });
    expect((await failureOf(client.transcribe(bytes))).message).toMatch(/without a text/);
    standin.script('transcribe', { kind: 'status', status: 200, body: `{"text":"${'x'.repeat(17 * 1024 * 1024)}"}` });
    expect((await failureOf(client.transcribe(bytes))).message).toMatch(/longer than/);
  });
});

describe('giving up', () => {
  it('ends the upload at once', async () => {
    const { client, standin } = await place();
    standin.script('transcribe', { kind: 'hang', ms: 60_000 });
    const abort = new AbortController();
    const work = failureOf(client.transcribe(bytes, { signal: abort.signal }));
    await expect.poll(() => standin.requests.length).toBe(1);
    abort.abort();
    expect((await work).code).toBe('cancelled');
    expect((await failureOf(client.transcribe(bytes, { signal: AbortSignal.abort() }))).code).toBe('cancelled');
    expect(standin.requests.length).toBe(1);
  });

  it('on a service that does not answer in time is a timeout and is not tried again', async () => {
    const { client, standin } = await place({ requestTimeoutMs: 1000 });
    standin.script('transcribe', { kind: 'hang', ms: 60_000 });
    expect((await failureOf(client.transcribe(bytes))).code).toBe('upstream_timeout');
    standin.script('transcribe', { kind: 'hang', ms: 60_000 });
    expect((await failureOf(client.transcribe(bytes, { timeoutMs: 500 }))).code).toBe('upstream_timeout');
    expect(standin.requests.length).toBe(2);
  });

  it('does not wait for a source that says nothing, neither before nor while its audio is put aside', async () => {
    const { client, leftovers } = await place();
    const silent = async function* (start: Uint8Array) {
      yield start;
      await new Promise(() => undefined);
    };
    const aiff = Buffer.concat([Buffer.from('FORM\0\0\0\x20AIFF'), Buffer.alloc(20_000)]);
    for (const start of [speech.subarray(0, 10), aiff]) {
      const signal = AbortSignal.timeout(200);
      const failure = await failureOf(client.transcribe({ kind: 'stream', stream: silent(start) }, { signal }));
      expect(failure.code).toBe('cancelled');
      expect(leftovers()).toEqual([]);
    }
  });

  it('does not wait for a stream whose source says nothing more', async () => {
    const { client } = await place();
    const stuck = async function* () {
      yield Buffer.concat([speech, Buffer.alloc(100_000)]);
      await new Promise(() => undefined);
    };
    const failure = await failureOf(client.transcribe({ kind: 'stream', stream: stuck() }, { timeoutMs: 200 }));
    expect(failure.code).toBe('upstream_timeout');
  });
});

describe('where a token goes', () => {
  it('is only the configured host: not where a redirect points, not an http address elsewhere', async () => {
    await using elsewhere = await startStandin();
    const { client, standin } = await place();
    standin.script('transcribe', {
      kind: 'status',
      status: 307,
      headers: { location: `${elsewhere.upstream}/transcribe` },
    });
    expect((await failureOf(client.transcribe(bytes))).code).toBe('network');
    expect(elsewhere.requests).toEqual([]);
    await expect(clientWithStandin({ upstream: 'http://example.com/backend-api' })).rejects.toMatchObject({
      code: 'settings_invalid',
    });
  });

  it('is never a log line, an error or a file', async () => {
    const { client, standin, logged, credentials } = await place();
    const { token } = await credentials.bearer();
    standin.script(
      'transcribe',
      { kind: 'status', status: 400, body: { detail: `bad ${token}` } },
      { kind: 'asr-error' },
    );
    const failure = await failureOf(client.transcribe(bytes));
    await client.transcribe(bytes);
    expect(logged.length).toBeGreaterThan(1);
    for (const text of [failure.message, JSON.stringify(failure), logged.join()]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(token.split('.')[1]);
    }
  });
});

describe('several at once', () => {
  it('sixteen uploads over one transport all arrive', async () => {
    await using transport = openUndiciTransport();
    const { client } = await place({ transport });
    const texts = await Promise.all(
      Array.from({ length: 16 }, async (_, index) => {
        const audio = encodeSpeech(`word ${index}`);
        return (await client.transcribe({ kind: 'bytes', bytes: audio })).text;
      }),
    );
    expect(texts).toEqual(Array.from({ length: 16 }, (_, index) => `word ${index}`));
  });
});
