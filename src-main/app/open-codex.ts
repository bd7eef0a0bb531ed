// Opens the shared Codex client for the app, the server and the command line: addresses and proxies from the environment,
// flags of the command line over them, the app's settings under them. Practice mode swaps in the embedded practice
// service, with a bearer of its own, so that no real login is ever sent to it.
import { join } from 'node:path';
import {
  type CodexClient,
  type Credentials,
  type CredentialsOptions,
  codexEnvOptions,
  credentialsOptionsFromEnv,
  openCodexClient,
  openCredentials,
  openUndiciTransport,
  type Transport,
} from '../codex/index.ts';
import type { Log } from '../lib/log.ts';
import { type LoginDesk, openLoginDesk } from './login-desk.ts';
import { findPlaces, type Surroundings, userAgentOf } from './places.ts';

export interface CodexFlags {
  readonly bearer?: string;
  readonly accountId?: string;
  readonly authFile?: string;
  readonly proxy?: string;
  readonly requestTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly apiKeyModel?: string;
  readonly silkDecoder?: string;
  readonly silkSampleRateHz?: number;
  readonly silkDecode?: boolean;
}

export interface OpenCodexOptions {
  readonly surroundings: Surroundings;
  readonly flags?: CodexFlags;
  readonly log: Log;
  /** Electron's `session.resolveProxy`. */
  readonly resolveProxy?: (url: string) => Promise<string>;
  /** Electron's `net.fetch`, behind the client's port. */
  readonly secondTransport?: Transport;
}

export interface OpenCodex extends AsyncDisposable {
  readonly client: CodexClient;
  readonly credentials: Credentials;
  readonly desk: LoginDesk;
  /** After sleep, or when the network changed. */
  forgetConnections(): void;
  readonly upstream: string;
  readonly issuer: string;
}

export function openCodex({
  surroundings,
  flags = {},
  log,
  resolveProxy,
  secondTransport,
}: OpenCodexOptions): OpenCodex {
  const { env } = surroundings;
  const { userHome } = findPlaces(surroundings);
  const room = log.room('codex');
  const codexLog = (
    level: 'debug' | 'info' | 'warn',
    message: string,
    facts?: Readonly<Record<string, unknown>>,
  ): void => room[level](message, facts);
  const addresses = codexEnvOptions(env);
  const userAgent = addresses.identity?.userAgent ?? userAgentOf(surroundings);
  const originator = addresses.identity?.originator ?? 'sotto';
  const proxy = { ...addresses.proxy, ...(flags.proxy ? { explicit: flags.proxy } : {}), resolveProxy };
  // One way out for everything: sign-in and renewal take the same proxies and certificates as the audio.
  const transport = openUndiciTransport({ proxy, connectTimeoutMs: flags.connectTimeoutMs });
  const credentialOptions: CredentialsOptions = {
    ...credentialsOptionsFromEnv(env, { bearer: flags.bearer, accountId: flags.accountId, authFile: flags.authFile }),
    fetch: transport.fetch,
    home: userHome,
    originator,
    userAgent,
    keeper: surroundings.node
      ? {
          command: [surroundings.node, join(surroundings.bundle, 'refresh-keeper.js')],
          env,
          proxy: { ...addresses.proxy, explicit: flags.proxy },
        }
      : null,
    log: codexLog,
  };
  const credentials = openCredentials(credentialOptions);
  const client = openCodexClient({
    credentials,
    upstream: addresses.upstream,
    openaiBase: addresses.openaiBase,
    identity: { originator, userAgent },
    transport,
    requestTimeoutMs: flags.requestTimeoutMs,
    apiKeyModel: flags.apiKeyModel,
    secondTransport,
    audioPrograms: {
      env,
      home: userHome,
      silk: {
        decoder: flags.silkDecoder,
        decoderFromEnv: env.SOTTO_SILK_DECODER ?? env.CODEX_ASR_SILK_DECODER,
        sampleRateHz: flags.silkSampleRateHz,
        decode: flags.silkDecode,
      },
    },
    log: codexLog,
  });
  return {
    client,
    credentials,
    forgetConnections: () => transport.forgetConnections(),
    desk: openLoginDesk(credentials, credentialOptions, () => client),
    upstream: addresses.upstream,
    issuer: credentialOptions.issuer ?? 'https://auth.openai.com',
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await credentials[Symbol.asyncDispose]();
      await transport[Symbol.asyncDispose]();
    },
  };
}
