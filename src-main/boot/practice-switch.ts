// Which service a take goes to: the real one, or the embedded practice service, which runs only while practice mode is
// on, with a bearer of its own, so that the real login never reaches it.

import { fetch as undiciFetch } from 'undici';
import { findPlaces, type Surroundings, userAgentOf } from '../app/places.ts';
import { type CodexClient, openCodexClient, openCredentials } from '../codex/index.ts';
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

  /** The client for the next request. */
  get client(): CodexClient {
    return this.#practice?.client ?? this.#options.real;
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
    this.#practice = { client, close };
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
