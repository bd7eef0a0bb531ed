import { describe, expect, it } from 'vitest';
import { type ProgramResult, runProgram } from '../../../src-main/lib/run-program.ts';

const node = process.execPath;
const bounds = { timeoutMs: 10_000, maxOutputBytes: 1_000_000 };

function ended(result: ProgramResult) {
  if (result.kind !== 'ended') throw new Error(`expected an end, got ${result.kind}`);
  return result;
}

describe('runProgram', () => {
  it('hands the input over and brings back output, error output and exit code', async () => {
    const script =
      "process.stdin.on('data', d => process.stdout.write(d)); console.error('note'); process.exitCode = 3";
    const result = ended(await runProgram(node, ['-e', script], { ...bounds, input: 'grüße' }));
    expect(result.stdout.toString()).toBe('grüße');
    expect(result.stderr).toBe('note\n');
    expect(result.code).toBe(3);
  });

  it('passes arguments as they are, without a shell', async () => {
    const odd = ['$HOME', '; echo no', '"quoted" *', "it's"];
    const result = ended(await runProgram(node, ['-p', 'JSON.stringify(process.argv.slice(1))', '--', ...odd], bounds));
    expect(JSON.parse(result.stdout.toString())).toEqual(odd);
  });

  it('says that a program is missing instead of throwing', async () => {
    expect(await runProgram('no-such-program-anywhere', [], bounds)).toEqual({ kind: 'missing' });
  });

  it('ends a program that takes too long, even one that ignores the polite signal', async () => {
    const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
    expect(await runProgram(node, ['-e', script], { ...bounds, timeoutMs: 300 })).toEqual({ kind: 'timeout' });
  });

  it('ends the program when the caller gives up, and starts none when that happened before', async () => {
    const abort = new AbortController();
    const running = runProgram(node, ['-e', 'setInterval(() => {}, 1000)'], { ...bounds, signal: abort.signal });
    abort.abort();
    expect(await running).toEqual({ kind: 'aborted' });
    expect(await runProgram(node, ['-e', '1'], { ...bounds, signal: abort.signal })).toEqual({ kind: 'aborted' });
  });

  it('keeps no more output than allowed and says that it cut', async () => {
    const script = "process.stdout.write('x'.repeat(500_000))";
    const result = ended(await runProgram(node, ['-e', script], { ...bounds, maxOutputBytes: 1000 }));
    expect(result.stdout.length).toBe(1000);
    expect(result.cut).toBe(true);
  });

  it('gives the program the environment that it was handed and no other', async () => {
    const env = { ONLY: 'this' };
    const result = ended(
      await runProgram(node, ['-p', 'JSON.stringify(process.env.ONLY + "/" + process.env.HOME)'], { ...bounds, env }),
    );
    expect(JSON.parse(result.stdout.toString())).toBe('this/undefined');
  });
});
