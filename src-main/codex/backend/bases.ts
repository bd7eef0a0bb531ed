// Where requests go: the backend of ChatGPT for logins, the public API for keys. A token has one host, never another.
import type { Bearer } from '../credentials/credentials.ts';
import { safeAddress } from '../credentials/endpoints.ts';

export interface BackendBases {
  readonly upstream: string;
  readonly openaiBase: string;
}

export const defaultUpstream = 'https://chatgpt.com/backend-api';
export const defaultOpenaiBase = 'https://api.openai.com/v1';

/** Checked and without a trailing slash. Throws `settings_invalid`, as for every address that a token goes to. */
export function checkedBases(given: BackendBases): BackendBases {
  return {
    upstream: upstreamBase(given.upstream),
    openaiBase: trimmed(safeAddress('SOTTO_OPENAI_BASE', given.openaiBase)),
  };
}

export function baseOf(bases: BackendBases, bearer: Bearer): string {
  return bearer.mode === 'apikey' ? bases.openaiBase : bases.upstream;
}

/** The official client's rule: ChatGPT's own hosts get `/backend-api` when it is missing. */
function upstreamBase(address: string): string {
  const base = trimmed(safeAddress('SOTTO_UPSTREAM', address));
  const { hostname, pathname } = new URL(base);
  const isChatgpt = hostname === 'chatgpt.com' || hostname === 'chat.openai.com';
  return isChatgpt && !pathname.includes('/backend-api') ? `${base}/backend-api` : base;
}

function trimmed(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
