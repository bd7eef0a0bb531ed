// The documented environment variables as options. The environment is handed in: nothing here reads it by itself.
import type { CredentialsOptions } from './credentials.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command line gave; it wins over the environment. */
export interface CredentialFlags {
  readonly bearer?: string | undefined;
  readonly accountId?: string | undefined;
  readonly authFile?: string | undefined;
}

/**
 * In this order one login wins: `--bearer`, `--auth-file`, SOTTO_BEARER, CODEX_API_KEY, CODEX_ACCESS_TOKEN, the stored
 * one. `home` and `fetch` are the caller's to add.
 */
export function credentialsOptionsFromEnv(
  env: Environment,
  flags: CredentialFlags = {},
): Omit<CredentialsOptions, 'fetch' | 'home'> {
  const of = (name: string): string | undefined => env[name]?.trim() || undefined;
  const fileWins = flags.bearer === undefined && flags.authFile !== undefined;
  return {
    codexHome: of('CODEX_HOME'),
    authFile: flags.authFile,
    bearer: flags.bearer ?? (fileWins ? undefined : of('SOTTO_BEARER')),
    accountId: flags.accountId ?? of('SOTTO_ACCOUNT_ID'),
    apiKey: fileWins ? undefined : of('CODEX_API_KEY'),
    accessToken: fileWins ? undefined : of('CODEX_ACCESS_TOKEN'),
    issuer: of('SOTTO_AUTH_ISSUER'),
    refreshUrl: of('CODEX_REFRESH_TOKEN_URL_OVERRIDE'),
    revokeUrl: of('CODEX_REVOKE_TOKEN_URL_OVERRIDE'),
    clientId: of('CODEX_APP_SERVER_LOGIN_CLIENT_ID'),
    originator: of('SOTTO_ORIGINATOR'),
    userAgent: of('SOTTO_USER_AGENT'),
    codexEnv: env,
  };
}
