// Runs a packaged app on the Electron-compatible host: node start-packaged.ts EXECUTABLE ARGUMENTS. The host reads folders,
// so the archive is laid out beside the user's other caches, once for each content.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { extractAll } from '@electron/asar';

const [executable = '', ...words] = process.argv.slice(2);
const archive = join(dirname(executable), 'resources/app.asar');
const digest = createHash('sha256').update(readFileSync(archive)).digest('hex').slice(0, 16);
const folder = laidOut(digest);

process.env.ELECTRON_HOST_EXECUTABLE = executable;
const host = join(import.meta.dirname, '../host/boot.ts');
process.argv.splice(1, process.argv.length - 1, host, folder, ...words);
await import(host);

function laidOut(name: string): string {
  const cache = cacheFolder();
  const target = join(cache, name);
  if (existsSync(target)) return target;
  const fresh = mkdtempSync(join(cache, 'new-'));
  extractAll(archive, fresh);
  renameSync(fresh, target); // whole or not at all
  return target;
}

function cacheFolder(): string {
  const places = [join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sotto-dist-check'), tmpdir()];
  for (const place of places) {
    try {
      mkdirSync(place, { recursive: true });
      return place;
    } catch {
      // A read-only home: the next place.
    }
  }
  throw new Error(`Nowhere to lay out ${archive}: neither of ${places.join(', ')} can be written.`);
}
