// Chromium's network stack as the Codex client's second transport: other TLS, the system's proxy and a cookie jar of its
// own, tried once when the first one was met with a challenge. In a session of its own, in memory only, so that nothing
// of it outlives the app.
import { session } from 'electron';
import { fetchTransport, type Transport } from '../codex/index.ts';

export function createSecondTransport(): Transport {
  const apart = session.fromPartition('codex');
  return fetchTransport({
    name: 'chromium',
    keepsCookies: true,
    fetch: (input, init) => apart.fetch(input instanceof URL ? input.href : input, init),
  });
}

/** The system's proxy for an address, in PAC words. */
export async function resolveSystemProxy(url: string): Promise<string> {
  return await session.defaultSession.resolveProxy(url);
}
