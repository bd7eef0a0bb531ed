// Renews the stored login without ever spending a refresh token twice: lock, look again, adopt what others did, spend,
// journal, merge, replace. All state is on disk, so it may run in this process or in one that outlives it.
// It must not remember anything between two calls.
//
// What remains: the service rotates the token before its answer reaches this process. If the process dies, the power
// fails or the connection breaks in between, the new token exists nowhere on this machine, and no client can get it
// back. A keeper process covers the death of the program that asked; nothing covers the rest. It is one answer's way
// long, once per life of an access token, and the old access token is used until its end either way.
import { setTimeout as wait } from 'node:timers/promises';
import { CodexError } from '../errors.ts';
import { type AuthDocument, digestOf } from './auth-document.ts';
import { holdFileLock } from './file-lock.ts';
import { finishInterruptedRefresh, journalFileOf, keepIssued, lockFileOf } from './interrupted-refresh.ts';
import { accountChanged, deadLogin, notWritten } from './login-errors.ts';
import { readAuthFile } from './read-auth-file.ts';
import { openRefreshJournal, type RefreshJournal } from './refresh-journal.ts';
import { type SpendResult, spendRefreshToken, type TokenClient } from './spend-refresh-token.ts';
import { type ChatgptLogin, storedLoginOf } from './stored-login.ts';

/** The login that was found wanting: named, not quoted, so that it can be told to another process. */
export interface SeenLogin {
  readonly digest: string;
  readonly accountId?: string | undefined;
}

export interface RefreshOutcome {
  /** `adopted`: somebody else had renewed it meanwhile. */
  readonly kind: 'renewed' | 'adopted';
  /** Names the login that is stored now. */
  readonly digest: string;
}

export interface RefreshContext extends TokenClient {
  /** The real path of auth.json. */
  readonly authFile: string;
  readonly now: () => number;
}

/** Longer than any request under the lock may take. */
export const lockPatienceMs = 90_000;
/** How long and how often to look for the winner's tokens after the service said "already used". */
const lookAgainMs = 2000;
const lookAgainEveryMs = 100;

/** Throws `login_expired` (final for this login), `account_changed`, `not_signed_in`, `refresh_unavailable`. */
export async function guardedRefresh(context: RefreshContext, seen: SeenLogin): Promise<RefreshOutcome> {
  using _lock = await holdFileLock(lockFileOf(context.authFile), lockPatienceMs);
  await finishInterruptedRefresh(context.authFile, context.now());
  const document = await readAuthFile(context.authFile);
  const login = currentLogin(document, seen);
  if (login.digest !== seen.digest) return { kind: 'adopted', digest: login.digest };
  if (login.refreshToken === undefined) throw deadLogin('refused');
  const spent = digestOf(login.refreshToken);
  const journal = openJournalOrRefuse(context.authFile, spent);
  let result: SpendResult;
  try {
    result = await spendRefreshToken(context, login.refreshToken, journal);
  } catch (bug) {
    journal.discard();
    throw bug;
  }
  if (result.kind === 'issued') {
    journal.seal();
    try {
      await keepIssued(context.authFile, spent, result.tokens, context.now());
    } catch (cause) {
      throw notWritten(context.authFile, cause); // The journal stays: the next refresh completes it.
    }
    journal.discard();
    const after = currentLogin(await readAuthFile(context.authFile), seen);
    const isOurs = after.accessToken === (result.tokens.access_token ?? login.accessToken);
    return { kind: isOurs ? 'renewed' : 'adopted', digest: after.digest };
  }
  journal.discard();
  if (result.kind === 'unavailable') throw unavailable(result);
  if (result.reason === 'reused') {
    const digest = await digestOfWinner(context.authFile, seen);
    if (digest !== undefined) return { kind: 'adopted', digest };
  }
  throw deadLogin(result.reason, result.status);
}

function currentLogin(document: AuthDocument | undefined, seen: SeenLogin): ChatgptLogin {
  const login = document === undefined ? undefined : storedLoginOf(document);
  if (login === undefined) throw new CodexError('not_signed_in', 'The login was signed out meanwhile; sign in again.');
  if (login.mode !== 'chatgpt' || login.accountId !== seen.accountId) throw accountChanged();
  return login;
}

function openJournalOrRefuse(authFile: string, spent: string): RefreshJournal {
  try {
    return openRefreshJournal(journalFileOf(authFile), spent);
  } catch (cause) {
    throw notWritten(authFile, cause); // Better an old login than a spent one that can't be kept.
  }
}

async function digestOfWinner(authFile: string, seen: SeenLogin): Promise<string | undefined> {
  for (const deadline = performance.now() + lookAgainMs; performance.now() < deadline; await wait(lookAgainEveryMs)) {
    const { digest } = currentLogin(await readAuthFile(authFile), seen);
    if (digest !== seen.digest) return digest;
  }
  return undefined;
}

function unavailable(result: Extract<SpendResult, { kind: 'unavailable' }>): CodexError {
  return new CodexError('refresh_unavailable', `The login could not be renewed: ${result.why}; try again.`, result);
}
