// Tells when auth.json became another: appears, goes, holds another login. Watches the folder (a rename replaces the
// file itself) and costs nothing while nothing happens; only where the system can't watch, it looks now and then.
import { type FSWatcher, readFileSync, statSync, unwatchFile, watch, watchFile } from 'node:fs';
import { basename, dirname } from 'node:path';
import { digestOf } from './auth-document.ts';
import type { CodexLog } from './credentials.ts';
import { errnoOf } from './read-auth-file.ts';

/** A write in place is several events; wait for the last. */
const settleMs = 60;
const lookEveryMs = 5000;

/** Calls `listener` after each change of the content. Returns the way to stop. */
export function watchAuthFile(file: string, listener: () => void, log: CodexLog): () => void {
  let seen = contentDigest(file);
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  let isStopped = false;

  const look = (): void => {
    timer = undefined;
    const now = contentDigest(file);
    if (now === seen) return;
    seen = now;
    listener();
  };
  const soon = (): void => {
    if (isStopped) return;
    clearTimeout(timer);
    timer = setTimeout(look, settleMs);
    timer.unref();
  };
  const lookNowAndThen = (why: string): void => {
    log('debug', 'login file is looked at instead of watched', { why });
    watchFile(file, { interval: lookEveryMs, persistent: false }, soon);
  };
  /**
   * Watches the folder, or as long as that is missing the nearest one above it. What is watched is the folder, not its
   * name: when it is removed, moved away or replaced, the one that is there now is watched.
   */
  const arm = (): void => {
    watcher?.close();
    watcher = undefined;
    const folder = nearestFolder(dirname(file));
    const name = folder === dirname(file) ? basename(file) : undefined;
    try {
      watcher = watch(folder, { persistent: false }, (event, changed) => {
        const isElsewhere = changed === basename(folder) || nearestFolder(dirname(file)) !== folder;
        if (event === 'rename' && isElsewhere) {
          arm();
          soon();
        } else if (name === undefined || changed === null || changed === name) {
          soon();
        }
      });
      watcher.on('error', (cause) => {
        watcher?.close();
        if (!isStopped) lookNowAndThen(errnoOf(cause) ?? 'error');
      });
    } catch (cause) {
      lookNowAndThen(errnoOf(cause) ?? 'error');
    }
  };
  arm();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    watcher?.close();
    unwatchFile(file, soon);
  };
}

function contentDigest(file: string): string {
  try {
    return digestOf(readFileSync(file, 'utf8'));
  } catch (cause) {
    return errnoOf(cause) ?? 'unreadable'; // Going away and coming back are changes too.
  }
}

function nearestFolder(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found?.isDirectory() || at === dirname(at)) return at;
  }
}
