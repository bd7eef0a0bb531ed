// The login of auth.json as Credentials. The file is read for every bearer (it is small and others write it), so
// a login made elsewhere counts at once. Without the file the official program is asked.
import { CodexError, cancelledError, isCodexError } from '../errors.ts';
import type { CliLogin } from './cli-login.ts';
import type { Bearer, CodexLog, Credentials, LoginStatus } from './credentials.ts';
import { accountChanged, deadLogin, lapsedLogin, refusedKey, restlessLogin } from './login-errors.ts';
import type { LoginRenewal } from './login-renewal.ts';
import type { PersonalTokens } from './personal-token.ts';
import { bearerFingerprint, chatgptBearer, isAlive, type StoredLogin, shouldRenew } from './stored-login.ts';

export interface FileCredentialsParts {
  /** Reads auth.json; `undefined`: no file, or no login in it. */
  readonly read: (signal?: AbortSignal) => Promise<StoredLogin | undefined>;
  /** How the file is called towards people. */
  readonly authFile: string;
  readonly renewal: LoginRenewal;
  readonly personal: PersonalTokens;
  readonly cli: CliLogin | undefined;
  readonly watch: (listener: () => void) => () => void;
  readonly now: () => number;
  readonly log: CodexLog;
}

/**
 * Somebody may renew or replace the login while we look; more often than this it is not a coincidence. (Beside a writer
 * that signs in with an expired login every 70 ms, a busy machine met ten in a row once in 6,700 bearers.)
 */
const maxLooks = 30;
/** A token that lives this much longer is used at once while its successor is fetched. */
const comfortableMs = 60_000;

export class FileCredentials implements Credentials {
  readonly #parts: FileCredentialsParts;
  readonly #stops = new Set<() => void>();

  constructor(parts: FileCredentialsParts) {
    this.#parts = parts;
  }

  async bearer(signal?: AbortSignal): Promise<Bearer> {
    const { renewal, now, log } = this.#parts;
    for (let look = 1; ; look += 1) {
      const login = await this.#read(signal);
      if (login === undefined) return await this.#cliBearer(undefined, signal);
      if (login.mode !== 'chatgpt') return await this.#keyBearer(login, signal);
      const mayRenew = login.refreshToken !== undefined && look < maxLooks;
      if (!shouldRenew(login, now())) return chatgptBearer(login);
      // Short-lived from the start, or judged by a clock that is wrong: renewing over and over mends neither.
      if (renewal.isTrusted(login) || (look > 1 && isAlive(login, now()))) return chatgptBearer(login);
      if (!mayRenew) {
        if (isAlive(login, now())) return chatgptBearer(login);
        throw login.refreshToken === undefined ? lapsedLogin() : restlessLogin();
      }
      if (isAlive(login, now() + comfortableMs)) {
        // Good for this request: nobody waits for the renewal, which reports to the log itself.
        renewal.renew(login).catch(() => undefined);
        return chatgptBearer(login);
      }
      try {
        await renewal.renew(login, signal);
      } catch (error) {
        const isTokenStillGood = isCodexError(error, 'login_expired', 'refresh_unavailable') && isAlive(login, now());
        if (!isTokenStillGood) throw error;
        log('debug', 'using the login until its end', { code: error.code });
        return chatgptBearer(login);
      }
    }
  }

  async recover(rejected: Bearer, attempt: 1 | 2, signal?: AbortSignal): Promise<Bearer> {
    if (rejected.mode === 'apikey') throw refusedKey('API key');
    if (rejected.mode === 'pat') throw refusedKey('personal access token');
    const login = await this.#read(signal);
    if (login === undefined) {
      if (attempt === 2) throw deadLogin('refused', 401);
      const asked = await this.#cliBearer(rejected.token, signal);
      if (asked.accountId !== rejected.accountId) throw accountChanged();
      if (asked.token === rejected.token) throw deadLogin('refused', 401);
      return asked;
    }
    if (login.mode !== 'chatgpt' || login.accountId !== rejected.accountId) throw accountChanged();
    if (login.accessToken !== rejected.token) return await this.#sameAccount(rejected, signal);
    if (login.refreshToken === undefined) throw lapsedLogin();
    // Renewed a moment ago and refused all the same: another round would only wear the login out.
    if (this.#parts.renewal.isFresh(login)) throw deadLogin('refused', 401);
    await this.#parts.renewal.renew(login, signal);
    const bearer = await this.#sameAccount(rejected, signal);
    if (bearer.token === rejected.token) throw deadLogin('refused', 401);
    return bearer;
  }

  async status(): Promise<LoginStatus> {
    const { authFile, cli, now, personal, renewal } = this.#parts;
    try {
      const login = await this.#read();
      if (login === undefined) return (await cli?.status()) ?? { state: 'signed_out', authFile };
      if (login.mode !== 'chatgpt') {
        const known = login.mode === 'pat' ? personal.known(login.token) : {};
        return { state: 'signed_in', mode: login.mode, source: 'file', ...known };
      }
      const death = renewal.deathOf(login) ?? (login.refreshToken === undefined ? lapsedLogin() : undefined);
      if (death !== undefined && !isAlive(login, now())) throw death;
      const { token: _secret, fingerprint: _opaque, fedramp: _header, ...shown } = chatgptBearer(login);
      return { state: 'signed_in', source: 'file', ...shown };
    } catch (error) {
      if (!isCodexError(error)) throw error;
      return { state: 'problem', code: error.code, message: error.message };
    }
  }

  onChange(listener: () => void): () => void {
    const stop = this.#parts.watch(listener);
    const once = (): void => {
      if (this.#stops.delete(once)) stop();
    };
    this.#stops.add(once);
    return once;
  }

  forget(): void {
    this.#parts.cli?.forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.#parts.renewal.settle();
  }

  async #read(signal?: AbortSignal): Promise<StoredLogin | undefined> {
    if (signal?.aborted) throw cancelledError('Reading the login');
    return await this.#parts.read(signal);
  }

  async #sameAccount(rejected: Bearer, signal?: AbortSignal): Promise<Bearer> {
    const bearer = await this.bearer(signal);
    if (bearer.accountId !== rejected.accountId || bearer.mode !== rejected.mode) throw accountChanged();
    return bearer;
  }

  async #cliBearer(rejected: string | undefined, signal?: AbortSignal): Promise<Bearer> {
    const bearer = await this.#parts.cli?.bearer(rejected, signal);
    if (bearer !== undefined) return bearer;
    throw new CodexError('not_signed_in', `There is no Codex login (${this.#parts.authFile}); sign in first.`);
  }

  async #keyBearer(login: Extract<StoredLogin, { token: string }>, signal?: AbortSignal): Promise<Bearer> {
    if (login.mode === 'pat') return await this.#parts.personal.bearer(login.token, signal);
    const fingerprint = bearerFingerprint('apikey', login.token, undefined);
    return { token: login.token, mode: 'apikey', fingerprint };
  }
}
