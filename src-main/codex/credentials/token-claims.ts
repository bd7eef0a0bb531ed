// Reads the facts that ride in the login's JSON Web Tokens. Signatures are not checked: the tokens are ours, and only
// the service can judge them. It must not throw: a token that can't be read simply says nothing.
// Claim names: openai/codex `login/src/token_data.rs`.
import { decodeJwt } from 'jose';

export interface TokenClaims {
  readonly email?: string;
  /** Raw plan name, such as `plus`. */
  readonly plan?: string;
  readonly userId?: string;
  /** Account (workspace) id; safe to send in a header. */
  readonly accountId?: string;
  readonly fedramp?: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAtMs?: number;
  /** How long it was made to live, whatever the clock here says. */
  readonly lifetimeMs?: number;
}

const authClaim = 'https://api.openai.com/auth';
const profileClaim = 'https://api.openai.com/profile';
/** The last moment that a Date can hold. */
const lastMomentMs = 8.64e15;

/** The claims of `token`; empty for anything that is not a JWT. */
export function readTokenClaims(token: string | null | undefined): TokenClaims {
  if (token === null || token === undefined || token === '') return {};
  let payload: Record<string, unknown>;
  try {
    payload = decodeJwt(token);
  } catch {
    return {}; // Opaque tokens are legal; the error would quote nothing that helps.
  }
  const auth = recordOf(payload[authClaim]);
  const profile = recordOf(payload[profileClaim]);
  const email = textOf(payload.email) ?? textOf(profile.email);
  const plan = textOf(auth.chatgpt_plan_type);
  const userId = textOf(auth.chatgpt_user_id) ?? textOf(auth.user_id);
  const accountId = headerSafe(textOf(auth.chatgpt_account_id));
  const expiresAtMs = momentOf(payload.exp);
  const issuedAtMs = momentOf(payload.iat);
  const lifetimeMs = expiresAtMs === undefined || issuedAtMs === undefined ? undefined : expiresAtMs - issuedAtMs;
  return {
    ...(email === undefined ? {} : { email }),
    ...(plan === undefined ? {} : { plan }),
    ...(userId === undefined ? {} : { userId }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(auth.chatgpt_account_is_fedramp === true ? { fedramp: true } : {}),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(lifetimeMs === undefined || lifetimeMs <= 0 ? {} : { lifetimeMs }),
  };
}

/** `value` if it can stand in an HTTP header, else undefined. */
export function headerSafe(value: string | null | undefined): string | undefined {
  return value !== null && value !== undefined && /^[\x21-\x7e]{1,256}$/.test(value) ? value : undefined;
}

function recordOf(value: unknown): Record<string, unknown> {
  // A record of unknowns promises nothing beyond "an object".
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function momentOf(seconds: unknown): number | undefined {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return undefined;
  const moment = Math.floor(seconds * 1000);
  return Math.abs(moment) <= lastMomentMs ? moment : undefined;
}
