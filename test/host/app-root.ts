// Which app is run: from the path on the command line to package.json and its main module. The one place that would have to
// learn about asar archives.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface AppRoot {
  /** Folder with package.json: app.getAppPath(). */
  readonly folder: string;
  /** Absolute path of the module that is loaded. */
  readonly main: string;
  readonly manifest: {
    readonly name?: string;
    readonly productName?: string;
    readonly version?: string;
    readonly main?: string;
    readonly desktopName?: string;
  };
}

/** @throws when there is nothing to run at `path` */
export function findAppRoot(path: string): AppRoot {
  const start = resolve(path);
  if (!existsSync(start)) throw new Error(`Cannot find the app at ${start}`);
  const isFolder = statSync(start).isDirectory();
  const folder = folderWithManifest(isFolder ? start : dirname(start));
  const manifestPath = join(folder, 'package.json');
  // package.json has this shape by npm's definition; every member is optional.
  const manifest = existsSync(manifestPath)
    ? (JSON.parse(readFileSync(manifestPath, 'utf8')) as AppRoot['manifest'])
    : {};
  const main = isFolder ? join(start, manifest.main ?? 'index.js') : start;
  if (!existsSync(main)) throw new Error(`Cannot find the main module ${main}: is the app built?`);
  return { folder, main, manifest };
}

function folderWithManifest(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return from;
  }
}
