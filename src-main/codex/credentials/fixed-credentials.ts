// A bearer that the caller or the environment gave: used as it is, never renewed, never written anywhere.
import { CodexError, cancelledError } from '../errors.ts';
import type { Bearer, Credentials, LoginStatus } from './credentials.ts';
import { refusedKey } from './login-errors.ts';
import type { PersonalTokens } from './personal-token.ts';
import { bearerFingerprint, unsupported } from './stored-login.ts';
import { headerSafe, readTokenClaims } from './token-claims.ts';

export type GivenToken =
  | { readonly kind: 'explicit'; readonly token: string; readonly accountId?: string | undefined }
  | { readonly kind: 'apikey'; readonly token: string }
  | { readonly kind: 'access'; readonly token: string };

export class FixedCredentials implements Credentials {
  readonly #given: GivenToken;
  readonly #personal: PersonalTokens;

  constructor(given: GivenToken, personal: PersonalTokens) {
    this.#given = { ...given, token: given.token.trim().replace(/^bearer(\s+|$)/i, '') };
    this.#personal = personal;
  }

  async bearer(signal?: AbortSignal): Promise<Bearer> {
    if (signal?.aborted) throw cancelledError('Reading the login');
    const { kind, token } = this.#given;
    if (headerSafe(token.slice(0, 256)) === undefined || /[^\x21-\x7e]/.test(token)) {
      throw new CodexError(
        'not_signed_in',
        'The bearer that was given is empty or holds characters that no token has.',
      );
    }
    if (kind === 'apikey') return { token, mode: 'apikey', fingerprint: bearerFingerprint('apikey', token, undefined) };
    if (kind === 'access') {
      if (!token.startsWith('at-')) throw unsupported('agentIdentity');
      return await this.#personal.bearer(token, signal);
    }
    return explicitBearer(token, this.#given.kind === 'explicit' ? this.#given.accountId : undefined);
  }

  async recover(rejected: Bearer): Promise<Bearer> {
    throw refusedKey(rejected.mode === 'apikey' ? 'API key' : 'bearer that was given');
  }

  async status(): Promise<LoginStatus> {
    try {
      const { kind } = this.#given;
      if (kind === 'access' && this.#given.token.startsWith('at-')) {
        return { state: 'signed_in', mode: 'pat', source: 'environment', ...this.#personal.known(this.#given.token) };
      }
      const { token: _secret, fingerprint: _opaque, fedramp: _header, ...shown } = await this.bearer();
      return { state: 'signed_in', source: kind === 'explicit' ? 'explicit' : 'environment', ...shown };
    } catch (error) {
      if (!(error instanceof CodexError)) throw error;
      return { state: 'problem', code: error.code, message: error.message };
    }
  }

  onChange(): () => void {
    return () => undefined; // It never changes.
  }

  forget(): void {
    // Nobody can sign out of what was given.
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function explicitBearer(token: string, given: string | undefined): Bearer {
  const claims = readTokenClaims(token);
  const accountId = headerSafe(given?.trim()) ?? claims.accountId;
  return {
    token,
    mode: 'explicit',
    fingerprint: bearerFingerprint('explicit', token, accountId),
    ...(accountId === undefined ? {} : { accountId }),
    ...(claims.fedramp === undefined ? {} : { fedramp: claims.fedramp }),
    ...(claims.email === undefined ? {} : { email: claims.email }),
    ...(claims.plan === undefined ? {} : { plan: claims.plan }),
    ...(claims.expiresAtMs === undefined ? {} : { expiresAtMs: claims.expiresAtMs }),
  };
}
