// Which certificate authorities are trusted: Node's own list, NODE_EXTRA_CA_CERTS, and the system's store, where
// companies put the certificate of the proxy that reads their traffic.
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

let known: { readonly context: SecureContext | undefined } | undefined;

/** Undefined: the default list holds all of it. Made once; reading the system's store can take a while. */
export function companySecureContext(): SecureContext | undefined {
  known ??= { context: makeContext() };
  return known.context;
}

function makeContext(): SecureContext | undefined {
  const system = certificates('system');
  const usual = certificates('default');
  const trusted = new Set(usual);
  for (const certificate of system) trusted.add(certificate);
  // Without the usual list, the system's alone must not replace it.
  if (usual.length === 0 || trusted.size === new Set(usual).size) return undefined;
  return createSecureContext({ ca: [...trusted] });
}

function certificates(from: 'system' | 'default'): readonly string[] {
  try {
    return getCACertificates(from);
  } catch {
    return []; // A store that can't be read adds nothing.
  }
}
