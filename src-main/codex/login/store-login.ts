// Puts a new login into auth.json, readable by the official program, under the same lock as a refresh.
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AuthDocument, documentOfSignIn, type IssuedTokens } from '../credentials/auth-document.ts';
import { namedAuthFile, realAuthFile } from '../credentials/codex-home.ts';
import { holdFileLock } from '../credentials/file-lock.ts';
import { finishInterruptedRefresh, journalFileOf, lockFileOf } from '../credentials/interrupted-refresh.ts';
import { errnoOf } from '../credentials/read-auth-file.ts';
import { removeLeftovers, replaceAuthFile } from '../credentials/replace-auth-file.ts';
import { readTokenClaims } from '../credentials/token-claims.ts';
import { CodexError, isCodexError } from '../errors.ts';
import type { SignedIn, SignInOptions } from './sign-in-options.ts';

const lockTimeoutMs = 90_000;

export async function storeSignIn(options: SignInOptions, issued: Required<IssuedTokens>): Promise<SignedIn> {
  const id = readTokenClaims(issued.id_token);
  const accountId = id.accountId ?? readTokenClaims(issued.access_token).accountId;
  if (options.workspaces?.length && (accountId === undefined || !options.workspaces.includes(accountId))) {
    throw new CodexError('login_failed', 'The account that signed in is not in an allowed workspace; choose another.');
  }
  const nowMs = (options.now ?? Date.now)();
  await storeDocument(options, (before) => documentOfSignIn(before, issued, accountId, nowMs));
  const plan = id.plan ?? readTokenClaims(issued.access_token).plan;
  return {
    authFile: namedAuthFile(options),
    ...(accountId === undefined ? {} : { accountId }),
    ...(id.email === undefined ? {} : { email: id.email }),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** Throws `login_failed` when the file can't be written. */
export async function storeDocument(
  options: SignInOptions,
  make: (before: AuthDocument | undefined) => AuthDocument,
): Promise<void> {
  const authFile = await realAuthFile(options);
  try {
    await mkdir(dirname(authFile), { recursive: true, mode: 0o700 });
    using _lock = await holdFileLock(lockFileOf(authFile), lockTimeoutMs, options.signal);
    try {
      await finishInterruptedRefresh(authFile, (options.now ?? Date.now)());
      await replaceAuthFile(authFile, make);
    } catch (error) {
      // A file that nobody can read is what signing in mends.
      if (!isCodexError(error, 'login_unreadable')) throw error;
      await rm(authFile, { force: true });
      await replaceAuthFile(authFile, make);
    }
    removeLeftovers(authFile, journalFileOf(authFile));
  } catch (cause) {
    if (isCodexError(cause) || errnoOf(cause) === undefined) throw cause;
    throw new CodexError('login_failed', `The login could not be written to ${authFile}; make its folder writable.`, {
      cause,
    });
  }
}
