// Removes chunks of earlier builds: their names hold a digest, so a build adds and never replaces. What an entry or another
// chunk names stays.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** @returns names of the removed files */
export function pruneChunks(dist: string): string[] {
  const folder = join(dist, 'chunks');
  const all = new Set(readdirSync(folder).filter((name) => name.endsWith('.js')));
  const open = readdirSync(dist)
    .filter((name) => /\.c?js$/.test(name))
    .map((name) => join(dist, name));
  const reached = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/["'`]\.\/(?:chunks\/)?([\w.-]+\.js)["'`]/g)) {
      if (!all.has(name) || reached.has(name)) continue;
      reached.add(name);
      open.push(join(folder, name));
    }
  }
  const unreached = [...all].filter((name) => !reached.has(name));
  for (const name of unreached) rmSync(join(folder, name));
  return unreached;
}
