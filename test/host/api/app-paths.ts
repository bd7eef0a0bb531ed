// app.getPath on Linux: https://www.electronjs.org/docs/latest/api/app#appgetpathname. No state: overrides live in app.ts.
import { spawnSync } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const userFolders: Readonly<Record<string, string>> = {
  desktop: 'Desktop',
  documents: 'Documents',
  downloads: 'Downloads',
  music: 'Music',
  pictures: 'Pictures',
  videos: 'Videos',
};

/** @throws like Electron for a name that it does not know */
export function standardPath(name: string, appName: string, executable: string, env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir();
  const appData = env.XDG_CONFIG_HOME || join(home, '.config');
  const userData = join(appData, appName);
  switch (name) {
    case 'home':
      return home;
    case 'appData':
      return appData;
    case 'userData':
    case 'sessionData':
      return userData;
    case 'temp':
      return tmpdir();
    case 'exe':
    case 'module':
      return executable;
    case 'logs':
      return join(userData, 'logs');
    case 'crashDumps':
      return join(userData, 'Crashpad');
    default:
      return userFolder(name, home, env);
  }
}

function userFolder(name: string, home: string, env: NodeJS.ProcessEnv): string {
  const folder = userFolders[name];
  if (folder === undefined) throw new Error(`Failed to get '${name}' path`);
  const asked = name === 'downloads' ? 'DOWNLOAD' : name.toUpperCase();
  const { stdout } = spawnSync('xdg-user-dir', [asked], { env, encoding: 'utf8' });
  return stdout?.trim() || join(home, folder);
}
