// Where a program lies, as the shell would find it. Knows nothing of what it does; starts nothing.
import { accessSync, constants, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';

export interface FindProgramOptions {
  /** The PATH to search, in the platform's own form. */
  readonly path: string;
  readonly platform: NodeJS.Platform;
}

/** Absolute path of an executable file with this name, or null. Relative folders on the PATH are not searched. */
export function findProgram(name: string, options: FindProgramOptions): string | null {
  const { isAbsolute, join, delimiter } = options.platform === 'win32' ? win32 : posix;
  const endings = options.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];
  for (const folder of options.path.split(delimiter)) {
    if (!isAbsolute(folder)) continue; // also '': whatever folder the app happens to run in
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (isExecutableFile(file)) return file;
    }
  }
  return null;
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // missing or not ours to run: the next folder may have it
  }
}
