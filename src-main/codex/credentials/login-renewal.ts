// When the stored login is renewed and when not: one refresh at a time in this process, what failed for good is not
// tried again, what failed for now rests a little, and a login that was just renewed is not renewed again because the
// service refuses it. It must not know how a refresh is done.
import { elapsedMs } from '../../lib/elapsed.ts';
import { CodexError, isCodexError } from '../errors.ts';
import type { CodexLog } from './credentials.ts';
import type { RefreshOutcome, SeenLogin } from './guarded-refresh.ts';
import { type ChatgptLogin, renewAheadMs } from './stored-login.ts';
import { untilAborted } from './until-aborted.ts';

/** After a passing failure. */
export const coolDownMs = 5000;
/** A token that was issued this recently and is refused won't be accepted for being renewed. */
const freshMs = 60_000;

export interface RenewalParts {
  readonly refresh: (seen: SeenLogin) => Promise<RefreshOutcome>;
  readonly now: () => number;
  readonly log: CodexLog;
}

export class LoginRenewal {
  readonly #parts: RenewalParts;
  #flight: Promise<RefreshOutcome> | undefined;
  #dead: { readonly digest: string; readonly error: CodexError } | undefined;
  #resting:
    | { readonly digest: string; readonly atMs: number; readonly forMs: number; readonly error: CodexError }
    | undefined;
  #renewed: { readonly digest: string; readonly atMs: number } | undefined;

  constructor(parts: RenewalParts) {
    this.#parts = parts;
  }

  /** The final failure of this very login, if there was one. */
  deathOf(login: ChatgptLogin): CodexError | undefined {
    return this.#dead?.digest === login.digest ? this.#dead.error : undefined;
  }

  /** True when the login's token came out of a refresh of this process within the last minute. */
  isFresh(login: ChatgptLogin): boolean {
    return this.#renewed?.digest === login.digest && elapsedMs(this.#renewed.atMs, this.#parts.now()) < freshMs;
  }

  /**
   * True while a token that this process was given lives by its own lifetime. Its expiry alone can't be believed when
   * the clock here is wrong: it would look dead on arrival.
   */
  isTrusted(login: ChatgptLogin): boolean {
    if (this.#renewed?.digest !== login.digest) return false;
    const trustMs = Math.max(freshMs, (login.facts.lifetimeMs ?? 0) - renewAheadMs);
    return elapsedMs(this.#renewed.atMs, this.#parts.now()) < trustMs;
  }

  /** Resolves when the stored file was renewed by anybody; look there. Only the waiting can be cancelled. */
  async renew(login: ChatgptLogin, signal?: AbortSignal): Promise<void> {
    const death = this.deathOf(login);
    if (death !== undefined) throw death;
    const resting = this.#resting?.digest === login.digest ? this.#resting : undefined;
    const restMs = resting === undefined ? 0 : resting.forMs - elapsedMs(resting.atMs, this.#parts.now());
    if (resting !== undefined && restMs > 0) {
      const { message, status, cause } = resting.error;
      throw new CodexError('refresh_unavailable', message, { status, cause, retryAfterMs: restMs });
    }
    this.#flight ??= this.#fly(login);
    await untilAborted(this.#flight, signal, 'Renewing the login');
  }

  /** Waits for a refresh that is under way: it must not be cut off. */
  async settle(): Promise<void> {
    await this.#flight?.catch(() => undefined); // Its callers were told.
  }

  async #fly(login: ChatgptLogin): Promise<RefreshOutcome> {
    const { refresh, now, log } = this.#parts;
    try {
      const outcome = await refresh({ digest: login.digest, accountId: login.accountId });
      this.#resting = undefined;
      if (outcome.kind === 'renewed') this.#renewed = { digest: outcome.digest, atMs: now() };
      log('info', 'login renewed', { kind: outcome.kind });
      return outcome;
    } catch (error) {
      if (isCodexError(error, 'login_expired')) this.#dead = { digest: login.digest, error };
      if (isCodexError(error, 'refresh_unavailable')) {
        const forMs = Math.max(coolDownMs, error.retryAfterMs ?? 0);
        this.#resting = { digest: login.digest, atMs: now(), forMs, error };
      }
      if (isCodexError(error)) log('warn', 'login not renewed', { code: error.code, status: error.status });
      throw error;
    } finally {
      this.#flight = undefined;
    }
  }
}
