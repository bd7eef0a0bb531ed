// Programs that are not ours: what they send, by their own libraries where these are here, byte by byte where not.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raw } from './support/raw-socket.ts';
import { type ServerWithStandin, serverWithStandin, testKey, toneWav } from './support/server-with-standin.ts';

let s: ServerWithStandin;
const notes = 'https://notes.test';
const folder = mkdtempSync(join(tmpdir(), 'clients-'));
const audio = join(folder, 'audio.wav');
const wav = toneWav('hello world');
beforeAll(async () => {
  writeFileSync(audio, wav);
  s = await serverWithStandin({ origins: () => ['app://obsidian.md', notes] });
});
afterAll(async () => {
  await s[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A Python that has these modules; undefined when there is none. */
function pythonWith(...modules: string[]): string | undefined {
  return ['python3', '/usr/bin/python3'].find((program) => {
    try {
      execFileSync(program, ['-c', modules.map((name) => `import ${name}`).join(';')], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

const python = pythonWith('httpx', 'aiohttp');
const openaiPython = pythonWith('openai');

/** A form as httpx writes it for the openai package: fields in their order, then the file; a type only where it is guessed. */
function httpxForm(fields: readonly (readonly [string, string])[], type: string): { body: Buffer; boundary: string } {
  const boundary = 'c5f3695f1fa1e343dc3fc95d335174b2';
  const part = (head: string): string => `--${boundary}\r\nContent-Disposition: form-data; ${head}`;
  const body = Buffer.concat([
    Buffer.from(fields.map(([name, value]) => `${part(`name="${name}"`)}\r\n\r\n${value}\r\n`).join('')),
    Buffer.from(`${part('name="file"; filename="audio.wav"')}\r\nContent-Type: ${type}\r\n\r\n`),
    wav,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { body, boundary };
}

describe('the openai package for Python', () => {
  test('sends fields, then the file with a type that only Python guesses, and its own headers', async () => {
    const fields = [
      ['model', 'whisper-1'],
      ['response_format', 'verbose_json'],
      ['temperature', '0'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
    ] as const;
    const { body, boundary } = httpxForm(fields, 'audio/x-wav');
    const head = [
      'POST /v1/audio/transcriptions HTTP/1.1',
      `Host: 127.0.0.1:${s.port}`,
      'Accept-Encoding: gzip, deflate',
      'Connection: close',
      'Accept: application/json',
      'User-Agent: OpenAI/Python 1.109.1',
      'X-Stainless-Lang: python',
      'X-Stainless-Package-Version: 1.109.1',
      'X-Stainless-OS: Linux',
      'X-Stainless-Arch: x64',
      'X-Stainless-Runtime: CPython',
      'X-Stainless-Runtime-Version: 3.11.2',
      `Authorization: Bearer ${testKey}`,
      'X-Stainless-Async: false',
      'x-stainless-retry-count: 0',
      'x-stainless-read-timeout: 600',
      `Content-Length: ${body.length}`,
      `Content-Type: multipart/form-data; boundary=${boundary}`,
    ];
    const answer = await raw(s.port, Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ text: 'hello world', segments: [], task: 'transcribe' });
  });

  test.skipIf(openaiPython === undefined)(
    'does what the example says (skipped where it is not installed)',
    async () => {
      const env = { PATH: process.env.PATH, SOTTO_URL: s.url, SOTTO_KEY: testKey };
      const program = join(import.meta.dirname, 'examples/openai-python.py');
      const { stdout } = await promisify(execFile)(openaiPython ?? '', [program, audio], { env });
      expect(stdout).toBe('hello world\n');
    },
  );
});

test.skipIf(python === undefined)(
  'httpx and aiohttp are served (skipped where Python or they are missing)',
  async () => {
    const program = join(import.meta.dirname, 'clients/python_libraries.py');
    const { stdout } = await promisify(execFile)(python ?? '', [program, s.url, testKey, audio]);
    const told = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(told.map(({ name, status }) => [name, status])).toEqual([
      ['httpx', 200],
      ['httpx stream', 200],
      ['httpx chat', 200],
      ['httpx wrong key', 401],
      ['aiohttp', 200],
    ]);
    const [verbose, stream, chat, wrong, aiohttp] = told.map(({ text }) => text);
    expect(JSON.parse(verbose)).toMatchObject({ text: 'hello world', language: '' });
    expect(stream).toContain('"type":"transcript.text.done","text":"hello world"');
    expect(stream).toMatch(/data: \[DONE\]\n\n$/);
    expect(JSON.parse(chat)).toMatchObject({ choices: [{ message: { content: 'You said: Hello' } }] });
    expect(JSON.parse(wrong)).toMatchObject({ error: { code: 'invalid_api_key' } });
    expect(JSON.parse(aiohttp)).toMatchObject({ text: 'hello world' });
  },
);

const executablePath = process.env.SOTTO_CHROMIUM ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(executablePath))('a page in Chromium (skipped where it is missing)', () => {
  /** A secure page, since only those may reach this machine. What a plugin of Obsidian does: a form by fetch, with the key in a header, which needs a preflight. */
  async function fromPage(origin: string): Promise<unknown> {
    await using browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const context = await browser.newContext();
    // Newer Chromium asks the user before a page may reach this machine; older ones know no such permission.
    await context.grantPermissions(['local-network-access'], { origin }).catch(() => undefined);
    const page = await context.newPage();
    await page.route(`${origin}/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Notes</title>' }),
    );
    await page.goto(`${origin}/`);
    return await page.evaluate(
      async ({ url, key, sound }) => {
        const form = new FormData();
        form.append('file', new Blob([Uint8Array.from(sound)], { type: 'audio/wav' }), 'recording.wav');
        form.append('model', 'whisper-1');
        form.append('language', '');
        try {
          const response = await fetch(`${url}/v1/audio/transcriptions`, {
            method: 'POST',
            headers: { Authorization: `Bearer ${key}` },
            body: form,
          });
          const { text } = (await response.json()) as { text: string };
          return { text, id: response.headers.get('x-request-id') };
        } catch (thrown) {
          return String(thrown);
        }
      },
      { url: s.url, key: testKey, sound: [...wav] },
    );
  }

  test('of a listed origin is served, and may read the answer and its id', async () => {
    expect(await fromPage(notes)).toEqual({ text: 'hello world', id: expect.stringMatching(/^req_/) });
  });

  test('of another origin learns nothing and sends nothing on', async () => {
    const before = s.standin.transcriptions().length;
    expect(await fromPage('https://evil.test')).toMatch(/Failed to fetch/);
    expect(s.standin.transcriptions()).toHaveLength(before);
  });
});

test('Obsidian\u2019s own origin is let in by a preflight as Chromium writes it', async () => {
  const head = [
    'OPTIONS /v1/audio/transcriptions HTTP/1.1',
    `Host: 127.0.0.1:${s.port}`,
    'Connection: close',
    'Accept: */*',
    'Access-Control-Request-Method: POST',
    'Access-Control-Request-Headers: authorization',
    'Access-Control-Request-Private-Network: true',
    'Origin: app://obsidian.md',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Dest: empty',
  ];
  const { status, headers } = await raw(s.port, `${head.join('\r\n')}\r\n\r\n`);
  expect(status).toBe(204);
  expect(headers).toMatchObject({
    'access-control-allow-origin': 'app://obsidian.md',
    'access-control-allow-headers': 'authorization',
    'access-control-allow-private-network': 'true',
  });
});

describe('units for the start at sign-in', () => {
  const examples = join(import.meta.dirname, 'examples');

  test.skipIf(!existsSync('/usr/bin/systemd-analyze'))(
    'systemd finds nothing wrong (skipped where it is missing)',
    async () => {
      const unit = readFileSync(join(examples, 'sotto.service'), 'utf8');
      const path = join(folder, 'sotto.service');
      // Verifying looks for the program, which is not installed here.
      writeFileSync(path, unit.replace('%h/.local/bin/sotto', '/bin/true'));
      const env = { PATH: process.env.PATH, XDG_RUNTIME_DIR: folder };
      const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['--user', 'verify', path], { env });
      expect(stdout + stderr).toBe('');
    },
  );

  test.skipIf(pythonWith('plistlib') === undefined)(
    'the launchd agent is a property list that says what is to be run (skipped without Python)',
    async () => {
      const read = 'import json,plistlib,sys;print(json.dumps(plistlib.load(open(sys.argv[1],"rb"))))';
      const plist = join(examples, 'io.github.sotto_dictation.serve.plist');
      const { stdout } = await promisify(execFile)(pythonWith('plistlib') ?? '', ['-c', read, plist]);
      expect(JSON.parse(stdout)).toEqual({
        Label: 'io.github.sotto_dictation.serve',
        ProgramArguments: ['/usr/local/bin/sotto', 'serve'],
        RunAtLoad: true,
        KeepAlive: { SuccessfulExit: false },
        Umask: 0o77,
      });
    },
  );
});
