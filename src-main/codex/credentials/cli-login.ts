// A login that lies in the system's keyring: the official program is asked for the bearer, renews it by its own rules
// and keeps the refresh token to itself. Used only when there is no auth.json. It must not read the keyring.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { elapsedMs } from '../../lib/elapsed.ts';
import { CodexError, isCodexError } from '../errors.ts';
import { type AppServerOptions, CliMissing, withAppServer } from './app-server.ts';
import type { Bearer, CodexLog, LoginStatus } from './credentials.ts';
import { errnoOf } from './read-auth-file.ts';
import { bearerFingerprint, renewAheadMs, unsupported } from './stored-login.ts';
import { readTokenClaims } from './token-claims.ts';
import { untilAborted } from './until-aborted.ts';

const statusShape = z.looseObject({ authMethod: z.string().nullish(), authToken: z.string().nullish() });
const accountShape = z.looseObject({
  account: z.looseObject({ email: z.string().nullish(), planType: z.string().nullish() }).nullish(),
});

export interface CliLoginOptions extends Omit<AppServerOptions, 'timeoutMs'> {
  readonly codexHome: string;
  readonly now: () => number;
  readonly log: CodexLog;
}

const timeoutMs = 30_000;
/** "Not signed in" and "not installed" are believed this long: starting the program costs time. */
const believeAbsenceMs = 30_000;
/** A bearer without an expiry is asked for again after this. */
const believeBearerMs = 10 * 60_000;

export class CliLogin {
  readonly #options: CliLoginOptions;
  #known: { readonly bearer: Bearer | undefined; readonly atMs: number; readonly forMs: number } | undefined;
  #asking: Promise<Bearer | undefined> | undefined;

  constructor(options: CliLoginOptions) {
    this.#options = options;
  }

  /** `undefined`: not signed in there either. `rejected`: a token that the service refused; not given again if possible. */
  async bearer(rejected?: string, signal?: AbortSignal): Promise<Bearer | undefined> {
    if (this.#asking !== undefined) await untilAborted(this.#asking, signal, 'Reading the login');
    const known = this.#known;
    const isBelieved = known !== undefined && elapsedMs(known.atMs, this.#options.now()) < known.forMs;
    if (isBelieved && (rejected === undefined || known.bearer?.token !== rejected)) return known.bearer;
    this.#asking ??= this.#ask(rejected !== undefined).finally(() => {
      this.#asking = undefined;
    });
    return await untilAborted(this.#asking, signal, 'Reading the login');
  }

  /** `undefined`: no login there. */
  async status(): Promise<LoginStatus | undefined> {
    const bearer = await this.bearer();
    if (bearer === undefined) return undefined;
    const { token: _secret, fingerprint: _opaque, fedramp: _header, ...shown } = bearer;
    return { state: 'signed_in', source: 'cli', ...shown };
  }

  /** The next caller's answer is the program's own, whatever it said before. */
  forget(): void {
    this.#known = undefined;
  }

  /** Returns whether the program was there to do it. */
  async signOut(signal?: AbortSignal): Promise<boolean> {
    const store = await credentialStore(this.#options.codexHome);
    this.#known = undefined;
    if (store === 'file' || store === 'ephemeral') return false;
    try {
      return await withAppServer(
        { ...this.#options, timeoutMs },
        async (call) => {
          const status = statusShape.parse(await call('getAuthStatus', { includeToken: false, refreshToken: false }));
          if (!status.authMethod) return false;
          await call('account/logout', {});
          return true;
        },
        signal,
      );
    } catch (error) {
      if (error instanceof CliMissing) return false;
      throw error;
    }
  }

  async #ask(renew: boolean): Promise<Bearer | undefined> {
    const store = await credentialStore(this.#options.codexHome);
    // With an ordinary file store, no file means no login: no need to start anything.
    if (store === 'file' || store === 'ephemeral') return this.#remember(undefined);
    try {
      const bearer = await withAppServer({ ...this.#options, timeoutMs }, async (call) => {
        const status = statusShape.parse(await call('getAuthStatus', { includeToken: true, refreshToken: renew }));
        if (!status.authMethod) return undefined;
        if (!status.authToken) throw unsupported(status.authMethod);
        const { account } = accountShape.parse(await call('account/read', { refreshToken: false }));
        return bearerOf(status.authMethod, status.authToken, account ?? {});
      });
      return this.#remember(bearer);
    } catch (error) {
      if (error instanceof CliMissing) return this.#withoutProgram(store);
      if (error instanceof z.ZodError) {
        throw new CodexError(
          'refresh_unavailable',
          'The official Codex program answered in an unknown way; update it.',
        );
      }
      if (isCodexError(error))
        this.#options.log('warn', 'login not had from the official program', { code: error.code });
      throw error;
    }
  }

  #withoutProgram(store: CredentialStore): undefined {
    if (store === 'keyring') {
      throw new CodexError(
        'not_signed_in',
        'The Codex login lies in the system’s keyring, and the official program that can read it is not installed; install it or sign in here.',
      );
    }
    return this.#remember(undefined) as undefined; // What goes in comes out.
  }

  #remember(bearer: Bearer | undefined): Bearer | undefined {
    const atMs = this.#options.now();
    const livesMs = bearer?.expiresAtMs === undefined ? undefined : bearer.expiresAtMs - atMs - renewAheadMs;
    const forMs = bearer === undefined ? believeAbsenceMs : Math.max(livesMs ?? believeBearerMs, 1000);
    this.#known = { bearer, atMs, forMs };
    return bearer;
  }
}

function bearerOf(method: string, token: string, account: { email?: unknown; planType?: unknown }): Bearer {
  if (method === 'apikey') return { token, mode: 'apikey', fingerprint: bearerFingerprint('apikey', token, undefined) };
  const claims = readTokenClaims(token);
  const email = typeof account.email === 'string' ? account.email : claims.email;
  const plan = typeof account.planType === 'string' ? account.planType : claims.plan;
  return {
    token,
    mode: 'chatgpt',
    fingerprint: bearerFingerprint('chatgpt', token, claims.accountId),
    ...(claims.accountId === undefined ? {} : { accountId: claims.accountId }),
    ...(claims.fedramp === undefined ? {} : { fedramp: claims.fedramp }),
    ...(email === undefined ? {} : { email }),
    ...(plan === undefined ? {} : { plan }),
    ...(claims.expiresAtMs === undefined ? {} : { expiresAtMs: claims.expiresAtMs }),
  };
}

export type CredentialStore = 'file' | 'keyring' | 'auto' | 'ephemeral' | 'unset';

/** `cli_auth_credentials_store` of config.toml: a top-level key, so it stands before the first table. */
export async function credentialStore(codexHome: string): Promise<CredentialStore> {
  let text: string;
  try {
    text = await readFile(join(codexHome, 'config.toml'), 'utf8');
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === undefined) throw cause;
    return 'unset'; // No or no readable settings: the program's own defaults count.
  }
  const [topLevel = ''] = text.split(/^\s*\[/m);
  const [, value] = /^\s*cli_auth_credentials_store\s*=\s*["'](\w+)["']/m.exec(topLevel) ?? [];
  return value === 'file' || value === 'keyring' || value === 'auto' || value === 'ephemeral' ? value : 'unset';
}
