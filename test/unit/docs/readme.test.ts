import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src-main/cli/parse-arguments.ts';
import { documentedRoutes } from '../../docs/documented-routes.ts';
import { fillTables } from '../../docs/tables.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const pages = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'src-main/README.md'];
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts); // npm's own shape

/** Lines of the shell examples of a page. */
function commandsOf(text: string): string[] {
  return [...text.matchAll(/```bash\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
}

describe('the README', () => {
  it('has the tables that the code makes (else run: node test/docs/write-tables.ts)', () => {
    expect(readme).toBe(fillTables(readme));
  });

  it('names every environment variable that the code reads, and no other', () => {
    const sources = globSync('src-main/**/*.ts', { cwd: root }).map(read).join('\n');
    const inCode = sources.matchAll(
      /(?:env\.|of\('|either\('|, '|\[')((?:SOTTO|CODEX)_[A-Z_]+|[A-Z]+_PROXY|[A-Z_]+_CERTS?(?:_FILE)?)\b/g,
    );
    const environment = /<!-- environment:begin -->([\s\S]*?)<!-- environment:end -->/.exec(readme)?.[1] ?? '';
    const inTable = environment.matchAll(/`([A-Z_]+)`/g);
    const names = (matches: Iterable<RegExpExecArray>) => [...new Set([...matches].map(([, name]) => name))].toSorted();
    expect(names(inTable)).toEqual(names(inCode));
  });

  it('shows only command lines that the program takes', () => {
    const lines = commandsOf(readme).flatMap((line) => line.split('|').map((part) => part.trim()));
    const ours = lines.filter((line) => line.startsWith('sotto '));
    expect(ours.length).toBeGreaterThan(3);
    for (const line of ours) expect(() => parseArguments(line.split(/\s+/).slice(1)), line).not.toThrow();
  });

  it('calls only routes that the server has', () => {
    const called = [...readme.matchAll(/curl (?:-X (\w+) )?http:\/\/127\.0\.0\.1:8788(\S+)(.*)/g)].map(
      ([, method, path, rest]) => `${method ?? (rest?.includes(' -F ') ? 'POST' : 'GET')} ${path}`,
    );
    const routes = documentedRoutes().flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`));
    expect(called.length).toBeGreaterThan(2);
    expect(called.filter((call) => !routes.includes(call))).toEqual([]);
  });
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => join(dirname(page), path));
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names only npm scripts that are there', () => {
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

it('the map names every room, and nothing that is not there', () => {
  const map = read('src-main/README.md');
  const rooms = globSync('src-main/*/', { cwd: root }).map((path) => path.replaceAll('\\', '/').split('/')[1] ?? '');
  expect(rooms.filter((room) => !map.includes(`| \`${room}/\` |`))).toEqual([]);
  const rows = map.split('\n').filter((line) => line.startsWith('| `') && line.includes('/` |'));
  for (const row of rows) {
    const room = /^\| `(\w+)\/`/.exec(row)?.[1] ?? '';
    const files = [...(row.split(' | ').at(-1) ?? '').matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = '']) => file);
    expect(files.filter((file) => !existsSync(join(root, 'src-main', room, file)))).toEqual([]);
  }
});
