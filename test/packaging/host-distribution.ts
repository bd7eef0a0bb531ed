// A folder that electron-builder takes for Electron's own (`electronDist`) where Electron's binary can't be had: the
// program in it runs what was packed on the Electron-compatible host of this checkout. It holds the fuse wire that real
// Electron has, so that the fuses are flipped and read back as in a release.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface HostDistribution {
  readonly folder: string;
  readonly root: string;
  readonly electronVersion: string;
}

/** As @electron/fuses looks for it: sentinel, version of the wire, number of fuses, one character each. */
const fuseWire = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09011100110';

export function makeHostDistribution({ folder, root, electronVersion }: HostDistribution): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const starter = join(root, 'test/packaging/start-packaged.ts');
  const program = [
    '#!/bin/sh',
    '# Stands in for Electron in a package that is only looked at: runs resources/app.asar on the compatible host.',
    'self=$(readlink -f "$0")',
    `exec ${quoted(process.execPath)} --no-warnings ${quoted(starter)} "$self" "$@"`,
    `# ${fuseWire}`,
    '',
  ].join('\n');
  writeFileSync(join(folder, 'electron'), program, { mode: 0o755 });
  for (const name of ['chrome_crashpad_handler', 'chrome-sandbox']) {
    writeFileSync(join(folder, name), '#!/bin/sh\n# Only its place is checked here.\nexit 0\n');
    chmodSync(join(folder, name), 0o755);
  }
  for (const locale of ['de', 'en-US', 'fr']) writeFileSync(join(folder, 'locales', `${locale}.pak`), '');
  writeFileSync(join(folder, 'version'), electronVersion);
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), 'of Electron\n');
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
