// One holder at a time among all processes of this machine. The lock is the kernel's (SQLite's exclusive lock on an
// empty file), so it ends with its holder however that dies: no owner's id to check, nothing stale to steal, no race
// between two thieves. It must not know what is being guarded.
import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { CodexError, cancelledError } from '../errors.ts';

const sqliteBusy = 5;

/**
 * Waits for the lock file `path` (made if missing, stays empty, is never removed) and holds it until disposed.
 * Throws `refresh_unavailable` when it stays taken for `timeoutMs` or can't be made, `cancelled`.
 */
export async function holdFileLock(path: string, timeoutMs: number, signal?: AbortSignal): Promise<Disposable> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 1.5, 80)) {
    if (signal?.aborted) throw cancelledError('Waiting for the login');
    const held = tryFileLock(path);
    if (held !== undefined) return held;
    if (performance.now() > deadline) {
      throw new CodexError('refresh_unavailable', `Another program has held the lock ${path} for too long; try again.`);
    }
    await wait(pauseMs * (0.75 + Math.random() / 2));
  }
}

/** `undefined`: somebody else holds it. Throws `refresh_unavailable` when it can’t be made. */
export function tryFileLock(path: string): Disposable | undefined {
  let database: DatabaseSync | undefined;
  try {
    const isNew = !existsSync(path);
    database = new DatabaseSync(path);
    // SQLite would fall back to a shared lock on a file that it can't write. (Never open the file itself to find
    // out: closing any descriptor of it would drop this process's locks.)
    accessSync(path, constants.R_OK | constants.W_OK);
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    if (isNew && process.platform !== 'win32') chmodSync(path, 0o600);
    const held = database;
    return { [Symbol.dispose]: () => held.close() };
  } catch (cause) {
    if (database?.isOpen) database.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === sqliteBusy) return undefined;
    throw new CodexError(
      'refresh_unavailable',
      `The login can’t be renewed safely because the lock file ${path} can’t be used; make its folder writable.`,
      { cause },
    );
  }
}
