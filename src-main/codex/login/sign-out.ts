// Forgets the stored login, and tells the service so as far as it listens. Source: openai/codex `login/src/revoke.rs`.
import { rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AuthDocument } from '../credentials/auth-document.ts';
import { realAuthFile } from '../credentials/codex-home.ts';
import type { CredentialsOptions } from '../credentials/credentials.ts';
import { holdFileLock } from '../credentials/file-lock.ts';
import { finishInterruptedRefresh, journalFileOf, lockFileOf } from '../credentials/interrupted-refresh.ts';
import { cliLogin, tokenClient } from '../credentials/open-credentials.ts';
import { readAuthFile } from '../credentials/read-auth-file.ts';
import { removeLeftovers } from '../credentials/replace-auth-file.ts';
import type { TokenClient } from '../credentials/spend-refresh-token.ts';
import { isCodexError } from '../errors.ts';
import { askIssuer } from './ask-issuer.ts';

export interface SignedOut {
  /** False: there was nothing to forget. */
  readonly wasSignedIn: boolean;
  /** The service confirmed that the tokens are worthless now. */
  readonly revoked: boolean;
}

const revokeTimeoutMs = 10_000;
const lockTimeoutMs = 90_000;

/** The local login goes whatever the service says. Throws `refresh_unavailable` when the lock can't be had, and the
 * system's errors when the file can't be removed. */
export async function signOut(options: CredentialsOptions & { readonly signal?: AbortSignal }): Promise<SignedOut> {
  const authFile = await realAuthFile(options);
  const folder = await stat(dirname(authFile)).catch(() => undefined);
  if (folder === undefined) return await signOutOfCli(options);
  let document: AuthDocument | undefined;
  {
    // Under the lock, so that no refresh of ours brings the login back.
    using _lock = await holdFileLock(lockFileOf(authFile), lockTimeoutMs, options.signal);
    try {
      await finishInterruptedRefresh(authFile, (options.now ?? Date.now)());
      document = await readAuthFile(authFile);
    } catch (error) {
      if (!isCodexError(error, 'login_unreadable')) throw error;
      document = {}; // Not readable, not revocable: it still goes.
    }
    if (document !== undefined) rmSync(authFile, { force: true });
    removeLeftovers(authFile, journalFileOf(authFile));
  }
  if (document === undefined) return await signOutOfCli(options);
  const revoked = await revoke(tokenClient(options), document, options.signal);
  options.log?.('info', 'signed out', { revoked });
  return { wasSignedIn: true, revoked };
}

async function revoke(client: TokenClient, document: AuthDocument, signal?: AbortSignal): Promise<boolean> {
  const { refresh_token, access_token } = document.tokens ?? {};
  const json = refresh_token
    ? { token: refresh_token, token_type_hint: 'refresh_token', client_id: client.clientId }
    : access_token
      ? { token: access_token, token_type_hint: 'access_token' }
      : undefined;
  if (json === undefined) return false;
  try {
    const answer = await askIssuer(client, client.endpoints.revoke, { json }, 'Signing out', revokeTimeoutMs, signal);
    return answer.ok;
  } catch (error) {
    if (!isCodexError(error)) throw error;
    return false; // Best effort; the caller sees it in `revoked`.
  }
}

async function signOutOfCli(options: CredentialsOptions): Promise<SignedOut> {
  const wasSignedIn = (await cliLogin(options)?.signOut()) ?? false;
  return { wasSignedIn, revoked: false };
}
