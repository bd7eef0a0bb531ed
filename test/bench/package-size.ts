// The size of what we add to Electron: the archive with what lies beside it, and the deb. `npm run dist:check` makes what is
// measured; it is made here when it isn't there. `node test/bench/package-size.ts` prints a table.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ownPartBytes } from '../packaging/package-facts.ts';
import { ownPartLimitMiB } from '../packaging/package-rules.ts';
import { type BenchResult, benchTable } from './bench-result.ts';

const root = join(import.meta.dirname, '../..');
const release = join(root, 'release');
const unpacked = join(release, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked');

export async function run(): Promise<BenchResult[]> {
  if (!existsSync(join(unpacked, 'resources/app.asar'))) {
    const made = spawnSync(process.execPath, [join(root, 'test/packaging/check.ts')], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`The package could not be made: ${made.stdout}${made.stderr}`);
  }
  const own = ownPartBytes(unpacked) / 2 ** 20;
  const pages = folderBytes(join(root, 'dist/pages')) / 2 ** 20;
  const deb = readdirSync(release).find((name) => name.endsWith('.deb'));
  return [
    {
      name: 'own part of an installed copy',
      value: own,
      unit: 'MiB',
      target: ownPartLimitMiB,
      ok: own <= ownPartLimitMiB,
    },
    { name: 'of it pages', value: pages, unit: 'MiB' },
    ...(deb ? [{ name: 'deb around it', value: statSync(join(release, deb)).size / 2 ** 20, unit: 'MiB' }] : []),
  ];
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
}

if (import.meta.main) console.log(benchTable(await run()));
