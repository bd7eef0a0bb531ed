// Where the authorization server's doors are. The one place to change when they move; every address that is handed in
// is checked here, because a refresh token goes to it. Paths: openai/codex `login/src/`.
import { CodexError } from '../errors.ts';

export interface AuthEndpoints {
  readonly authorize: string;
  /** Code exchange. */
  readonly token: string;
  /** Refresh; the same as `token` unless overridden. */
  readonly refresh: string;
  readonly revoke: string;
  readonly deviceUserCode: string;
  readonly deviceToken: string;
  /** Where the user types the device code. */
  readonly deviceVerification: string;
  /** Redirect address that belongs to a device code's exchange. */
  readonly deviceCallback: string;
  /** Identity of a personal access token. */
  readonly whoami: string;
}

/** The official program's OAuth client: refresh tokens in auth.json are bound to it. */
export const codexClientId = 'app_EMoamEEZ73f0CkXaXp7hrann';
export const defaultIssuer = 'https://auth.openai.com';

export function authEndpoints(given: {
  readonly issuer?: string | undefined;
  readonly refreshUrl?: string | undefined;
  readonly revokeUrl?: string | undefined;
}): AuthEndpoints {
  const issuer = safeAddress('SOTTO_AUTH_ISSUER', given.issuer || defaultIssuer).href.replace(/\/+$/, '');
  const refresh = given.refreshUrl
    ? safeAddress('CODEX_REFRESH_TOKEN_URL_OVERRIDE', given.refreshUrl)
    : new URL(`${issuer}/oauth/token`);
  const revoke = given.revokeUrl
    ? safeAddress('CODEX_REVOKE_TOKEN_URL_OVERRIDE', given.revokeUrl)
    : given.refreshUrl
      ? new URL('/oauth/revoke', refresh.origin)
      : new URL(`${issuer}/oauth/revoke`);
  return {
    authorize: `${issuer}/oauth/authorize`,
    token: `${issuer}/oauth/token`,
    refresh: refresh.href,
    revoke: revoke.href,
    deviceUserCode: `${issuer}/api/accounts/deviceauth/usercode`,
    deviceToken: `${issuer}/api/accounts/deviceauth/token`,
    deviceVerification: `${issuer}/codex/device`,
    deviceCallback: `${issuer}/deviceauth/callback`,
    whoami: `${issuer}/api/accounts/v1/user-auth-credential/whoami`,
  };
}

/** Only https, or http to this very machine. Throws `settings_invalid` naming the setting, never its user or password. */
export function safeAddress(setting: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const loopback = url !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  const allowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback);
  if (url === undefined || !allowed || url.username !== '' || url.password !== '') {
    const shown = url === undefined ? 'not an address' : `${url.protocol}//${url.host}`;
    throw new CodexError(
      'settings_invalid',
      `${setting} is ${shown}; tokens go there, so it must be an https: address or http: on this machine.`,
    );
  }
  return url;
}
