// Where things are: the data folder and what lies in it. PURE: the environment is handed in.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly version: string;
  /** Folder of the running bundle (dist): recorder definitions, pages, icons and child entries lie beside it. */
  readonly bundle: string;
  /** Starts a process that renews the login and outlives this one (login-keeper.ts); null: renew it here. */
  readonly loginKeeper: readonly string[] | null;
}

export interface Places {
  /** SOTTO_HOME, or the system's place for an app's data. */
  readonly home: string;
  readonly logs: string;
  readonly serverFile: string;
  readonly userHome: string;
}

export function findPlaces({ env, platform }: Pick<Surroundings, 'env' | 'platform'>): Places {
  const userHome = (platform === 'win32' ? env.USERPROFILE : env.HOME) || homedir();
  const home = env.SOTTO_HOME ? resolve(env.SOTTO_HOME) : join(systemFolder(env, platform, userHome), 'Sotto');
  return { home, logs: join(home, 'logs'), serverFile: join(home, 'server.json'), userHome };
}

/** What Electron calls `appData`: the command line must find the same folder without Electron. */
function systemFolder(env: Surroundings['env'], platform: NodeJS.Platform, userHome: string): string {
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support');
  if (platform === 'win32') return env.APPDATA || join(userHome, 'AppData', 'Roaming');
  return env.XDG_CONFIG_HOME || join(userHome, '.config');
}

/** `Sotto/0.1.0 (linux; x64)`: honest, short, never an official program's name. */
export function userAgentOf({ version, platform, arch }: Pick<Surroundings, 'version' | 'platform' | 'arch'>): string {
  return `Sotto/${version} (${platform}; ${arch})`;
}
