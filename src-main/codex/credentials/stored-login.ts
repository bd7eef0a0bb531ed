// Which credential of auth.json counts, and what is known about it. Pure: documents in, logins or errors out.
// Order of the modes: openai/codex `login/src/auth/manager.rs` (`resolved_mode`).
import { CodexError } from '../errors.ts';
import { type AuthDocument, credentialsDigest, digestOf } from './auth-document.ts';
import type { Bearer, BearerMode } from './credentials.ts';
import { headerSafe, readTokenClaims, type TokenClaims } from './token-claims.ts';

export interface ChatgptLogin {
  readonly mode: 'chatgpt';
  readonly accessToken: string;
  /** Absent: the login can't be renewed by us. */
  readonly refreshToken?: string;
  readonly accountId?: string;
  readonly facts: TokenClaims;
  /** When it was last renewed, in milliseconds since 1970. */
  readonly lastRefreshMs?: number;
  /** Names this state of the file's credentials. */
  readonly digest: string;
}

export interface KeyLogin {
  readonly mode: 'apikey' | 'pat';
  readonly token: string;
  readonly digest: string;
}

export type StoredLogin = ChatgptLogin | KeyLogin;

/** Renew this long before the end, as the official program does since 2026-05. */
export const renewAheadMs = 5 * 60_000;
/** Without a readable `exp` a token is renewed at this age. */
const renewAtAgeMs = 8 * 24 * 3600_000;

/**
 * The login of `document`. `undefined`: there is none.
 * Throws `login_unsupported` for a login of a kind that a simple bearer can't express.
 */
export function storedLoginOf(document: AuthDocument): StoredLogin | undefined {
  const digest = credentialsDigest(document);
  const mode = modeOf(document);
  switch (mode) {
    case 'apikey': {
      const token = document.OPENAI_API_KEY?.trim();
      return token ? { mode, token, digest } : undefined;
    }
    case 'personalAccessToken': {
      const token = document.personal_access_token?.trim();
      return token ? { mode: 'pat', token, digest } : undefined;
    }
    case 'chatgpt':
      return chatgptLogin(document, digest, document.tokens?.refresh_token || undefined);
    // Tokens that another program hands out and renews: good to use, never ours to renew. The second spelling is
    // that of older third-party clients.
    case 'chatgptAuthTokens':
    case 'chatgpt_auth_tokens':
      return chatgptLogin(document, digest, undefined);
    default:
      throw unsupported(mode);
  }
}

function modeOf(document: AuthDocument): string {
  if (document.auth_mode) return document.auth_mode;
  if (document.personal_access_token) return 'personalAccessToken';
  if (document.bedrock_api_key) return 'bedrockApiKey';
  if (document.OPENAI_API_KEY) return 'apikey';
  return document.agent_identity && !document.tokens ? 'agentIdentity' : 'chatgpt';
}

function chatgptLogin(document: AuthDocument, digest: string, refreshToken?: string): ChatgptLogin | undefined {
  const { tokens } = document;
  const accessToken = tokens?.access_token?.trim();
  if (!tokens || !accessToken) return undefined;
  const id = readTokenClaims(tokens.id_token);
  const access = readTokenClaims(accessToken);
  // The expiry that matters is the access token's; who it is stands in the id token first.
  const { expiresAtMs: _expiry, lifetimeMs: _lifetime, ...identity } = { ...access, ...id };
  const accountId = headerSafe(tokens.account_id) ?? id.accountId ?? access.accountId;
  const renewedAt = Date.parse(document.last_refresh ?? '');
  return {
    mode: 'chatgpt',
    accessToken,
    digest,
    facts: {
      ...identity,
      ...(access.expiresAtMs === undefined ? {} : { expiresAtMs: access.expiresAtMs }),
      ...(access.lifetimeMs === undefined ? {} : { lifetimeMs: access.lifetimeMs }),
    },
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(Number.isNaN(renewedAt) ? {} : { lastRefreshMs: renewedAt }),
  };
}

/** True when the token should be renewed before it is used. */
export function shouldRenew(login: ChatgptLogin, nowMs: number): boolean {
  const { expiresAtMs } = login.facts;
  if (expiresAtMs !== undefined) return expiresAtMs <= nowMs + renewAheadMs;
  return login.lastRefreshMs !== undefined && login.lastRefreshMs < nowMs - renewAtAgeMs;
}

/** False only when the token says itself that it is dead. */
export function isAlive(login: ChatgptLogin, nowMs: number): boolean {
  return login.facts.expiresAtMs === undefined || login.facts.expiresAtMs > nowMs;
}

export function chatgptBearer(login: ChatgptLogin): Bearer {
  const { accountId, facts } = login;
  return {
    token: login.accessToken,
    mode: 'chatgpt',
    fingerprint: bearerFingerprint('chatgpt', login.accessToken, accountId),
    ...(accountId === undefined ? {} : { accountId }),
    ...(facts.fedramp === undefined ? {} : { fedramp: facts.fedramp }),
    ...(facts.email === undefined ? {} : { email: facts.email }),
    ...(facts.plan === undefined ? {} : { plan: facts.plan }),
    ...(facts.expiresAtMs === undefined ? {} : { expiresAtMs: facts.expiresAtMs }),
  };
}

export function bearerFingerprint(mode: BearerMode, token: string, accountId: string | undefined): string {
  return digestOf(JSON.stringify([mode, accountId ?? null, token])).slice(0, 16);
}

export function unsupported(mode: string): CodexError {
  const named = /^[\w-]{1,40}$/.test(mode) ? mode : 'unknown';
  return new CodexError(
    'login_unsupported',
    `The stored login is of the kind “${named}”, which only the official program can use; sign in with a ChatGPT account or an API key.`,
  );
}
