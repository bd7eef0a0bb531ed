// Opens the shared Codex client for the app, the server and the command line: addresses and proxies from the environment,
// flags of the command line over them, the app's settings under them. Practice mode swaps in the embedded practice
// service, with a bearer of its own, so that no real login is ever sent to it.
import {
  type CodexClient,
  type Credentials,
  type CredentialsOptions,
  codexEnvOptions,
  credentialsOptionsFromEnv,
  openCodexClient,
  openCredentials,
  openUndiciTransport,
  type ProxyOptions,
  type Transport,
} from '../codex/index.ts';
import type { Log } from '../lib/log.ts';
import { programEnv } from '../lib/program-env.ts';
import { type LoginDesk, openLoginDesk } from './login-desk.ts';
import { findPlaces, type Surroundings, userAgentOf } from './places.ts';

export interface CodexFlags {
  readonly bearer?: string;
  readonly accountId?: string;
  readonly authFile?: string;
  readonly proxy?: string;
  readonly requestTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly silkDecoder?: string;
  readonly silkSampleRateHz?: number;
  readonly silkDecode?: boolean;
}

/** What of the settings concerns the way to the service. */
export interface CodexSettings {
  /** Empty: none of its own, the environment and the system decide. */
  readonly proxy: string;
  readonly apiKeyModel: string;
}

export interface OpenCodexOptions {
  readonly surroundings: Surroundings;
  readonly flags?: CodexFlags;
  /** Asked at every request, so that a changed setting counts at once. A flag goes before it. */
  readonly settings: () => CodexSettings;
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
  /** Whether somebody answers on the way to the service. Sends nothing; never rejects. */
  reaches(signal: AbortSignal): Promise<boolean>;
  /** The proxy that the next request to the service would be told to use, for people; '' when none is named. */
  proxy(): string;
  readonly upstream: string;
  readonly issuer: string;
}

export function openCodex({
  surroundings,
  flags = {},
  settings,
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
  const { certificateFiles } = addresses;
  const userAgent = addresses.identity?.userAgent ?? userAgentOf(surroundings);
  const originator = addresses.identity?.originator ?? 'sotto';
  // Getters, since transport, keeper and client read them at each request.
  const proxy: ProxyOptions = {
    ...addresses.proxy,
    get explicit() {
      return flags.proxy || settings().proxy || addresses.proxy.explicit;
    },
    resolveProxy,
  };
  // One way out for everything: sign-in and renewal take the same proxies and certificates as the audio.
  const transport = openUndiciTransport({ proxy, certificateFiles, connectTimeoutMs: flags.connectTimeoutMs });
  const credentialOptions: CredentialsOptions = {
    ...credentialsOptionsFromEnv(env, { bearer: flags.bearer, accountId: flags.accountId, authFile: flags.authFile }),
    fetch: transport.fetch,
    home: userHome,
    originator,
    userAgent,
    keeper: surroundings.loginKeeper ? { command: surroundings.loginKeeper, env, proxy, certificateFiles } : null,
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
    get apiKeyModel() {
      return settings().apiKeyModel;
    },
    secondTransport,
    audioPrograms: {
      env: programEnv(env),
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
    reaches: (signal) => transport.reaches(addresses.upstream, signal),
    desk: openLoginDesk(credentials, credentialOptions, () => client),
    proxy: () => shownProxy(proxy),
    upstream: addresses.upstream,
    issuer: credentialOptions.issuer ?? 'https://auth.openai.com',
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await credentials[Symbol.asyncDispose]();
      await transport[Symbol.asyncDispose]();
    },
  };
}

/** Without a user's name and password: it is shown and copied. */
function shownProxy({ explicit, https, all }: ProxyOptions): string {
  const named = explicit || https || all || '';
  if (named === '') return '';
  const address = named.includes('://') ? named : `http://${named}`;
  if (!URL.canParse(address)) return named.replace(/^.*@/, '');
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
