// Writes issued tokens into auth.json, also those that a process left in the journal when it died between the
// service's answer and the file. It must not talk to the network.
import { existsSync } from 'node:fs';
import { isCodexError } from '../errors.ts';
import { digestOf, type IssuedTokens, mergeIssuedTokens } from './auth-document.ts';
import type { CodexLog } from './credentials.ts';
import { tryFileLock } from './file-lock.ts';
import { notWritten } from './login-errors.ts';
import { errnoOf } from './read-auth-file.ts';
import { readRefreshJournal } from './refresh-journal.ts';
import { removeLeftovers, replaceAuthFile } from './replace-auth-file.ts';

export const lockFileOf = (authFile: string): string => `${authFile}.lock`;
export const journalFileOf = (authFile: string): string => `${authFile}.refresh`;

/** Before reading: if a journal lies there and nobody alive is at work, completes it. Costs one look otherwise. */
export async function finishIfInterrupted(authFile: string, nowMs: number, log: CodexLog): Promise<void> {
  if (!existsSync(journalFileOf(authFile))) return;
  try {
    using lock = tryFileLock(lockFileOf(authFile));
    if (lock === undefined) return; // Somebody is renewing at this moment.
    const changed = await finishInterruptedRefresh(authFile, nowMs);
    log('info', 'found an interrupted renewal of the login', { completed: changed });
  } catch (error) {
    // Reading goes on with what the file holds; a renewal will meet the same obstacle and say so.
    if (!isCodexError(error)) throw error;
    log('warn', 'an interrupted renewal of the login can’t be completed', { code: error.code });
  }
}

/**
 * Completes what a process left that died between the answer and auth.json. Under the lock only: a journal that can
 * be seen there belongs to nobody alive. Returns whether auth.json was changed.
 */
export async function finishInterruptedRefresh(authFile: string, nowMs: number): Promise<boolean> {
  const journalFile = journalFileOf(authFile);
  try {
    removeLeftovers(authFile);
    const found = readRefreshJournal(journalFile);
    const changed = found?.tokens !== undefined && (await keepIssued(authFile, found.spent, found.tokens, nowMs));
    removeLeftovers(authFile, journalFile);
    return changed;
  } catch (cause) {
    if (isCodexError(cause) || errnoOf(cause) === undefined) throw cause;
    throw notWritten(authFile, cause);
  }
}

/** Writes issued tokens over the login that was spent for them, unless the file holds another login by now. */
export async function keepIssued(
  authFile: string,
  spent: string,
  issued: IssuedTokens,
  nowMs: number,
): Promise<boolean> {
  return await replaceAuthFile(authFile, (current) => {
    const refreshToken = current?.tokens?.refresh_token;
    if (current === undefined || !refreshToken) return undefined; // Signed out meanwhile: leave it so.
    if (digestOf(refreshToken) !== spent) return undefined;
    return mergeIssuedTokens(current, issued, nowMs);
  });
}
