// The app's settings for the command line: read only, without Electron. What can't be read is the default.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings, readSettings, type Settings } from '../contract/settings.ts';

export function readSettingsFile(home: string): Settings {
  try {
    return readSettings(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).settings;
  } catch {
    return defaultSettings; // none yet, or half a file: the app says so, the command line goes on
  }
}
