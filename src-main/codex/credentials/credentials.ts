// What the rest of the client knows about the login: a bearer, a way back after a 401, a status.
// Interfaces only. It must not know where a login is stored or how it is renewed.
import type { fetch } from 'undici';
import type { CodexErrorCode } from '../errors.ts';
import type { ProxyOptions } from '../transport/proxy-options.ts';

/** undici's fetch, handed in: proxy, certificates and tests are the caller's matter. */
export type CodexFetch = typeof fetch;

/** Receives one line of the client's story. Never gets a token. */
export type CodexLog = (
  level: 'debug' | 'info' | 'warn',
  message: string,
  facts?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;

/** How a bearer came about; `apikey` talks to the public API, the others to the ChatGPT backend. */
export type BearerMode = 'chatgpt' | 'apikey' | 'pat' | 'explicit';

export interface Bearer {
  /** Secret. Goes into `Authorization: Bearer …` and nowhere else. */
  readonly token: string;
  readonly mode: BearerMode;
  /** For the header `ChatGPT-Account-ID`. */
  readonly accountId?: string;
  /** True: the header `X-OpenAI-Fedramp: true` is required. */
  readonly fedramp?: boolean;
  readonly email?: string;
  /** The plan's raw name, such as `plus`. */
  readonly plan?: string;
  /** When the token dies, in milliseconds since 1970; unknown for keys. */
  readonly expiresAtMs?: number;
  /** Opaque and not secret: differs when the account or the token differs. */
  readonly fingerprint: string;
}

/** Where the login lies: given by the caller or the environment, in auth.json, or behind the official CLI. */
export type LoginSource = 'explicit' | 'environment' | 'file' | 'cli';

export type LoginStatus =
  | {
      readonly state: 'signed_in';
      readonly mode: BearerMode;
      readonly source: LoginSource;
      readonly accountId?: string;
      readonly email?: string;
      readonly plan?: string;
      readonly expiresAtMs?: number;
    }
  | { readonly state: 'signed_out'; readonly authFile: string }
  | {
      readonly state: 'problem';
      readonly code: CodexErrorCode;
      /** The same sentence that the error has. */
      readonly message: string;
    };

export interface Credentials {
  /**
   * A bearer that is good for at least a few minutes where that can be had.
   * Throws CodexError: not_signed_in, login_unreadable, login_unsupported, login_expired, account_changed,
   * refresh_unavailable, cancelled.
   */
  bearer(signal?: AbortSignal): Promise<Bearer>;

  /**
   * After the API answered 401 to `rejected`. Attempt 1: what is stored now, if it is another token of the same
   * account, else a renewed one. Attempt 2: a renewed one. Throws `login_expired` when there is nothing left to try
   * (keys and personal tokens: at once), `account_changed` when the stored login is another account's by now.
   */
  recover(rejected: Bearer, attempt: 1 | 2, signal?: AbortSignal): Promise<Bearer>;

  /** What to show. Never refreshes, never talks to the network, never throws for a login's sake. */
  status(): Promise<LoginStatus>;

  /** Calls `listener` after the stored login changed, whoever changed it. Returns the way to stop. */
  onChange(listener: () => void): () => void;

  /** After signing out: a login that lies with the official program is asked for anew, not remembered. */
  forget(): void;

  [Symbol.asyncDispose](): Promise<void>;
}

export interface RefreshKeeper {
  /**
   * A program that ends in `runRefreshKeeper` (refresh-keeper-process.ts): Node with refresh-keeper-main, or one's own
   * executable. Nothing secret is added to its arguments.
   */
  readonly command: readonly string[];
  /** Default: this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Ways to the service; resolved here, so that it needs neither variables nor a system to ask. */
  readonly proxy?: ProxyOptions | undefined;
  /** As for the transport. */
  readonly certificateFiles?: readonly string[] | undefined;
  /** How long to wait for its answer; default three minutes, which is more than its work can take. */
  readonly patienceMs?: number | undefined;
}

export interface CredentialsOptions {
  readonly fetch: CodexFetch;
  /** The user's home folder; the login is in `.codex` there unless `codexHome` or `authFile` say otherwise. */
  readonly home: string;
  /** CODEX_HOME: must exist when given. */
  readonly codexHome?: string | undefined;
  /** One file instead of `<codexHome>/auth.json`. */
  readonly authFile?: string | undefined;
  /** A bearer instead of any stored login; a leading `Bearer ` is dropped. Never refreshed. */
  readonly bearer?: string | undefined;
  /** The account for `bearer`, when its claims don't say. */
  readonly accountId?: string | undefined;
  /** CODEX_API_KEY: an API key of the public API instead of the stored login. */
  readonly apiKey?: string | undefined;
  /** CODEX_ACCESS_TOKEN: a personal access token (`at-…`) instead of the stored login. */
  readonly accessToken?: string | undefined;
  /** Default `https://auth.openai.com`. */
  readonly issuer?: string | undefined;
  /** Default `<issuer>/oauth/token`. */
  readonly refreshUrl?: string | undefined;
  /** Default: `refreshUrl` with the path `/oauth/revoke` when that was given, else `<issuer>/oauth/revoke`. */
  readonly revokeUrl?: string | undefined;
  /** OAuth client id; default that of the official CLI, to which the stored refresh tokens belong. */
  readonly clientId?: string | undefined;
  /** Header `originator` of token requests; default `sotto`. */
  readonly originator?: string | undefined;
  readonly userAgent?: string | undefined;
  /** How to start the official CLI for logins that are not in a file; default `['codex']`, `null`: never. */
  readonly codexCommand?: readonly string[] | null | undefined;
  /** Environment of that program (it needs PATH, HOME, CODEX_HOME). Default: this process's own. */
  readonly codexEnv?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Renew in a process that outlives this one, so that not even `kill -9` of this one loses a token that was just
   * spent. Without it the renewal happens here.
   */
  readonly keeper?: RefreshKeeper | null | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  readonly log?: CodexLog | undefined;
}

export { openCredentials } from './open-credentials.ts';
export { credentialsOptionsFromEnv } from './options-from-env.ts';
