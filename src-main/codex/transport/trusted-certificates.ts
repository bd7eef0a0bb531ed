// Which certificate authorities are trusted: Node's own list, the system's store, where companies put the certificate of
// the proxy that reads their traffic, and the files that were named. Node reads NODE_EXTRA_CA_CERTS by itself, but not
// inside an Electron package whose fuse for Node's options is off.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

const known = new Map<string, SecureContext | undefined>();

/**
 * Undefined: the default list holds all of it. Made once; reading the system's store can take a while.
 * @param files in PEM; one that can't be read adds nothing
 */
export function companySecureContext(files: readonly string[] = []): SecureContext | undefined {
  const key = JSON.stringify(files);
  if (!known.has(key)) known.set(key, makeContext(files));
  return known.get(key);
}

function makeContext(files: readonly string[]): SecureContext | undefined {
  const usual = new Set(certificates('default'));
  const more = new Set([...certificates('system'), ...files.flatMap(certificatesIn)]);
  const added = [...more].filter((certificate) => !usual.has(certificate) && isCurrent(certificate));
  // Without the usual list, the system's alone must not replace it.
  if (usual.size === 0 || added.length === 0) return undefined;
  return createSecureContext({ ca: [...usual, ...added] });
}

function certificates(from: 'system' | 'default'): readonly string[] {
  try {
    return getCACertificates(from);
  } catch {
    return []; // A store that can't be read adds nothing.
  }
}

function certificatesIn(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  } catch {
    return []; // As Node does; the connection's own error names the variable.
  }
}

/** An authority that has expired is of no use, and BoringSSL ends its search at one instead of looking further. */
function isCurrent(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).validToDate.getTime() > Date.now();
  } catch {
    return false; // No certificate at all.
  }
}
