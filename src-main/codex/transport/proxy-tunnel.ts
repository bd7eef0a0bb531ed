// TLS to a service through an HTTP proxy, as a connector: so that the tunnel can be made before the request that will use
// it. undici's own proxy agent makes it with the first request, and waits for the proxy's answer for five minutes.
import type { Socket } from 'node:net';
import { buildConnector, errors, Pool } from 'undici';

export interface ProxyTunnel {
  /** For `https:` places. */
  readonly connect: buildConnector.connector;
  /** Of connections to the proxy that were not made into tunnels. */
  close(): Promise<void>;
}

/**
 * @param address `http:` or `https:`, perhaps with a user and a password
 * @param timeoutMs for the proxy's part; TLS with the service has as much again
 */
export function openProxyTunnel(address: string, tls: buildConnector.BuildOptions, timeoutMs: number): ProxyTunnel {
  const url = new URL(address);
  const authorization = proxyAuthorization(url);
  const proxy = new Pool(url.origin, { connect: { ...tls, allowH2: false } });
  const secure = buildConnector({ ...tls, allowH2: false });

  const tunnelTo = async (host: string, port: string): Promise<Socket> => {
    const asked = {
      origin: url.origin,
      path: port === '' ? `${host}:443` : host, // a host names its port unless it is the usual one
      headers: { host, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
      signal: AbortSignal.timeout(timeoutMs),
      servername: url.hostname, // the proxy's own, not that of the Host header
    };
    const { socket, statusCode } = await proxy.connect(asked);
    if (statusCode === 200) return socket as Socket; // what an upgraded connection is
    socket.on('error', () => undefined).destroy();
    throw new errors.RequestAbortedError(`Proxy response (${statusCode}) !== 200 when HTTP Tunneling`);
  };

  return {
    connect: (place, callback) => {
      tunnelTo(place.host ?? place.hostname, place.port).then(
        (httpSocket) => secure({ ...place, httpSocket }, callback),
        (thrown: unknown) => callback(proxyFailure(thrown), null),
      );
    },
    close: () => proxy.destroy(),
  };
}

/** undici tries for ever what it takes for a connection that was lost, and takes a wrong name for the service's. */
function proxyFailure(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new errors.ProxyConnectionError(new Error(String(thrown)));
  if (thrown.name === 'TimeoutError') return new errors.ConnectTimeoutError('The proxy did not answer in time.');
  const code = 'code' in thrown ? thrown.code : undefined;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return new errors.SecureProxyConnectionError(thrown);
  return code === 'UND_ERR_SOCKET' ? new errors.ProxyConnectionError(thrown) : thrown;
}

/** The header's value; undefined without a user. */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === '') return undefined;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

/** A password with a bare percent sign is meant as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
