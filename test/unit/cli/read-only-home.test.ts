// A home that can't be written, as the built-in `/sys` is for everybody, root too: every command says so in one sentence
// with the folder and what to do, or works without it. No stack, no half of an answer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../../../src-main/cli.ts', import.meta.url));

async function sotto(...words: string[]) {
  const child = spawn(process.execPath, ['--no-warnings', cli, ...words], {
    env: {
      PATH: process.env.PATH,
      HOME: '/sys',
      SOTTO_AUTH_ISSUER: 'http://127.0.0.1:9', // nobody listens there
      SOTTO_UPSTREAM: 'http://127.0.0.1:9',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = await once(child, 'close');
  return { code: code as number, out: await out, err: await err };
}

describe.skipIf(!existsSync('/sys/kernel'))('in a home that can\u2019t be written', () => {
  it('serve says which folder and what to do, and ends', async () => {
    const { code, err } = await sotto('serve', '--port', '0');
    expect(code).toBe(1);
    expect(err).toMatch(/The folder \/sys\S* can\u2019t be written\. Make it writable, or set SOTTO_HOME/);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('doctor still looks at everything, and names the folder', async () => {
    const { code, out } = await sotto('doctor', '--json');
    const { checks } = JSON.parse(out) as {
      checks: { check: string; state: string; finding: string; facts?: object }[];
    };
    expect(code).toBe(1);
    expect(checks.length).toBeGreaterThan(8);
    expect(checks.find(({ check }) => check === 'disk')).toMatchObject({
      state: 'problem',
      finding: 'disk_read_only',
      facts: { folder: '/sys/.config/Sotto' },
    });
  }, 30_000);

  it('status, models, usage and a sign-in answer for themselves', async () => {
    expect(await sotto('status', '--json')).toMatchObject({ code: 3, out: '{"signedIn":false,"mode":"signed-out"}\n' });
    for (const words of [
      ['models', '--json'],
      ['usage', '--json'],
    ]) {
      const { code, out } = await sotto(...words);
      expect([code, JSON.parse(out || '{}')]).toMatchObject([3, { error: { code: 'not_signed_in' } }]);
    }
    const { code, err } = await sotto('login', '--device');
    expect([code, err.trim().split('\n').at(-1)]).toEqual([4, expect.stringMatching(/^sotto: .+\.$/)]);
  });
});
