// The search for tokens over a whole run finds what it is there for: the fixture's tests leak in every way that is
// watched, and the run fails with each place; the same tests without a secret pass.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

function runFixture(env: NodeJS.ProcessEnv): { code: number | null; output: string } {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', join(root, 'test/hygiene/fixture/vitest.config.ts'), '--reporter=verbose'],
    { cwd: root, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env }, encoding: 'utf8' },
  );
  return { code: status, output: stdout + stderr };
}

describe('the search for tokens over a run', () => {
  test('fails the run and names every place', () => {
    const { code, output } = runFixture({});
    expect(code).toBe(1);
    expect(output).toMatch(/Tests\s+5 failed \| 3 passed/); // what is seen in time fails the test, the rest the run
    const [, report = ''] = output.split('Secrets stand where they must not:');
    for (const place of [
      /what was printed: .*printed: Bearer/,
      /the temporary file \S+left-\w+\/kept\.log/,
      /the temporary file \S+removed-\w+\/gone\.log/,
      /the arguments of a program/,
      /the output of /,
      /the message of OwnError/,
      /a log/,
    ])
      expect(report).toMatch(place);
    expect(report).not.toContain('auth.json');
  }, 60_000);

  test('lets a run without a leak pass', () => {
    const { code, output } = runFixture({ FIXTURE_SECRET: 'none' });
    expect(output).toMatch(/Tests\s+8 passed/);
    expect(code).toBe(0);
  }, 60_000);
});
