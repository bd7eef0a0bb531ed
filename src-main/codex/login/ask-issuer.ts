// One request to the authorization server while signing in or out, and its failures in words. It must not put a
// request's body or an answer's text into an error.

import { failureCode, isChallenge, type TokenClient, whyUnreachable } from '../credentials/spend-refresh-token.ts';
import { CodexError, isCodexError } from '../errors.ts';

export interface IssuerAnswer {
  readonly status: number;
  readonly ok: boolean;
  /** Parsed JSON; `undefined` for anything else. */
  readonly value: unknown;
  /** The OAuth error's name, if it has a plain one. */
  readonly failure?: string;
}

export type IssuerBody = { readonly json: object } | { readonly form: Readonly<Record<string, string>> };

/**
 * `what` begins the sentence of an error: "Signing in". Throws `login_cancelled` (aborted), `network`,
 * `connect_timeout`, `upstream_timeout`, `upstream_challenge`.
 */
export async function askIssuer(
  client: TokenClient,
  url: string,
  body: IssuerBody,
  what: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<IssuerAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await client.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'json' in body ? 'application/json' : 'application/x-www-form-urlencoded',
        accept: 'application/json',
        originator: client.originator,
        'user-agent': client.userAgent,
      },
      body: 'json' in body ? JSON.stringify(body.json) : new URLSearchParams(body.form).toString(),
      redirect: 'error', // Codes and tokens go to the configured host and to no other.
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const text = await response.text();
    if (response.status === 403 && isChallenge(response.headers)) throw challenged(what);
    const failure = failureCode(text);
    const isPlain = failure !== undefined && /^[\w.-]{1,60}$/.test(failure);
    return { status: response.status, ok: response.ok, value: jsonOf(text), ...(isPlain ? { failure } : {}) };
  } catch (cause) {
    if (isCodexError(cause)) throw cause;
    if (signal?.aborted) throw signInCancelled();
    const why = whyUnreachable(cause);
    if (timeout.aborted) throw new CodexError('upstream_timeout', `${what} failed: ${why}; try again.`, { cause });
    const isConnect = why.startsWith('no connection');
    throw new CodexError(isConnect ? 'connect_timeout' : 'network', `${what} failed: ${why}; try again.`, { cause });
  }
}

export function signInCancelled(): CodexError {
  return new CodexError('login_cancelled', 'The sign-in was cancelled; start it again when you like.');
}

function challenged(what: string): CodexError {
  return new CodexError(
    'upstream_challenge',
    `${what} failed: a challenge page stands before the sign-in service; try another network or the official program.`,
    { status: 403 },
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The status says enough; the text may be a page.
  }
}
