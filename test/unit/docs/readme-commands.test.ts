// Every command that the documents show is run here as it stands there, in a shell, against the stand-in service; what can't
// be run here is proven by the test or step that is named, and said so.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Standin, startStandin } from '../../standin/standin.ts';
import { makeAudio, spoken } from '../codex/transcribe/audio-files.ts';

const root = join(import.meta.dirname, '../../..');
const pages = globSync(['*.md', 'src-main/**/*.md', 'test/**/*.md'], { cwd: root, exclude: ['**/node_modules/**'] });

/** What is not run here, and where it is. Files are checked to be there. */
const provenBy: Readonly<Record<string, { readonly by: string; readonly because: string }>> = {
  'npm ci && npm start': { by: 'test/unit/host/executable.test.ts', because: 'opens the app' },
  'npm ci && npm test': { by: '.ci/run', because: 'runs this test' },
  'npm run dist': { by: '.github/workflows/release.yml', because: 'needs Electron\u2019s binary' },
  'sudo apt install ./release/sotto_*.deb': {
    by: 'test/packaging/try-installed.ts',
    because: 'installs for everybody',
  },
  'sotto record --seconds 20': { by: 'test/unit/audio/recorder-sound.test.ts', because: 'needs a microphone' },
  'curl -X POST http://127.0.0.1:8788/v1/dictation/toggle -H "Authorization: Bearer $SOTTO_SERVER_KEY"': {
    by: 'test/server/control.test.ts',
    because: 'needs the running app',
  },
};

/** What the answer of a command must look like: exit code and standard output. */
const expected: readonly (readonly [RegExp, number | 'any', RegExp])[] = [
  [/^sotto transcribe talk/, 0, new RegExp(`${spoken}[\\s\\S]*${spoken}`)],
  [/^cat voice/, 0, new RegExp(`"text":\\s*"${spoken}"`)],
  [/^sotto doctor/, 'any', /"check": "recorder"/], // 1 where there is no microphone
  [/^curl \S+transcriptions/, 0, new RegExp(`^\\{"text":"${spoken}"`)],
  [/^curl \S+models/, 0, /"gpt-4o-transcribe"/],
];

let standin: Standin;
let folder = '';
let env: NodeJS.ProcessEnv = {};
let port = 0;

beforeAll(async () => {
  standin = await startStandin();
  folder = mkdtempSync(join(tmpdir(), 'sotto readme \u00e4 '));
  for (const name of ['bin', 'codex', 'home']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'codex/auth.json'), JSON.stringify(standin.newLogin()));
  const sotto = `#!/bin/sh\nexec "${process.execPath}" --no-warnings "${join(root, 'src-main/cli.ts')}" "$@"\n`;
  writeFileSync(join(folder, 'bin/sotto'), sotto);
  chmodSync(join(folder, 'bin/sotto'), 0o755);
  copyFileSync(makeAudio(folder, 'm4a'), join(folder, 'talk.m4a'));
  copyFileSync(makeAudio(folder, 'wav'), join(folder, 'interview.wav'));
  copyFileSync(makeAudio(folder, 'ogg-opus'), join(folder, 'voice.ogg'));
  port = await freePort();
  env = {
    PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
    HOME: join(folder, 'home'),
    CODEX_HOME: join(folder, 'codex'),
    SOTTO_UPSTREAM: standin.upstream,
    SOTTO_AUTH_ISSUER: standin.issuer,
    SOTTO_SERVER_KEY: 'a-key-of-the-readme-test',
  };
});
afterAll(async () => {
  await standin[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const shown = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```(?:bash|sh|shell|console)\n([\s\S]*?)```/g)].flatMap(
    ([, block = '']) =>
      block
        .trim()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((command) => ({ page, command })),
  ),
);

describe('commands of the documents', () => {
  it('are there to be run', () => {
    expect(shown.filter(({ page }) => page === 'README.md').length).toBeGreaterThan(8);
    const named = Object.keys(provenBy).filter((command) => !shown.some((each) => each.command === command));
    expect(named, 'proven elsewhere, but shown nowhere').toEqual([]);
    for (const { by } of Object.values(provenBy)) expect(() => readFileSync(join(root, by)), by).not.toThrow();
  });

  for (const { page, command } of shown) {
    const elsewhere = provenBy[command];
    if (elsewhere) it.skip(`${page}: ${command} (${elsewhere.because}: see ${elsewhere.by})`, () => undefined);
    else if (!command.startsWith('sotto serve'))
      it(`${page}: ${command}`, { timeout: 30_000 }, async () => {
        await using _serving = command.startsWith('curl') ? await serve() : null;
        const [, code, output] = expected.find(([pattern]) => pattern.test(command)) ?? [null, 0, /./];
        const result = await run(command);
        expect(result, result.err).toMatchObject({
          code: code === 'any' ? expect.any(Number) : code,
          out: expect.stringMatching(output),
        });
      });
    else
      it(`${page}: ${command}`, { timeout: 30_000 }, async () => {
        await using serving = await serve(command);
        expect(serving.said).toContain(`http://127.0.0.1:${port}`);
      });
  }
});

/** The port of the examples may be in use on this machine: it is the one thing that is changed. */
const here = (command: string): string => command.replaceAll('8788', String(port));

async function run(command: string) {
  const child = spawn('bash', ['-c', here(command)], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = await once(child, 'close');
  return { code: code as number, out: await out, err: await err };
}

async function serve(command = shown.find((each) => each.command.startsWith('sotto serve'))?.command ?? '') {
  const child = spawn('bash', ['-c', `exec ${here(command)}`], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => line.includes('http://') && resolve(line));
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
  return {
    said,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
