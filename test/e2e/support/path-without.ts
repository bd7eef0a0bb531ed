// A PATH on which some programs are missing although they are installed: a folder of links to all the others.
import { existsSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What can record; the app finds none of them on `pathWithout(dir, recorderPrograms)`. */
export const recorderPrograms = ['pw-record', 'parecord', 'parec', 'pacat', 'arecord', 'sox', 'rec'];

/** @param dir where the folder of links is made; earlier folders of the PATH win, as in a shell */
export function pathWithout(dir: string, missing: readonly string[], path = process.env.PATH ?? ''): string {
  const folder = mkdtempSync(join(dir, 'path-'));
  const taken = new Set(missing);
  for (const from of path.split(':').filter((each) => each !== '' && existsSync(each))) {
    for (const name of readdirSync(from)) {
      if (taken.has(name)) continue;
      taken.add(name);
      symlinkSync(join(from, name), join(folder, name));
    }
  }
  return folder;
}
