// Where auth.json is. Knows the rules of CODEX_HOME, not what is in the file.
// Source: openai/codex `utils/home-dir/src/lib.rs`.
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CodexError } from '../errors.ts';

export interface AuthFilePlace {
  /** The user's home folder. */
  readonly home: string;
  readonly codexHome?: string | undefined;
  readonly authFile?: string | undefined;
}

/** The path as it is shown to people: links not followed. */
export function namedAuthFile(place: AuthFilePlace): string {
  if (place.authFile) return resolve(place.authFile);
  return join(place.codexHome ? resolve(place.codexHome) : join(resolve(place.home), '.codex'), 'auth.json');
}

/**
 * The file behind links, so that every process locks and replaces the same one; it need not exist.
 * Throws `settings_invalid` when CODEX_HOME is set and is not a folder.
 */
export async function realAuthFile(place: AuthFilePlace): Promise<string> {
  const file = namedAuthFile(place);
  if (place.codexHome && !place.authFile) {
    const isFolder = await stat(place.codexHome).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      throw new CodexError('settings_invalid', `CODEX_HOME names ${place.codexHome}, which is not a folder.`);
    }
  }
  try {
    return await realpath(file);
  } catch {
    // Not there yet: the folder may still be behind a link.
    const folder = await realpath(dirname(file)).catch(() => dirname(file));
    return join(folder, basename(file));
  }
}
