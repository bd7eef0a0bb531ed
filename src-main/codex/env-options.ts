// The documented environment variables of the transport half as options. The environment is handed in; nothing here
// reads it by itself. The login's variables are in credentials/options-from-env.ts.
import { type BackendBases, checkedBases, defaultOpenaiBase, defaultUpstream } from './backend/bases.ts';
import type { ProxyOptions } from './transport/proxy-options.ts';

export interface CodexEnvOptions extends BackendBases {
  /** Only what the environment names. */
  readonly identity: { readonly originator?: string; readonly userAgent?: string };
  readonly proxy: ProxyOptions;
  /** Of certificate authorities: NODE_EXTRA_CA_CERTS, and the official program's CODEX_CA_CERTIFICATE, SSL_CERT_FILE. */
  readonly certificateFiles: readonly string[];
  /** For `audioPrograms.silk.decoderFromEnv`. */
  readonly silkDecoder?: string;
}

/**
 * SOTTO_UPSTREAM, SOTTO_OPENAI_BASE, SOTTO_ORIGINATOR, SOTTO_USER_AGENT, SOTTO_SILK_DECODER (or CODEX_ASR_SILK_DECODER),
 * SOTTO_PROXY, then HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY in either case; NODE_EXTRA_CA_CERTS,
 * CODEX_CA_CERTIFICATE, SSL_CERT_FILE.
 * Throws `settings_invalid` unless an address is https:, or http: on this machine.
 */
export function codexEnvOptions(env: Readonly<Record<string, string | undefined>>): CodexEnvOptions {
  const of = (...names: string[]): string | undefined => {
    for (const name of names) {
      const value = env[name]?.trim();
      if (value) return value;
    }
    return undefined;
  };
  const either = (name: string): string | undefined => of(name, name.toLowerCase());
  const originator = headerValue(of('SOTTO_ORIGINATOR'));
  const userAgent = headerValue(of('SOTTO_USER_AGENT'));
  const silkDecoder = of('SOTTO_SILK_DECODER', 'CODEX_ASR_SILK_DECODER');
  return {
    ...checkedBases({
      upstream: of('SOTTO_UPSTREAM') ?? defaultUpstream,
      openaiBase: of('SOTTO_OPENAI_BASE') ?? defaultOpenaiBase,
    }),
    identity: {
      ...(originator === undefined ? {} : { originator }),
      ...(userAgent === undefined ? {} : { userAgent }),
    },
    proxy: {
      explicit: of('SOTTO_PROXY'),
      https: either('HTTPS_PROXY'),
      http: either('HTTP_PROXY'),
      all: either('ALL_PROXY'),
      noProxy: either('NO_PROXY'),
    },
    certificateFiles: ['NODE_EXTRA_CA_CERTS', 'CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE'].flatMap(
      (name) => of(name) ?? [],
    ),
    ...(silkDecoder === undefined ? {} : { silkDecoder }),
  };
}

/** As the official client does: what can't stand in a header becomes an underscore. */
function headerValue(value: string | undefined): string | undefined {
  return value?.replace(/[^\x20-\x7e]/g, '_');
}
