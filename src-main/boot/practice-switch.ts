// Which service a take goes to: the real one, or the embedded practice service, which runs only while practice mode is
// on, with a bearer of its own, so that the real login never reaches it.

import { fetch as undiciFetch } from 'undici';
import { findPlaces, type Surroundings, userAgentOf } from '../app/places.ts';
import { type CodexClient, openCodexClient, openCredentials } from '../codex/index.ts';
import { AppError } from '../contract/app-error.ts';
import type { Log } from '../lib/log.ts';

export interface PracticeSwitchOptions {
  readonly real: CodexClient;
  readonly surroundings: Surroundings;
  readonly log: Log;
}

export class PracticeSwitch implements AsyncDisposable {
  readonly #options: PracticeSwitchOptions;
  #practice: { readonly client: CodexClient; readonly close: () => Promise<void> } | null = null;

  constructor(options: PracticeSwitchOptions) {
    this.#options = options;
  }

  get on(): boolean {
    return this.#practice !== null;
  }

  /** The client for the next request of somebody who has no take. */
  get client(): CodexClient {
    return this.of(this.on);
  }

  /** The client for a take of this kind. @throws AppError account_changed: practice mode was switched off under its take */
  of(practice: boolean): CodexClient {
    if (!practice) return this.#options.real;
    if (this.#practice) return this.#practice.client;
    throw switchedOff();
  }

  async set(on: boolean): Promise<void> {
    if (on === this.on) return;
    if (!on) {
      await this.#close();
      return;
    }
    const { startPracticeService } = await import('../../test/standin/practice.ts');
    const service = await startPracticeService();
    const { surroundings } = this.#options;
    const credentials = openCredentials({
      fetch: undiciFetch,
      home: findPlaces(surroundings).userHome,
      bearer: service.bearer,
    });
    const client = openCodexClient({
      credentials,
      upstream: service.upstream,
      openaiBase: service.upstream,
      identity: { originator: 'sotto', userAgent: userAgentOf(surroundings) },
    });
    const close = async (): Promise<void> => {
      await client[Symbol.asyncDispose]();
      await credentials[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    };
    const offered: CodexClient = {
      ...client,
      transcribe: (audio, options) =>
        client.transcribe(audio, options).catch((thrown: unknown) => {
          throw this.#practice?.client === offered ? thrown : switchedOff();
        }),
    };
    this.#practice = { client: offered, close };
    this.#options.log.info('practice mode on');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #close(): Promise<void> {
    const practice = this.#practice;
    this.#practice = null;
    await practice?.close();
  }
}

/** No matter of a login or a network: it is not sent by itself, and Retry asks the service that is there now. */
function switchedOff(): AppError {
  return new AppError('account_changed', 'Practice mode was switched off while this take was on its way.', {
    hint: 'Press Retry to have it transcribed for real.',
  });
}
