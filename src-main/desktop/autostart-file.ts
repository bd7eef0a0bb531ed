// Start at login on Linux: a desktop entry in the user's autostart folder (specifications.freedesktop.org/autostart-spec).
// The file is the truth; a desktop's own tool may have turned it off in it. No Electron in here.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../contract/app-error.ts';

export const desktopId = 'io.github.sotto_dictation.Sotto';

export function autostartPath(env: Readonly<Record<string, string | undefined>>, userHome: string): string {
  return join(env.XDG_CONFIG_HOME || join(userHome, '.config'), 'autostart', `${desktopId}.desktop`);
}

/** True when the file is there and no desktop has turned it off. */
export function autostarts(path: string): boolean {
  const text = read(path);
  if (text === null) return false;
  return !/^Hidden\s*=\s*true\s*$/im.test(text) && !/^X-GNOME-Autostart-enabled\s*=\s*false\s*$/im.test(text);
}

/** @param program that is started, without a window. Throws AppError. */
export function writeAutostart(path: string, program: string): void {
  const text = autostartEntry(program);
  if (read(path) === text) return;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const fresh = `${path}.${process.pid}.new`;
    writeFileSync(fresh, text, { mode: 0o644 });
    renameSync(fresh, path);
  } catch (cause) {
    throw new AppError('login_item_failed', `${path} can\u2019t be written.`, { cause });
  }
}

export function removeAutostart(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (cause) {
    throw new AppError('login_item_failed', `${path} can\u2019t be removed.`, { cause });
  }
}

export function autostartEntry(program: string): string {
  return `[Desktop Entry]
Type=Application
Name=Sotto
Comment=Dictation that types where your cursor is
Comment[de]=Taste halten, sprechen, loslassen; der Text steht am Cursor.
Exec=${execWord(program)} --hidden
Icon=sotto
Terminal=false
StartupNotify=false
X-GNOME-Autostart-enabled=true
`;
}

/** A path as one word of Exec: quoted as the Desktop Entry Specification says, then escaped as a string value. */
function execWord(path: string): string {
  return `"${path.replace(/["`$\\]/g, '\\$&')}"`.replaceAll('\\', '\\\\').replaceAll('%', '%%');
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // not there, or not ours to read: it doesn't start us
  }
}
