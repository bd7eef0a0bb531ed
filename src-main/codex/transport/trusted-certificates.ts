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
  const system = systemCertificates();
  const usual = getCACertificates('default');
  const trusted = new Set(usual);
  for (const certificate of system) trusted.add(certificate);
  if (trusted.size === new Set(usual).size) return undefined;
  return createSecureContext({ ca: [...trusted] });
}

function systemCertificates(): readonly string[] {
  try {
    return getCACertificates('system');
  } catch {
    return []; // A store that can't be read adds nothing; the default list still holds.
  }
}
