// The logins that the stand-in knows: families of single-use refresh tokens, access tokens, keys. The book keeps
// digests, not the tokens. Must not know about HTTP.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { noteSecret } from '../hygiene/secret-book.ts';
import { type Person, TokenMint } from './tokens.ts';

export interface LoginOptions {
  /** Life of the first access token from now; 3600. Negative: already expired. */
  readonly expiresInSeconds?: number;
  readonly plan?: string;
  readonly email?: string;
  readonly accountId?: string;
}

/** The document that the official client keeps as auth.json. */
export interface AuthDocument {
  readonly auth_mode: 'chatgpt';
  readonly OPENAI_API_KEY: string | null;
  readonly tokens: TokenSet & { readonly account_id: string };
  readonly last_refresh: string;
}

export interface TokenSet {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

export type RefreshFault = 'refresh_token_expired' | 'refresh_token_reused' | 'refresh_token_invalidated';
export type RefreshOutcome =
  | { readonly ok: true; readonly tokens: TokenSet }
  | { readonly ok: false; readonly code: RefreshFault };

export interface RefreshRules {
  /** Life of access tokens that a refresh or a sign-in gives out. */
  accessTokenSeconds: number;
  /** A spent refresh token that comes again makes the whole family invalid. */
  reuseRevokesFamily: boolean;
  /** A spent token still works for so long after its first use (0: never). */
  reuseGraceMs: number;
}

export interface Owner extends Person {
  readonly kind: 'chatgpt' | 'personal' | 'api-key';
}

interface Family {
  readonly person: Person;
  /** Digest of the refresh token that works. */
  current: string;
  /** Digest of each spent refresh token with the time of its first use. */
  readonly spent: Map<string, number>;
  state: 'alive' | 'expired' | 'invalidated';
}

export class LoginBook {
  readonly rules: RefreshRules = { accessTokenSeconds: 3600, reuseRevokesFamily: false, reuseGraceMs: 0 };
  /** Refresh tokens exchanged for new ones, and tries that were refused. */
  refreshesSpent = 0;
  refreshesRefused = 0;
  readonly #mint = new TokenMint();
  readonly #families = new Set<Family>();
  readonly #liveAccessTokens = new Set<string>();
  readonly #otherBearers = new Map<string, Person>();

  newLogin(options: LoginOptions = {}): AuthDocument {
    const person = personOf(options);
    return {
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      tokens: { ...this.startFamily(person, options.expiresInSeconds ?? 3600), account_id: person.accountId },
      last_refresh: new Date().toISOString(),
    };
  }

  /** A fresh set of tokens for somebody who has just signed in. */
  startFamily(person: Person, expiresInSeconds = this.rules.accessTokenSeconds): TokenSet {
    const refreshToken = newSecret('rt_');
    this.#families.add({ person, current: digest(refreshToken), spent: new Map(), state: 'alive' });
    return this.#tokenSet(person, refreshToken, expiresInSeconds);
  }

  /** A bearer that is no JWT: a personal access token (`at-`) or an API key (`sk-`). */
  newOpaqueBearer(prefix: 'at-' | 'sk-', options: LoginOptions = {}): string {
    const bearer = newSecret(prefix);
    this.#otherBearers.set(digest(bearer), personOf(options));
    return bearer;
  }

  /** Spends the refresh token: from now on only the returned one works. */
  refresh(refreshToken: string): RefreshOutcome {
    const given = digest(refreshToken);
    const family = this.#familyOf(given);
    const fault = family === undefined ? 'refresh_token_invalidated' : this.#faultOf(family, given);
    if (family === undefined || fault !== undefined) {
      this.refreshesRefused++;
      return { ok: false, code: fault ?? 'refresh_token_invalidated' };
    }
    this.refreshesSpent++;
    const next = newSecret('rt_');
    family.spent.set(given, family.spent.get(given) ?? Date.now());
    // Within the grace two clients may each hold a child of one token; the older child counts as spent just now.
    if (family.current !== given) family.spent.set(family.current, Date.now());
    family.current = digest(next);
    return { ok: true, tokens: this.#tokenSet(family.person, next, this.rules.accessTokenSeconds) };
  }

  /** Sign-out. True if the token was known. */
  revoke(token: string): boolean {
    const family = this.#familyOf(digest(token));
    if (family !== undefined) family.state = 'invalidated';
    const jti = this.#mint.read(token)?.jti;
    const wasAccessToken = jti !== undefined && this.#liveAccessTokens.delete(jti);
    return family !== undefined || wasAccessToken;
  }

  /** Every refresh token given out so far stops working, in the given way. */
  endAllFamilies(state: 'expired' | 'invalidated'): void {
    for (const family of this.#families) family.state = state;
  }

  /** Every access token given out so far is answered with 401 though its exp lies ahead. */
  killAccessTokens(): void {
    this.#liveAccessTokens.clear();
  }

  /** Whose bearer this is, or undefined if it is dead or unknown. */
  ownerOf(bearer: string): Owner | undefined {
    const opaque = this.#otherBearers.get(digest(bearer));
    if (opaque !== undefined) return { ...opaque, kind: bearer.startsWith('at-') ? 'personal' : 'api-key' };
    const read = this.#mint.read(bearer);
    if (read === undefined || !this.#liveAccessTokens.has(read.jti) || read.exp * 1000 <= Date.now()) return undefined;
    return { ...read.person, kind: 'chatgpt' };
  }

  /** The person of a signed id token, whether or not it has expired. */
  personOfIdToken(idToken: string): Person | undefined {
    return this.#mint.read(idToken)?.person;
  }

  /** Whether this refresh token is the one that its family would exchange now. */
  isCurrentRefreshToken(refreshToken: string): boolean {
    const given = digest(refreshToken);
    const family = this.#familyOf(given);
    return family?.state === 'alive' && family.current === given;
  }

  #tokenSet(person: Person, refreshToken: string, expiresInSeconds: number): TokenSet {
    const access = this.#mint.accessToken(person, expiresInSeconds);
    this.#liveAccessTokens.add(access.jti);
    return { id_token: this.#mint.idToken(person), access_token: access.token, refresh_token: refreshToken };
  }

  #familyOf(given: string): Family | undefined {
    for (const family of this.#families) if (family.current === given || family.spent.has(given)) return family;
    return undefined;
  }

  #faultOf(family: Family, given: string): RefreshFault | undefined {
    if (family.state === 'expired') return 'refresh_token_expired';
    if (family.state === 'invalidated') return 'refresh_token_invalidated';
    if (family.current === given) return undefined;
    const firstUsedAt = family.spent.get(given) ?? 0;
    if (Date.now() - firstUsedAt < this.rules.reuseGraceMs) return undefined;
    if (this.rules.reuseRevokesFamily) family.state = 'invalidated';
    return 'refresh_token_reused';
  }
}

export function personOf(options: LoginOptions = {}): Person {
  return {
    accountId: options.accountId ?? randomUUID(),
    userId: `user-${randomBytes(9).toString('base64url')}`,
    email: options.email ?? 'ada@example.com',
    plan: options.plan ?? 'plus',
  };
}

function newSecret(prefix: string): string {
  return noteSecret(`${prefix}${randomBytes(32).toString('base64url')}`);
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
