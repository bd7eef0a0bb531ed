// Personal access tokens (`at-…`): used as they are, never renewed. Whose they are is asked once per token and kept in
// memory. Source: openai/codex `login/src/auth/personal_access_token.rs`.
import * as z from 'zod';
import { isCodexError } from '../errors.ts';
import type { Bearer, CodexLog } from './credentials.ts';
import { refusedKey } from './login-errors.ts';
import { isChallenge, type TokenClient } from './spend-refresh-token.ts';
import { bearerFingerprint } from './stored-login.ts';
import { headerSafe } from './token-claims.ts';
import { untilAborted } from './until-aborted.ts';

const identityShape = z.looseObject({
  email: z.string().nullish(),
  chatgpt_account_id: z.string().nullish(),
  chatgpt_plan_type: z.string().nullish(),
  chatgpt_account_is_fedramp: z.boolean().nullish(),
});

type Identity = Pick<Bearer, 'accountId' | 'email' | 'plan' | 'fedramp'>;

const patienceMs = 15_000;

export class PersonalTokens {
  readonly #client: TokenClient;
  readonly #log: CodexLog;
  /** The last token's identity; a promise while it is being asked for. */
  #asked: { readonly token: string; readonly answer: Promise<Identity>; identity?: Identity } | undefined;

  constructor(client: TokenClient, log: CodexLog) {
    this.#client = client;
    this.#log = log;
  }

  /** Throws `login_expired` when the service refuses the token, `cancelled`. */
  async bearer(token: string, signal?: AbortSignal): Promise<Bearer> {
    if (this.#asked?.token !== token) this.#asked = { token, answer: this.#ask(token) };
    const asked = this.#asked;
    try {
      asked.identity = await untilAborted(asked.answer, signal, 'Reading the login');
    } catch (error) {
      if (isCodexError(error, 'cancelled', 'login_expired')) throw error;
      // Who it is only completes the headers; the request itself will tell whether the service is there.
      this.#log('debug', 'identity of the personal access token unknown');
      if (this.#asked === asked) this.#asked = undefined;
    }
    const identity = asked.identity ?? {};
    return { token, mode: 'pat', fingerprint: bearerFingerprint('pat', token, identity.accountId), ...identity };
  }

  /** What is known without asking. */
  known(token: string): Pick<Identity, 'accountId' | 'email' | 'plan'> {
    const { fedramp: _header, ...shown } = (this.#asked?.token === token ? this.#asked.identity : undefined) ?? {};
    return shown;
  }

  async #ask(token: string): Promise<Identity> {
    const { fetch, endpoints, originator, userAgent } = this.#client;
    const response = await fetch(endpoints.whoami, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', originator, 'user-agent': userAgent },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.status === 401 && !isChallenge(response.headers)) throw refusedKey('personal access token');
    if (!response.ok) throw new Error(`whoami answered ${response.status}`);
    const identity = identityShape.parse(await response.json());
    const accountId = headerSafe(identity.chatgpt_account_id);
    return {
      ...(accountId === undefined ? {} : { accountId }),
      ...(identity.email ? { email: identity.email } : {}),
      ...(identity.chatgpt_plan_type ? { plan: identity.chatgpt_plan_type } : {}),
      ...(identity.chatgpt_account_is_fedramp ? { fedramp: true } : {}),
    };
  }
}
