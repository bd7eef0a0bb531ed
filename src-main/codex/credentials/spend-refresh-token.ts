// The one request that spends a refresh token, and what its answers mean. It must not read or write auth.json, and it
// is never cancelled by a caller: once sent, the token may be spent.
// Source: openai/codex `login/src/auth/manager.rs` (request, classes of failure).

import type { IssuedTokens } from './auth-document.ts';
import type { CodexFetch } from './credentials.ts';
import type { AuthEndpoints } from './endpoints.ts';
import type { DeadReason } from './login-errors.ts';
import { type RefreshJournal, salvageTokens } from './refresh-journal.ts';

export interface TokenClient {
  readonly fetch: CodexFetch;
  readonly endpoints: AuthEndpoints;
  readonly clientId: string;
  readonly originator: string;
  readonly userAgent: string;
}

export type SpendResult =
  | { readonly kind: 'issued'; readonly tokens: IssuedTokens }
  | { readonly kind: 'dead'; readonly reason: DeadReason; readonly status: number }
  | {
      readonly kind: 'unavailable';
      /** Completes "The login could not be renewed: …". */
      readonly why: string;
      readonly status?: number;
      readonly retryAfterMs?: number;
      readonly cause?: unknown;
    };

/** Long: giving up early would lose the tokens of an answer that is under way. */
const patienceMs = 60_000;
const maxAnswerBytes = 1024 * 1024;

export async function spendRefreshToken(
  client: TokenClient,
  refreshToken: string,
  journal: RefreshJournal,
): Promise<SpendResult> {
  try {
    const response = await client.fetch(client.endpoints.refresh, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        originator: client.originator,
        'user-agent': client.userAgent,
      },
      body: JSON.stringify({
        client_id: client.clientId,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      }),
      redirect: 'error', // The token goes to the configured host and to no other.
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) journal.begin(response.status);
    let body = '';
    let size = 0;
    const decoder = new TextDecoder();
    let cut: unknown;
    try {
      for await (const bytes of response.body ?? []) {
        if (response.ok) journal.append(bytes);
        size += bytes.byteLength;
        if (size <= maxAnswerBytes) body += decoder.decode(bytes, { stream: true });
        else break;
      }
    } catch (cause) {
      cut = cause; // What arrived may hold the tokens already.
    }
    if (response.ok) return issued(body, response.status, cut);
    return refused(response.status, body, response.headers.get('retry-after'), isChallenge(response.headers));
  } catch (cause) {
    return { kind: 'unavailable', why: whyUnreachable(cause), cause };
  }
}

function issued(body: string, status: number, cut: unknown): SpendResult {
  const tokens = salvageTokens(body);
  if (tokens !== undefined) return { kind: 'issued', tokens };
  const why = cut === undefined ? 'the service’s answer held no token' : 'the connection broke off';
  return { kind: 'unavailable', why, status, ...(cut === undefined ? {} : { cause: cut }) };
}

function refused(status: number, body: string, retryAfter: string | null, challenged: boolean): SpendResult {
  const code = failureCode(body);
  if (code === 'refresh_token_expired') return { kind: 'dead', reason: 'expired', status };
  if (code === 'refresh_token_reused') return { kind: 'dead', reason: 'reused', status };
  if (code === 'refresh_token_invalidated') return { kind: 'dead', reason: 'invalidated', status };
  if (status === 401 || (status === 400 && code === 'invalid_grant'))
    return { kind: 'dead', reason: 'refused', status };
  const retryAfterMs = retryDelayMs(retryAfter);
  const why = challenged ? 'a challenge page stands in the way' : `the service answered ${status}`;
  return { kind: 'unavailable', why, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** `error.code`, `error` if it is a string, or `code`; lower case. */
export function failureCode(body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined; // HTML or nothing: the status has to do.
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const error = 'error' in value ? value.error : undefined;
  const nested = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const code = nested ?? (typeof error === 'string' ? error : undefined) ?? ('code' in value ? value.code : undefined);
  return typeof code === 'string' ? code.toLowerCase() : undefined;
}

/** A managed challenge of the network in front of the service, not an answer of the service. */
export function isChallenge(headers: { get(name: string): string | null }): boolean {
  return (
    headers.get('cf-mitigated')?.toLowerCase() === 'challenge' ||
    (headers.get('content-type')?.toLowerCase().startsWith('text/html') ?? false)
  );
}

/** `Retry-After` in milliseconds, from seconds or a date; at most an hour. */
export function retryDelayMs(header: string | null, nowMs: number = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const delayMs = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(delayMs) ? Math.min(Math.max(delayMs, 0), 3600_000) : undefined;
}

/** Why a request got no answer, in words. The cause's own text may name an address, never a token. */
export function whyUnreachable(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : '';
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'the service did not answer in time';
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'no connection came about in time';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the service’s name could not be found';
  return code === '' ? 'there is no connection' : `there is no connection (${code})`;
}
