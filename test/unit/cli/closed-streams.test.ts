// What the shell does to a command's streams: readers that leave, disks that are full, input that is no plain file. The
// command does its work to the end, says what failed in one sentence and leaves nothing behind.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src-main/cli/run-cli.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';
import { writeWav } from '../../standin/wav.ts';

const cli = fileURLToPath(new URL('../../../src-main/cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'streams-test-'));
const temporary = join(folder, 'tmp');
/** A process has to start first, on a machine that may be busy. */
const patient = { timeout: 20_000 };
let standin: Standin;
beforeAll(async () => {
  standin = await startStandin();
  for (const name of ['tmp', 'codex']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'codex', 'auth.json'), JSON.stringify(standin.newLogin()));
  writeFileSync(join(folder, 'a.wav'), writeWav({ samples: speak('hello'), sampleRate: 16_000 }));
  writeFileSync(join(folder, 'empty.wav'), '');
});
afterAll(async () => {
  await standin[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A line for the shell, in which `sotto` is the command line and its status is what counts. */
function shell(line: string) {
  const child = spawn('bash', ['-c', `sotto() { "$NODE" --no-warnings "$CLI" "$@"; }; set -o pipefail; ${line}`], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, NODE: process.execPath, CLI: cli, TMPDIR: temporary },
      ...{ SOTTO_HOME: join(folder, 'data'), CODEX_HOME: join(folder, 'codex') },
      ...{ SOTTO_UPSTREAM: standin.upstream, SOTTO_AUTH_ISSUER: standin.issuer },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = (async () => {
    const [out, err] = [text(child.stdout), text(child.stderr)];
    const [code] = await once(child, 'close');
    return { code: code as number, out: await out, err: await err };
  })();
  return { child, ended };
}
const run = (line: string) => shell(line).ended;

describe.skipIf(process.platform === 'win32')('a command', () => {
  it('whose reader has left does its work, says nothing and removes the copy of its input', async () => {
    expect(await run('sotto transcribe - < a.wav | head -c0')).toEqual({ code: 0, out: '', err: '' });
    expect(readdirSync(temporary)).toEqual([]);
    expect((await run('sotto transcribe nothing.wav --json | head -c0')).code).toBe(6);
  });

  it.skipIf(!existsSync('/dev/full'))('whose result can\u2019t be written says so and fails', async () => {
    const { code, err } = await run('sotto transcribe a.wav > /dev/full');
    expect([code, err]).toEqual([
      1,
      'sotto: The result could not be written: the disk is full. Make room and try again.\n',
    ]);
  });

  it('whose notes nobody reads goes on and tells its result', async () => {
    const { code, out } = await run('sotto transcribe a.wav nothing.wav 2> >(head -c0)');
    expect([code, out]).toEqual([6, 'a.wav: hello\n']);
    expect((await run('sotto transcribe --verbose a.wav 2>/dev/full')).out).toBe('hello\n');
  });

  it('takes pipes by name', async () => {
    expect(await run('sotto transcribe <(cat a.wav)')).toMatchObject({ code: 0, out: 'hello\n' });
    expect(await run('cat a.wav | sotto transcribe /dev/stdin')).toMatchObject({ code: 0, out: 'hello\n' });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('calls empty input and a folder by their names', async () => {
    expect(await run('sotto transcribe - < empty.wav')).toMatchObject({
      code: 6,
      err: expect.stringMatching(/^sotto: "stdin" is empty\./),
    });
    expect(await run('sotto transcribe ./codex')).toMatchObject({
      code: 6,
      err: 'sotto: "codex" is a folder. Name an audio file.\n',
    });
  });

  it('that waits for a pipe ends at Ctrl+C, and reads it when somebody writes', async () => {
    execFileSync('mkfifo', [join(folder, 'later'), join(folder, 'never')]);
    const reading = shell('sotto transcribe ./later');
    await expect.poll(() => readdirSync(temporary), patient).toHaveLength(1); // it waits
    await run('cat a.wav > later');
    expect(await reading.ended).toMatchObject({ code: 0, out: 'hello\n' });
    const waiting = shell('exec "$NODE" --no-warnings "$CLI" transcribe ./never');
    await expect.poll(() => readdirSync(temporary), patient).toHaveLength(1);
    waiting.child.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({ code: 1, err: expect.stringContaining('cancelled') as string });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('that waits for a key on standard input ends at the first Ctrl+C', async () => {
    const stop = new AbortController();
    const terminal = {
      ...{ stdin: new PassThrough(), interactive: true, interrupted: stop.signal },
      ...{ print: () => undefined, note: (text: string) => void noted.push(text), progress: () => undefined },
    };
    const noted: string[] = [];
    const env = { HOME: folder, CODEX_HOME: join(folder, 'codex') };
    const { platform, arch } = process;
    const code = runCli(
      ['login', '--api-key'],
      { env, platform, arch, version: '0.1.0', bundle: folder, loginKeeper: null },
      terminal,
      async () => 0,
    );
    terminal.stdin.write('sk-half');
    await expect.poll(() => terminal.stdin.listenerCount('readable'), patient).toBeGreaterThan(0);
    stop.abort();
    expect([await code, noted]).toEqual([1, ['sotto: The work was cancelled. Start it again when you are ready.']]);
    expect(readFileSync(join(folder, 'codex', 'auth.json'), 'utf8')).not.toContain('sk-half');
  });
});
