// Authorization codes that wait to be redeemed, with their PKCE challenge. Codes work once.
// Must not know about HTTP or tokens.
import { createHash, randomBytes } from 'node:crypto';
import type { Person } from './tokens.ts';

interface Waiting {
  readonly person: Person;
  readonly challenge: string;
  readonly redirectUri: string;
}

export class AuthorizationDesk {
  readonly #waiting = new Map<string, Waiting>();

  /** @param challenge base64url of the SHA-256 of the verifier that will come with the code. */
  issue(person: Person, challenge: string, redirectUri: string): string {
    const code = `ac_${randomBytes(24).toString('base64url')}`;
    this.#waiting.set(code, { person, challenge, redirectUri });
    return code;
  }

  redeem(given: {
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }): Person | undefined {
    const waiting = this.#waiting.get(given.code);
    this.#waiting.delete(given.code);
    if (waiting === undefined || waiting.redirectUri !== given.redirectUri) return undefined;
    const challenge = createHash('sha256').update(given.verifier).digest('base64url');
    return challenge === waiting.challenge ? waiting.person : undefined;
  }
}
