// What electron-builder finds ready: a build without leftovers of earlier ones, the icons under the names that it reads,
// and the licence texts of what is carried.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pruneChunks } from './prune-chunks.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

/** @throws when the build fails */
export function preparePackage(root: string): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) throw new Error('The build failed.');
  pruneChunks(join(root, 'dist'));
  layOutLinuxIcons(join(root, 'assets/icons'), join(root, 'release/linux-icons'));
  writeFileSync(join(root, 'release/THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root));
}

/** Real files, not links: fpm would pack the link. */
function layOutLinuxIcons(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const size = /^icon-(\d+)\.png$/.exec(name)?.[1];
    if (size) cpSync(join(from, name), join(to, `${size}x${size}.png`));
  }
}
