// Decides by which ways a URL may be reached, best first. Opens no connection.
import { CodexError } from '../errors.ts';
import { isExcepted, isLoopbackHost } from './no-proxy.ts';
import type { ProxyOptions } from './proxy-options.ts';

export type ProxyRoute =
  | { readonly kind: 'direct' }
  /** Address of the proxy, perhaps with a user and a password: never to be shown. */
  | { readonly kind: 'proxy'; readonly address: string };

const direct: ProxyRoute = { kind: 'direct' };

/**
 * Explicit, then the environment's, then the system's, else direct. NO_PROXY excepts from the first two. The
 * environment's proxies never get addresses on this machine; an explicit one does, since the user named it.
 * Throws CodexError `settings_invalid` for an address that is none.
 */
export async function proxyRoutes(url: URL, options: ProxyOptions = {}): Promise<readonly ProxyRoute[]> {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const excepted = isExcepted(options.noProxy, url.hostname, port);
  if (options.explicit) return [excepted ? direct : proxyRoute('The proxy address', options.explicit)];
  if (isLoopbackHost(url.hostname)) return [direct];
  const named = url.protocol === 'https:' ? options.https || options.all : options.http || options.all;
  if (named) return [excepted ? direct : proxyRoute('The proxy in the environment', named)];
  if (excepted || options.resolveProxy === undefined) return [direct];
  // A system that can't say leaves the direct way.
  return parsePacAnswer(await options.resolveProxy(url.href).catch(() => 'DIRECT'));
}

/** `PROXY a:8080; SOCKS5 b:1080; DIRECT`. What can't be used is left out; nothing left means direct. */
export function parsePacAnswer(answer: string): readonly ProxyRoute[] {
  const routes = answer.split(';').flatMap((part): ProxyRoute[] => {
    const [kind = '', place = ''] = part.trim().split(/\s+/);
    const scheme = pacSchemes[kind.toUpperCase()];
    if (kind.toUpperCase() === 'DIRECT') return [direct];
    if (scheme === undefined || !URL.canParse(`${scheme}//${place}`)) return [];
    return [{ kind: 'proxy', address: `${scheme}//${place}` }];
  });
  return routes.length === 0 ? [direct] : routes;
}

const pacSchemes: Readonly<Record<string, string>> = {
  PROXY: 'http:',
  HTTP: 'http:',
  HTTPS: 'https:',
  SOCKS: 'socks5:',
  SOCKS5: 'socks5:',
};

const schemes = ['http:', 'https:', 'socks5:', 'socks:', 'socks5h:'];

function proxyRoute(what: string, given: string): ProxyRoute {
  const address = given.includes('://') ? given : `http://${given}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.hostname === '' || !schemes.includes(url.protocol)) {
    throw new CodexError(
      'settings_invalid',
      `${what} can\u2019t be used; write it as http://host:port or socks5://host:port.`,
    );
  }
  // The name is left to the proxy in either spelling.
  return { kind: 'proxy', address: url.protocol === 'socks5h:' ? address.replace(/^socks5h/i, 'socks5') : address };
}
