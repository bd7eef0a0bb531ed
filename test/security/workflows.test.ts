import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const workflows = globSync('.github/workflows/*.yml', { cwd: root });

it('there are workflows to look at', () => {
  expect(workflows.length).toBeGreaterThan(1);
});

describe.each(workflows)('%s', (path) => {
  const text = readFileSync(join(root, path), 'utf8');

  it('pins every action by commit and says its version', () => {
    const uses = [...text.matchAll(/uses: (.+)/g)].map(([, action = '']) => action);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  it('asks for no more than reading, but where it says so', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
    expect(text).not.toMatch(/pull_request_target|write-all/);
  });

  it('keeps no credentials in the checkout and runs no install script', () => {
    expect([...text.matchAll(/uses: actions\/checkout/g)]).toHaveLength(
      [...text.matchAll(/persist-credentials: false/g)].length,
    );
    for (const [line] of text.matchAll(/npm ci.*/g)) expect(line).toContain('--ignore-scripts');
  });

  it('puts nothing that others write into a shell line', () => {
    const lines = [...text.matchAll(/run: (?:\|\n((?: {10,}.*\n)+)|(.*))/g)].map(
      ([, block, line]) => block ?? line ?? '',
    );
    expect(lines.filter((line) => /\$\{\{(?! matrix\.)/.test(line))).toEqual([]);
  });
});
