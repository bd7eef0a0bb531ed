// The sentences for a login that can't be used any more. Words only.
import { CodexError } from '../errors.ts';

/** Why a refresh token will never work again. */
export type DeadReason = 'expired' | 'reused' | 'invalidated' | 'refused';

export function accountChanged(): CodexError {
  return new CodexError(
    'account_changed',
    'The stored login belongs to another account than the one this request began with; try again to use the new one.',
  );
}

const deadBecause: Record<DeadReason, string> = {
  expired: 'it has been unused for too long',
  reused: 'its refresh token was already used',
  invalidated: 'it was revoked',
  refused: 'the service refuses it',
};

export function deadLogin(reason: DeadReason, status?: number): CodexError {
  return new CodexError(
    'login_expired',
    `The stored login can’t be renewed because ${deadBecause[reason]}; sign in again.`,
    { status },
  );
}

export function refusedKey(what: string): CodexError {
  return new CodexError('login_expired', `The service refuses the ${what}; enter another one or sign in.`, {
    status: 401,
  });
}

export function lapsedLogin(): CodexError {
  return new CodexError('login_expired', 'The stored login has run out and holds nothing to renew it; sign in again.');
}

/** Something beside auth.json could not be read or written; nothing is lost by it. */
export function notWritten(authFile: string, cause: unknown): CodexError {
  return new CodexError(
    'refresh_unavailable',
    `The login can’t be renewed because ${authFile} or what lies beside it can’t be written; make room or make it writable.`,
    { cause },
  );
}

export function restlessLogin(): CodexError {
  return new CodexError(
    'refresh_unavailable',
    'The stored login was replaced by another expired one again and again; try again when other programs are done.',
  );
}
