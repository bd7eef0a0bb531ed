// electron-updater behind the port of the updates. Loaded when the setting is on and not before. It asks one feed (the one
// that was packed in, or SOTTO_UPDATE_FEED), says no more of this machine than any download does, and never acts by itself.
import { constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import type { AppUpdater, CancellationToken } from 'electron-updater';
import { AppError } from '../contract/app-error.ts';
import { plainNotes } from '../updates/plain-notes.ts';
import type { UpdateAbility, Updater } from '../updates/ports.ts';
import { relaunchWith } from './relaunch.ts';
import { updateFailure } from './update-failure.ts';

/** Sent where the library sends a number of its own for each installation. */
const nobody = '00000000-0000-0000-0000-000000000000';
const cacheFolder = 'sotto-updater';

export interface UpdateSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Of SOTTO_UPDATE_FEED, checked; null takes the feed that the package was made with. */
  readonly feed: string | null;
}

/** What this copy can do, told by how it was installed. An unsigned Windows build may tell, but not install. */
export function updateAbility({ env, platform, feed }: UpdateSurroundings): UpdateAbility {
  const packed = packedConfig();
  if (packed === null && feed === null) return 'none';
  if (platform === 'linux') return env.APPIMAGE ? 'install' : 'tell';
  if (platform === 'darwin') return 'install'; // Squirrel refuses what is not signed as this copy is
  return packed !== null && publisherIn(packed) && !env.PORTABLE_EXECUTABLE_FILE ? 'install' : 'tell';
}

export interface AppUpdaterOptions extends UpdateSurroundings {
  readonly userAgent: string;
  /** The data folder. */
  readonly home: string;
  /** Everything is saved and closed; the next start may have the lock. */
  readonly closeAll: () => Promise<void>;
}

export async function openAppUpdater(options: AppUpdaterOptions): Promise<Updater> {
  const { AppImageUpdater, CancellationToken, DebUpdater, MacUpdater, NsisUpdater } = await import('electron-updater');
  const { platform, env } = options;
  const create = (): AppUpdater => {
    if (platform === 'darwin') return new MacUpdater();
    if (platform === 'win32') return new NsisUpdater();
    // Only ever asked, never told to install: the package manager's own work stays its own.
    return env.APPIMAGE ? new AppImageUpdater() : new DebUpdater();
  };
  let current: AppUpdater | null = null;
  return {
    look: async (signal) => {
      // A new one each time: the library hands out a look that hangs again and again.
      const updater = prepared(create(), options);
      current = updater;
      const end = (): void => void updater.netSession.closeAllConnections();
      signal.addEventListener('abort', end, { once: true });
      try {
        const found = await updater.checkForUpdates();
        if (!found?.isUpdateAvailable) return null;
        const { version, releaseNotes } = found.updateInfo;
        return { version, notes: plainNotes(releaseNotes) };
      } catch (thrown) {
        throw updateFailure(thrown);
      } finally {
        signal.removeEventListener('abort', end);
      }
    },
    fetch: async (onProgress, signal) => {
      if (!current) throw new AppError('update_missing', 'No new version was found yet.');
      await fetched(current, new CancellationToken(), onProgress, signal);
    },
    install: async () => {
      const updater = current;
      if (!updater) throw new AppError('update_missing', 'No new version has been fetched yet.');
      await mustBeReplaceable(env);
      await options.closeAll();
      app.releaseSingleInstanceLock(); // the new copy starts before this one is gone
      // Too late to tell: start again as we were.
      updater.on('error', () => {
        relaunchWith(env);
        app.exit(1);
      });
      updater.quitAndInstall(false, true);
    },
  };
}

async function fetched(
  updater: AppUpdater,
  token: CancellationToken,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const cancel = (): void => {
    token.cancel();
    void updater.netSession.closeAllConnections(); // the token is looked at when bytes come, and none may come
  };
  const progress = ({ percent }: { readonly percent: number }): void => onProgress(percent / 100);
  signal.addEventListener('abort', cancel, { once: true });
  updater.on('download-progress', progress);
  try {
    await updater.downloadUpdate(token);
  } catch (thrown) {
    throw updateFailure(thrown);
  } finally {
    signal.removeEventListener('abort', cancel);
    updater.removeListener('download-progress', progress);
  }
}

function prepared(updater: AppUpdater, { feed, home, userAgent }: AppUpdaterOptions): AppUpdater {
  updater.logger = null; // what it says holds paths; our log has the states
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  updater.requestHeaders = { 'User-Agent': userAgent, 'x-user-staging-id': nobody };
  // It would keep that number in the data folder; there is no public switch for it.
  Object.defineProperty(updater, 'stagingUserIdPromise', { value: { value: Promise.resolve(nobody) } });
  if (feed !== null) {
    const packed = packedConfig();
    const publisher = packed === null ? null : publisherIn(packed);
    const config = join(home, 'update-feed.yml'); // JSON is YAML
    const facts = { provider: 'generic', url: feed, updaterCacheDirName: cacheFolder };
    writeFileSync(config, JSON.stringify(publisher ? { ...facts, publisherName: publisher } : facts), { mode: 0o600 });
    updater.updateConfigPath = config;
    updater.forceDevUpdateConfig = true;
  }
  return updater;
}

/** An AppImage is replaced in its folder, and the library takes the old one away first. */
async function mustBeReplaceable({ APPIMAGE }: UpdateSurroundings['env']): Promise<void> {
  if (!APPIMAGE) return;
  try {
    await access(dirname(APPIMAGE), constants.W_OK);
    await access(APPIMAGE, constants.F_OK);
  } catch (cause) {
    throw new AppError('update_failed', `${dirname(APPIMAGE)} can\u2019t be written, so Sotto stays as it is.`, {
      cause,
      hint: 'Put the new version there yourself, or move Sotto to a folder of yours.',
    });
  }
}

/** app-update.yml beside the archive: made by electron-builder, so there in packages only. */
function packedConfig(): string | null {
  const path = join(process.resourcesPath, 'app-update.yml');
  return app.isPackaged && existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Names of the certificates that a Windows update must be signed with. */
function publisherIn(yaml: string): string[] | null {
  const block = /^publisherName:\s*(?:\n((?:\s*-\s+.+\n?)+)|(.+))/m.exec(yaml);
  const lines = block?.[1]?.split('\n').map((line) => line.replace(/^\s*-\s+/, '')) ?? [block?.[2] ?? ''];
  const names = lines.map((name) => name.trim().replace(/^(["'])(.*)\1$/, '$2')).filter((name) => name !== '');
  return names.length > 0 ? names : null;
}
