// node test/host/surface/check.ts [FOLDER…]: compiles the app (src-main) against the host. Fails with the compiler's words when
// the app uses an API or listens to an event that the host does not have.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { implementedSurface } from './implemented.ts';
import { reduceDeclarations } from './reduce-declarations.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'node_modules', '.cache', 'host-surface');
const checked = process.argv.length > 2 ? process.argv.slice(2).map((path) => resolve(path)) : [join(root, 'src-main')];

mkdirSync(folder, { recursive: true });
const declarations = join(folder, 'electron-reduced.d.ts');
const original = readFileSync(join(root, 'node_modules', 'electron', 'electron.d.ts'), 'utf8');
writeFileSync(declarations, reduceDeclarations(original, implementedSurface()));

const config = join(folder, 'tsconfig.json');
const settings = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    paths: { electron: [join(root, 'test', 'host', 'electron.ts')] },
    typeRoots: [join(root, 'node_modules', '@types')],
  },
  include: [...checked, declarations],
  exclude: [],
};
writeFileSync(config, JSON.stringify(settings, null, 2));
const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', config], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
