// Commands that the documents name in the middle of a sentence: they are not run here, but they must be there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseArguments } from '../../../src-main/cli/parse-arguments.ts';

const root = join(import.meta.dirname, '../../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }; // npm's own format
const pages = globSync(['*.md', 'src-main/**/*.md', 'test/**/*.md'], { cwd: root, exclude: ['**/node_modules/**'] });
const named = new Set(
  pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/`((?:sotto|npm|node) [^`\n]+)`/g)].map(
      ([, words = '']) => words,
    ),
  ),
);

/** Throws, or answers false, for what is not there. */
function isThere(command: string): boolean {
  const [program, first = '', second = ''] = command.split(/\s+/);
  if (program === 'sotto') return parseArguments(command.split(/\s+/).slice(1)).command !== null;
  // The build makes what stands in dist/.
  if (program === 'node') return first.startsWith('dist/') || existsSync(join(root, first));
  if (first === 'run') return Object.hasOwn(scripts, second);
  return first === 'ci' || Object.hasOwn(scripts, first);
}

it('are there to be looked at', () => {
  expect(named.size).toBeGreaterThan(12);
  expect(() => isThere('sotto dictate')).toThrow();
  expect(isThere('npm run nothing')).toBe(false);
});

it.each([...named].sort())('%s', (command) => {
  expect(isThere(command)).toBe(true);
});
