import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli.ts';
import type { Terminal } from '../../src-main/cli/terminal.ts';
import { type Standin, startStandin } from '../standin/standin.ts';
import { toneWav } from './support/server-with-standin.ts';

let standin: Standin;
const folder = mkdtempSync(join(tmpdir(), 'serve-test-'));
const home = join(folder, 'data');
const codexHome = join(folder, 'codex');
beforeAll(async () => {
  standin = await startStandin();
  mkdirSync(codexHome);
  writeFileSync(join(codexHome, 'auth.json'), JSON.stringify(standin.newLogin()));
});
afterAll(async () => {
  await standin[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

interface Serving extends AsyncDisposable {
  /** What was printed until the server listened, or until it had failed. */
  readonly printed: string[];
  readonly noted: string[];
  readonly address: string;
  readonly code: Promise<number>;
}

async function serve(
  words: readonly string[],
  options: { interactive?: boolean; env?: Record<string, string> } = {},
): Promise<Serving> {
  const printed: string[] = [];
  const noted: string[] = [];
  const stop = new AbortController();
  const { promise: spoken, resolve } = Promise.withResolvers<void>();
  const terminal: Terminal = {
    stdin: Readable.from([]),
    print: (text) => {
      printed.push(text);
      // The note about the key follows in the same turn.
      setImmediate(resolve);
    },
    note: (text) => void noted.push(text),
    progress: () => undefined,
    interactive: options.interactive ?? false,
    interrupted: stop.signal,
  };
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    SOTTO_HOME: home,
    CODEX_HOME: codexHome,
    SOTTO_UPSTREAM: standin.upstream,
    SOTTO_AUTH_ISSUER: standin.issuer,
    ...options.env,
  };
  const code = runCli(
    ['serve', '--port', '0', ...words],
    { env, platform: process.platform, arch: process.arch, version: '0.1.0', bundle: folder, loginKeeper: null },
    terminal,
    async () => 0,
  );
  await Promise.race([spoken, code]);
  return {
    printed,
    noted,
    address: printed[0]?.replace('Listening on ', '') ?? '',
    code,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await code;
    },
  };
}

describe('sotto serve', () => {
  test('prints its address, and the key that it made once, to a person', async () => {
    const serverFile = join(home, 'server.json');
    let key: string;
    {
      await using first = await serve([], { interactive: true });
      key = JSON.parse(readFileSync(serverFile, 'utf8')).key;
      expect(first.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(first.noted.join()).toContain(key);
    }
    await using second = await serve([], { interactive: true });
    expect([...second.printed, ...second.noted].join()).not.toContain(key);
    expect(second.noted.join()).toContain(serverFile);
    const openai = new OpenAI({ apiKey: key, baseURL: `${second.address}/v1`, maxRetries: 0 });
    const file = new File([toneWav('hello world')], 'a.wav');
    expect((await openai.audio.transcriptions.create({ file, model: 'whisper-1' })).text).toBe('hello world');
    const { text } = await openai.responses
      .create({ model: 'gpt-5.5', input: 'Hi' })
      .then((answer) => ({ text: answer.output_text }));
    expect(text).toBe('You said: Hi');
  });

  test('keeps a take when asked, and shows it in history', async () => {
    await using serving = await serve(['--no-api-key']);
    expect(serving.noted.join()).toContain('No key is asked for');
    const openai = new OpenAI({ apiKey: 'none', baseURL: `${serving.address}/v1`, maxRetries: 0 });
    const file = new File([toneWav('keep this')], 'a.wav');
    const { response } = await openai.audio.transcriptions
      .create({ file, model: 'whisper-1' }, { headers: { 'x-sotto-store': 'true' } })
      .withResponse();
    const id = response.headers.get('x-sotto-take-id');
    const { data } = (await (await fetch(`${serving.address}/v1/history?query=keep`)).json()) as { data: object[] };
    expect(data).toMatchObject([{ id, text: 'keep this', source: 'server', state: 'done', file_name: 'a.wav' }]);
  });

  test('never prints a key that was given, by flag or environment', async () => {
    await using byFlag = await serve(['--api-key', 'my-given-key'], { interactive: true });
    await using byEnv = await serve([], { interactive: true, env: { SOTTO_SERVER_KEY: 'my-given-key' } });
    for (const serving of [byFlag, byEnv]) {
      expect([...serving.printed, ...serving.noted].join()).not.toContain('my-given-key');
      const ask = async (key: string): Promise<number> =>
        (await fetch(`${serving.address}/v1/models`, { headers: { 'x-api-key': key } })).status;
      expect([await ask('my-given-key'), await ask('another')]).toEqual([200, 401]);
    }
  });

  test('gives up a request to the service after the time that was allowed', async () => {
    await using serving = await serve(['--no-api-key', '--request-timeout-seconds', '0.2']);
    standin.script('transcribe', { kind: 'hang', ms: 60_000 });
    const openai = new OpenAI({ apiKey: 'none', baseURL: `${serving.address}/v1`, maxRetries: 0 });
    const asked = openai.audio.transcriptions.create({ file: new File([toneWav('hi')], 'a.wav'), model: 'whisper-1' });
    await expect(asked).rejects.toMatchObject({ status: 504, code: 'upstream_timeout' });
  });

  test('ends with 0 when it is interrupted', async () => {
    const serving = await serve(['--no-api-key']);
    await serving[Symbol.asyncDispose]();
    expect(await serving.code).toBe(0);
    await expect(fetch(`${serving.address}/healthz`)).rejects.toThrow();
  });

  test.each([
    [['--host', '0.0.0.0']],
    [['--host', '0.0.0.0', '--no-api-key', '--allow-network']],
    [['--host', 'example.com']],
    [['--api-key', 'x', '--no-api-key']],
    [['--api-key', '']],
    [['--allow-origin', '*']],
    [['--allow-origin', 'https://*.example.com']],
    [['--port', '70000']],
    [['--port', '1.5']],
    [['--concurrency', '0']],
  ])('%j is refused as wrong usage', async (words) => {
    await using serving = await serve(words);
    expect(await serving.code).toBe(2);
    expect(serving.noted.join()).toMatch(/^sotto: /);
  });
});
