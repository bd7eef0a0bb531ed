// Puts the parts together: a given bearer, or the stored login with its renewal, its watcher and the official program
// behind it.
import { join, resolve } from 'node:path';
import { CliLogin } from './cli-login.ts';
import { namedAuthFile, realAuthFile } from './codex-home.ts';
import type { Credentials, CredentialsOptions } from './credentials.ts';
import { authEndpoints, codexClientId } from './endpoints.ts';
import { FileCredentials } from './file-credentials.ts';
import { FixedCredentials, type GivenToken } from './fixed-credentials.ts';
import { guardedRefresh } from './guarded-refresh.ts';
import { LoginFile } from './login-file.ts';
import { LoginRenewal } from './login-renewal.ts';
import { PersonalTokens } from './personal-token.ts';
import { refreshInKeeper } from './refresh-keeper-client.ts';
import type { TokenClient } from './spend-refresh-token.ts';
import { watchAuthFile } from './watch-auth-file.ts';

/** Reads nothing yet. Throws `settings_invalid` for an address that a token must not be sent to. */
export function openCredentials(options: CredentialsOptions): Credentials {
  const now = options.now ?? Date.now;
  const log = options.log ?? (() => undefined);
  const client = tokenClient(options);
  const personal = new PersonalTokens(client, log);
  const given = givenToken(options);
  if (given !== undefined) return new FixedCredentials(given, personal);

  const named = namedAuthFile(options);
  const file = new LoginFile({ place: options, now, log });
  const { keeper } = options;
  const renewal = new LoginRenewal({
    now,
    log,
    refresh: async (seen) => {
      const authFile = await realAuthFile(options);
      return keeper === undefined || keeper === null
        ? await guardedRefresh({ ...client, authFile, now }, seen)
        : await refreshInKeeper(keeper, { ...client, authFile, now }, seen);
    },
  });
  return new FileCredentials({
    authFile: named,
    renewal,
    personal,
    cli: cliLogin(options),
    now,
    log,
    watch: (listener) => watchAuthFile(named, listener, log),
    read: (signal) => file.read(signal),
  });
}

/** How token requests are made; also for signing in and out. */
export function tokenClient(options: CredentialsOptions): TokenClient {
  return {
    fetch: options.fetch,
    endpoints: authEndpoints(options),
    clientId: options.clientId ?? codexClientId,
    originator: options.originator ?? 'sotto',
    userAgent: options.userAgent ?? options.originator ?? 'sotto',
  };
}

function givenToken(options: CredentialsOptions): GivenToken | undefined {
  const { bearer, accountId, apiKey, accessToken } = options;
  if (bearer !== undefined) return { kind: 'explicit', token: bearer, accountId };
  if (apiKey !== undefined) return { kind: 'apikey', token: apiKey };
  if (accessToken !== undefined) return { kind: 'access', token: accessToken };
  return undefined;
}

/** The official program behind the file; `undefined`: not to be asked. */
export function cliLogin(options: CredentialsOptions): CliLogin | undefined {
  // A file that was named is the only place to look.
  if (options.codexCommand === null || options.authFile !== undefined) return undefined;
  return new CliLogin({
    command: options.codexCommand ?? ['codex'],
    codexHome: options.codexHome ?? join(resolve(options.home), '.codex'),
    env:
      options.codexEnv && options.codexHome ? { ...options.codexEnv, CODEX_HOME: options.codexHome } : options.codexEnv,
    clientName: options.originator ?? 'sotto',
    now: options.now ?? Date.now,
    log: options.log ?? (() => undefined),
  });
}
