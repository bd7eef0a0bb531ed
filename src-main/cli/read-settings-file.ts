// The app's settings for the command line: read only, without Electron. What can't be read is the default.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings, readSettings, type Settings } from '../contract/settings.ts';

export function readSettingsFile(home: string): Settings {
  try {
    return readSettings(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).settings;
  } catch {
    return defaultSettings; // none yet, or half a file: the app says so, the command line goes on
  }
}

/** For commands that run for long: reads again when the file was changed, so that nothing has to be started anew. */
export function openSettingsReader(home: string): () => Settings {
  let read = '';
  let settings = defaultSettings;
  return () => {
    const now = stamp(join(home, 'settings.json'));
    if (now !== read) settings = readSettingsFile(home);
    read = now;
    return settings;
  };
}

function stamp(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : '';
}
