// Chromium's network stack as the Codex client's second transport: other TLS, the system's proxy or the one of the
// settings, and a cookie jar of its own, tried once when the first one was met with a challenge. In a session of its own,
// in memory only, so that nothing of it outlives the app.
import { session } from 'electron';
import { fetchTransport, type Transport } from '../codex/index.ts';

const apart = () => session.fromPartition('codex');

export function createSecondTransport(): Transport {
  return fetchTransport({
    name: 'chromium',
    keepsCookies: true,
    fetch: (input, init) => apart().fetch(input instanceof URL ? input.href : input, init),
  });
}

/**
 * The way of the second transport from now on. Chromium takes no user and password in a rule: through a proxy that asks
 * for them it fails, and the first transport's answer stands (electron.d.ts, `Session.setProxy`).
 * @param proxy as in the settings; '' is the system's
 */
export async function useProxyInChromium(proxy: string): Promise<void> {
  await apart().setProxy(proxy === '' ? { mode: 'system' } : { mode: 'fixed_servers', proxyRules: proxyRule(proxy) });
  await apart().closeAllConnections();
}

/** `socks5://host:1080` from any way of writing it. */
function proxyRule(proxy: string): string {
  const { protocol, host } = new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
  return `${protocol.replace('socks5h:', 'socks5:')}//${host}`;
}

/** The system's proxy for an address, in PAC words. */
export async function resolveSystemProxy(url: string): Promise<string> {
  return await session.defaultSession.resolveProxy(url);
}
