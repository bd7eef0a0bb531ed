// Reads auth.json, knowing that the official program truncates and writes it in place: a half-written file is
// read again before anybody calls it broken. It must not write, and must not judge the login in it.
import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CodexError, cancelledError } from '../errors.ts';
import { type AuthDocument, parseAuthDocument } from './auth-document.ts';

/** Ten looks within about a second: a writer needs microseconds, a busy disk sometimes more. */
const pausesMs = [5, 10, 20, 40, 80, 120, 160, 200, 200, 200];
const maxBytes = 1024 * 1024;

/** `undefined`: there is no such file. Throws `login_unreadable`, `cancelled`. */
export async function readAuthFile(path: string, signal?: AbortSignal): Promise<AuthDocument | undefined> {
  return (await readAuthText(path, signal))?.document;
}

export async function readAuthText(
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly text: string; readonly document: AuthDocument } | undefined> {
  let reason = 'it is not whole JSON';
  for (const pauseMs of [...pausesMs, undefined]) {
    if (signal?.aborted) throw cancelledError('Reading the login');
    try {
      const text = await readBounded(path);
      const document = parseAuthDocument(text);
      if (document !== undefined) return { text, document };
      reason = text.trim() === '' ? 'it is empty' : 'it is not whole JSON';
    } catch (cause) {
      if (cause instanceof CodexError) throw cause;
      const code = errnoOf(cause);
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      // On Windows a file that somebody is replacing answers EPERM, EACCES or EBUSY for a moment.
      if (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY') throw unreadable(path, code ?? 'unknown', cause);
      if (code !== 'EBUSY' && process.platform !== 'win32') throw unreadable(path, code, cause);
      reason = code;
    }
    if (pauseMs !== undefined) await wait(pauseMs);
  }
  throw unreadable(path, reason);
}

async function readBounded(path: string): Promise<string> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  if (size > maxBytes) throw new CodexError('login_unreadable', `The login file ${path} is far too large to be one.`);
  return await file.readFile('utf8');
}

function unreadable(path: string, reason: string, cause?: unknown): CodexError {
  return new CodexError(
    'login_unreadable',
    `The login file ${path} can’t be read (${reason}); repair it or sign in again.`,
    { cause },
  );
}

/** The system's error code, such as ENOENT. */
export function errnoOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
