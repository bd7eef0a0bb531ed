// Keeps the account's model list for five minutes, asks again when an answer hints that it changed, and falls back to
// the last list, then to the bundled one. Source: openai/codex `models-manager/src/manager.rs`.
import { elapsedMs } from '../../lib/elapsed.ts';
import type { Backend } from '../backend/backend.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { untilAborted } from '../credentials/until-aborted.ts';
import { isCodexError } from '../errors.ts';
import { readJsonObject } from '../transport/read-body.ts';
import { bundledModels } from './bundled-models.ts';
import type { ModelList } from './models.ts';
import { readBackendModels, readPublicModels } from './read-models.ts';

const freshMs = 5 * 60_000;
/** After a failure the service is left alone for so long. */
const restMs = 60_000;
const timeoutMs = 5_000;
const longestListBytes = 32 * 1024 * 1024;

export interface ModelShelfOptions {
  readonly backend: Backend;
  readonly credentials: Credentials;
  readonly clientVersion: string;
  readonly now?: (() => number) | undefined;
}

export class ModelShelf {
  readonly #options: ModelShelfOptions;
  readonly #now: () => number;
  #kept: { readonly list: ModelList; readonly account: string } | undefined;
  #asking: Promise<ModelList> | undefined;
  #stale = false;
  /** When the service last failed. */
  #failedAtMs: number | undefined;

  constructor(options: ModelShelfOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** The entity tag that came with another answer: a different one means that the list changed. */
  heardOf(etag: string | undefined): void {
    if (etag !== undefined && this.#kept?.list.etag !== undefined && etag !== this.#kept.list.etag) this.#stale = true;
  }

  /** Throws for the login's sake only; a service that can't be reached gives an older list. */
  async list(
    options: { readonly signal?: AbortSignal | undefined; readonly refresh?: boolean | undefined } = {},
  ): Promise<ModelList> {
    const account = await this.#account(options.signal);
    const kept = this.#kept?.account === account ? this.#kept.list : undefined;
    const fresh = kept !== undefined && !this.#stale && elapsedMs(kept.asOfMs, this.#now()) < freshMs;
    if (fresh && options.refresh !== true) return { ...kept, source: 'cache' };
    const rests = this.#failedAtMs !== undefined && elapsedMs(this.#failedAtMs, this.#now()) < restMs;
    if (rests && options.refresh !== true) return older(kept);
    try {
      // Shared by all who ask meanwhile; one caller's giving up must not end it for the others.
      this.#asking ??= this.#ask(account).finally(() => {
        this.#asking = undefined;
      });
      return await untilAborted(this.#asking, options.signal, 'Asking for the models');
    } catch (thrown) {
      if (!isCodexError(thrown) || loginCodes.has(thrown.code)) throw thrown;
      this.#failedAtMs = this.#now();
      return older(kept);
    }
  }

  async #account(signal: AbortSignal | undefined): Promise<string> {
    const bearer = await this.#options.credentials.bearer(signal);
    return `${bearer.mode} ${bearer.accountId ?? ''}`;
  }

  async #ask(account: string): Promise<ModelList> {
    const version = encodeURIComponent(this.#options.clientVersion);
    const list = await this.#options.backend.send({
      what: 'Asking for the models',
      retries: 0,
      timeoutMs,
      request: (bearer) => ({
        method: 'GET',
        path: bearer.mode === 'apikey' ? '/models' : `/codex/models?client_version=${version}`,
      }),
      read: async (response, bearer): Promise<ModelList> => {
        const answer = await readJsonObject(response, longestListBytes);
        const etag = response.header('etag');
        return {
          models: bearer.mode === 'apikey' ? readPublicModels(answer) : readBackendModels(answer),
          source: 'live',
          asOfMs: this.#now(),
          ...(etag === undefined ? {} : { etag }),
        };
      },
    });
    this.#kept = { list, account };
    this.#stale = false;
    this.#failedAtMs = undefined;
    return list;
  }
}

const loginCodes = new Set<string>([
  'not_signed_in',
  'login_unreadable',
  'login_unsupported',
  'login_expired',
  'account_changed',
  'cancelled',
]);

function older(kept: ModelList | undefined): ModelList {
  return kept === undefined ? bundledModels : { ...kept, source: 'cache' };
}
