// The secrets of one browser sign-in. RFC 7636, S256; sizes as the official program has them.
import { createHash, randomBytes } from 'node:crypto';

export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

export function newPkce(): Pkce {
  const verifier = randomBytes(64).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** Ties the callback to the request that we made. */
export function newState(): string {
  return randomBytes(32).toString('base64url');
}
