// One request to the service, with everything around it that is the same for all: the login's headers, a way back
// after a 401, a challenge, a second try where that can't hurt. Knows no route and no body.
import { setTimeout as delay } from 'node:timers/promises';
import type { Bearer, CodexLog, Credentials } from '../credentials/credentials.ts';
import { CodexError, cancelledError } from '../errors.ts';
import { CloudflareCookies } from '../transport/cloudflare-cookies.ts';
import { ConnectionCut } from '../transport/network-failure.ts';
import type { Transport, TransportBody, TransportResponse } from '../transport/transport.ts';
import { type BackendBases, baseOf } from './bases.ts';
import { challengeError, isChallenge, isOverloaded, readRefusal } from './refusal.ts';
import { trySignal } from './try-signal.ts';

export interface BackendRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base of the bearer's mode, with a leading slash. */
  readonly path: string;
  /** Beside those of the login; they can't replace it. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: TransportBody | undefined;
}

export interface BackendCall<T> {
  /** Begins the sentence when the caller gives up: "Transcribing was cancelled." */
  readonly what: string;
  /** Made for each try: after a recovery the bearer may be another. */
  readonly request: (bearer: Bearer) => BackendRequest;
  /** How often a 5xx or a cut connection is tried again. */
  readonly retries: number;
  /** Covers one try, the reading of its answer included. */
  readonly timeoutMs?: number | undefined;
  readonly answerIdleMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Makes the result of a 2xx answer; a connection that is cut here counts as well. */
  readonly read: (response: TransportResponse, bearer: Bearer) => Promise<T>;
}

export interface BackendOptions {
  readonly credentials: Credentials;
  readonly bases: BackendBases;
  readonly identity: { readonly originator: string; readonly userAgent: string };
  readonly transports: readonly [Transport, ...Transport[]];
  readonly log?: CodexLog | undefined;
  readonly now?: (() => number) | undefined;
}

/** After a challenge the other transport goes first for so long. */
const avoidChallengedMs = 10 * 60_000;

export class Backend {
  readonly #options: BackendOptions;
  readonly #cookies: CloudflareCookies;
  readonly #now: () => number;
  #challengedUntilMs = 0;

  constructor(options: BackendOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#cookies = new CloudflareCookies(this.#now);
  }

  /** What `read` made of an answer with a 2xx status. Throws CodexError for all else. */
  async send<T>(call: BackendCall<T>): Promise<T> {
    if (call.signal?.aborted) throw cancelledError(call.what);
    let bearer = await this.#options.credentials.bearer(call.signal);
    const ways = this.#ways();
    let way = 0;
    let recoveries: 0 | 1 | 2 = 0;
    let retries = 0;
    let challenges = 0;
    for (;;) {
      const transport = ways[way] ?? ways[0];
      const request = call.request(bearer);
      const again = (): boolean => request.body === undefined || request.body.repeatable;
      let refusal: CodexError;
      using limit = trySignal(call.signal, call.timeoutMs);
      try {
        const response = await this.#attempt(transport, request, bearer, call, limit.signal);
        if (response.status >= 200 && response.status < 300) return await call.read(response, bearer);
        if (isChallenge(response)) {
          await response.discard();
          refusal = challengeError(new URL(baseOf(this.#options.bases, bearer)).host);
          challenges += 1;
          if (!again()) throw refusal;
          if (challenges === 2) {
            way += 1;
            challenges = 0;
            if (transport === this.#options.transports[0]) this.#challengedUntilMs = this.#now() + avoidChallengedMs;
            if (way >= ways.length) throw refusal;
          }
          continue;
        }
        if (response.status === 401 && recoveries < 2) {
          await response.discard();
          recoveries = recoveries === 0 ? 1 : 2;
          bearer = await this.#options.credentials.recover(bearer, recoveries, call.signal);
          if (!again()) throw readOnceError();
          continue;
        }
        refusal = await readRefusal(response, this.#now());
        if (response.status < 500 || isOverloaded(refusal)) throw refusal;
      } catch (thrown) {
        if (!(thrown instanceof ConnectionCut)) throw thrown;
        refusal = thrown;
      }
      if (retries >= call.retries || !again()) throw refusal;
      retries += 1;
      await this.#pause(retries, call);
    }
  }

  async #attempt(
    transport: Transport,
    request: BackendRequest,
    bearer: Bearer,
    call: Omit<BackendCall<unknown>, 'read'>,
    signal: AbortSignal | undefined,
  ): Promise<TransportResponse> {
    const startedAtMs = performance.now();
    const ours = bearer.mode !== 'apikey' && !transport.keepsCookies;
    const response = await transport.request({
      method: request.method,
      url: `${baseOf(this.#options.bases, bearer)}${request.path}`,
      headers: { ...request.headers, ...this.#loginHeaders(bearer), ...(ours ? this.#cookieHeader() : {}) },
      body: request.body,
      answerIdleMs: call.answerIdleMs,
      ...(signal === undefined ? {} : { signal }),
    });
    if (ours) this.#cookies.take(response.setCookies);
    this.#options.log?.('debug', 'answer', {
      path: request.path.replace(/\?.*$/s, ''),
      status: response.status,
      transport: transport.name,
      ms: Math.round(performance.now() - startedAtMs),
    });
    return response;
  }

  #loginHeaders(bearer: Bearer): Record<string, string> {
    const { originator, userAgent } = this.#options.identity;
    return {
      Authorization: `Bearer ${bearer.token}`,
      ...(bearer.accountId === undefined || bearer.mode === 'apikey' ? {} : { 'ChatGPT-Account-ID': bearer.accountId }),
      ...(bearer.fedramp === true ? { 'X-OpenAI-Fedramp': 'true' } : {}),
      originator,
      'User-Agent': userAgent,
    };
  }

  #cookieHeader(): Record<string, string> {
    const cookie = this.#cookies.header();
    return cookie === undefined ? {} : { Cookie: cookie };
  }

  #ways(): readonly [Transport, ...Transport[]] {
    const [first, second, ...rest] = this.#options.transports;
    if (second === undefined || this.#now() >= this.#challengedUntilMs) return this.#options.transports;
    return [second, first, ...rest];
  }

  async #pause(retry: number, call: Omit<BackendCall<unknown>, 'read'>): Promise<void> {
    const pauseMs = 200 * 2 ** (retry - 1) * (0.9 + Math.random() * 0.2);
    try {
      await delay(pauseMs, undefined, call.signal === undefined ? {} : { signal: call.signal });
    } catch {
      throw cancelledError(call.what); // Only an aborted signal ends a delay.
    }
  }
}

/** The login was renewed, but this audio was already read and gone. */
function readOnceError(): CodexError {
  return new CodexError('upstream_error', 'The login was renewed while the audio was on its way; send it again.', {
    status: 401,
  });
}
