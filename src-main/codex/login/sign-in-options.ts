// What every way of signing in takes and gives back.
import type { CredentialsOptions } from '../credentials/credentials.ts';

export interface SignInOptions extends CredentialsOptions {
  /** Gives the sign-in up: the promise rejects with `login_cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Only these workspaces (account ids) are accepted; default any. */
  readonly workspaces?: readonly string[] | undefined;
}

export interface SignedIn {
  /** Where the login was stored. */
  readonly authFile: string;
  readonly accountId?: string;
  readonly email?: string;
  readonly plan?: string;
}
