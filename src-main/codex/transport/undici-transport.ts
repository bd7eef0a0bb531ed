// The first transport: undici with keep-alive, proxies and the system's certificates. HTTP/1.1 on purpose: uploads of
// several segments don't share one flow-control window, and each connection is plain to reason about.
// Uses undici's core requests, not its fetch: fetch adds headers of its own, and the service refuses strangers' headers.
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Agent, buildConnector, type Dispatcher, ProxyAgent, fetch as undiciFetch } from 'undici';
import type { CodexFetch } from '../credentials/credentials.ts';
import { abortFailure, failedToConnect, networkFailure } from './network-failure.ts';
import { ParkedSockets } from './parked-sockets.ts';
import type { ProxyOptions } from './proxy-options.ts';
import { type ProxyRoute, proxyRoutes } from './proxy-routes.ts';
import { openProxyTunnel, proxyAuthorization } from './proxy-tunnel.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';
import { companySecureContext } from './trusted-certificates.ts';
import { undiciResponse } from './undici-response.ts';

export interface UndiciTransportOptions {
  readonly proxy?: ProxyOptions | undefined;
  /** Name, TCP and TLS together, in milliseconds. Default 15,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Files of certificate authorities (PEM) to trust beside Node's list and the system's store. */
  readonly certificateFiles?: readonly string[] | undefined;
  /** Instead of `proxy`: the ways are decided already, best first. */
  readonly routes?: readonly ProxyRoute[] | undefined;
}

export interface UndiciTransport extends Transport {
  /** undici's fetch over the same connections and proxies; redirects are not followed unless asked for. */
  readonly fetch: CodexFetch;
  warm(url: string, signal?: AbortSignal): Promise<void>;
  reaches(url: string, signal?: AbortSignal): Promise<boolean>;
  forgetConnections(): void;
}

const idleConnectionMs = 60_000;

interface Way {
  readonly dispatcher: Dispatcher;
  /** Makes a connection that a request can use later; absent where only a request makes one. */
  readonly connect?: buildConnector.connector;
  /** Of what is left when the dispatcher is closed. */
  readonly close?: () => Promise<void>;
}

export function openUndiciTransport(options: UndiciTransportOptions = {}): UndiciTransport {
  const timeoutMs = options.connectTimeoutMs ?? 15_000;
  const tls = (): buildConnector.BuildOptions => tlsOptions(timeoutMs, options.certificateFiles);
  const routesTo = async (url: URL): Promise<readonly ProxyRoute[]> =>
    options.routes ?? (await proxyRoutes(url, options.proxy));
  const parked = new ParkedSockets();
  let connector: buildConnector.connector | undefined;
  const connect: buildConnector.connector = (place, callback) => {
    connector ??= buildConnector({ ...tls(), allowH2: false });
    connector(place, callback);
  };
  let ways = new Map<string, Way>();
  const openWay = (key: string, route: ProxyRoute, protocol: string): Way => {
    const keep = { keepAliveTimeout: idleConnectionMs, allowH2: false, headersTimeout: 0, bodyTimeout: 0 };
    const ahead = (own: buildConnector.connector): Agent =>
      new Agent({
        ...keep,
        connect: (place, callback) => {
          void parked
            .take(`${key} ${placeKey(place)}`)
            .then((socket) => (socket ? callback(null, socket) : own(place, callback)));
        },
      });
    if (route.kind === 'direct') return { dispatcher: ahead(connect), connect };
    if (protocol === 'https:' && /^https?:/i.test(route.address)) {
      const tunnel = openProxyTunnel(route.address, tls(), timeoutMs);
      return { dispatcher: ahead(tunnel.connect), connect: tunnel.connect, close: () => tunnel.close() };
    }
    return { dispatcher: new ProxyAgent({ ...keep, ...proxyAgentOptions(route.address, tls()) }) };
  };
  const wayOf = (route: ProxyRoute, { protocol }: URL): Way & { readonly key: string } => {
    const key = route.kind === 'direct' ? 'direct' : `${protocol} ${route.address}`;
    const way = ways.get(key) ?? openWay(key, route, protocol);
    ways.set(key, way);
    return { ...way, key };
  };

  const transport: UndiciTransport = {
    name: 'undici',
    keepsCookies: false,
    request: async (request) => {
      const url = new URL(request.url);
      const routes = await routesTo(url);
      for (const [index, route] of routes.entries()) {
        const last = index === routes.length - 1;
        const sent = await send(wayOf(route, url).dispatcher, url, request, last);
        if (sent !== undefined) return sent;
      }
      throw new Error('a list of routes is never empty');
    },
    fetch: async (input, init) => {
      const url = new URL(input instanceof URL || typeof input === 'string' ? input : input.url);
      const routes = await routesTo(url);
      for (const [index, route] of routes.entries()) {
        try {
          return await undiciFetch(input, { redirect: 'manual', ...init, dispatcher: wayOf(route, url).dispatcher });
        } catch (thrown) {
          // Nothing was sent yet, and a text can be sent again.
          const mayGoOn = index < routes.length - 1 && failedToConnect(thrown) && !init?.signal?.aborted;
          if (!mayGoOn || (init?.body && typeof init.body !== 'string')) throw thrown;
        }
      }
      throw new Error('a list of routes is never empty');
    },
    warm: async (address, signal) => {
      const url = new URL(address);
      const [route] = await routesTo(url);
      if (route === undefined || signal?.aborted) return;
      const { key, dispatcher, connect: own } = wayOf(route, url);
      // Through a SOCKS proxy the connection is made by the first request.
      if (own === undefined) return;
      const place = { protocol: url.protocol, hostname: url.hostname, host: url.host, port: url.port };
      const parkedAs = `${key} ${placeKey(place)}`;
      if (parked.has(parkedAs) || hasFreeConnection(dispatcher, url.origin)) return;
      await parked.park(parkedAs, connected(own, place));
    },
    reaches: async (address, signal) => {
      const url = new URL(address);
      try {
        const [route] = await proxyRoutes(url, options.proxy);
        const { protocol, hostname, host, port } = route?.kind === 'proxy' ? new URL(route.address) : url;
        // A proxy is only called: whether it finds the way, and speaks TLS, the request itself will see.
        const place = { protocol: route?.kind === 'proxy' ? 'http:' : protocol, hostname, host, port };
        const socket = await connected(connect, place);
        socket.destroy();
        return !signal?.aborted;
      } catch {
        return false;
      }
    },
    forgetConnections: () => {
      parked.clear();
      const old = ways;
      ways = new Map();
      // Requests under way end first.
      for (const { dispatcher, close } of old.values()) void dispatcher.close().then(close);
    },
    [Symbol.asyncDispose]: async () => {
      parked.clear();
      const old = [...ways.values()];
      ways = new Map();
      await Promise.all(old.flatMap(({ dispatcher, close }) => [dispatcher.destroy(), close?.()]));
    },
  };
  return transport;
}

/** Undefined: this way could not be taken and nothing was sent; try the next. */
async function send(
  dispatcher: Dispatcher,
  url: URL,
  request: TransportRequest,
  last: boolean,
): Promise<TransportResponse | undefined> {
  const idleMs = request.answerIdleMs ?? 0;
  let bodyFailure: unknown;
  // A short one goes out with its headers in one write.
  const whole = request.body?.whole?.();
  const body =
    request.body === undefined || whole !== undefined
      ? null
      : // Pieces pass one at a time: undici writes one, waits for the socket to drain, and asks for the next.
        Readable.from(
          remembering(request.body.open(true), (failure) => (bodyFailure = failure)),
          { objectMode: true },
        );
  const length = request.body?.lengthBytes;
  try {
    const data = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { ...request.headers, ...(length === undefined ? {} : { 'content-length': String(length) }) },
      body: whole ?? body,
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    return undiciResponse(data, url.host, request.signal);
  } catch (thrown) {
    body?.destroy();
    if (request.signal?.aborted) throw abortFailure(request.signal, url.host);
    if (bodyFailure !== undefined) throw bodyFailure;
    if (!last && failedToConnect(thrown)) return undefined;
    throw networkFailure(thrown, url.host);
  }
}

async function* remembering(
  source: AsyncIterable<Uint8Array>,
  onFailure: (failure: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (thrown) {
    onFailure(thrown);
    throw thrown;
  }
}

function tlsOptions(timeoutMs: number, certificateFiles?: readonly string[]): buildConnector.BuildOptions {
  const secureContext = companySecureContext(certificateFiles);
  return { timeout: timeoutMs, ...(secureContext === undefined ? {} : { secureContext }) };
}

/** A SOCKS proxy that is given TLS options is taken for one behind TLS, which none is. */
function proxyAgentOptions(uri: string, tls: buildConnector.BuildOptions): ProxyAgent.Options {
  if (uri.startsWith('socks')) return { uri, requestTls: tls };
  const token = proxyAuthorization(new URL(uri));
  return { uri, requestTls: tls, proxyTls: tls, ...(token === undefined ? {} : { token }) };
}

function placeKey(place: {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: string | number;
}): string {
  return `${place.protocol}//${place.hostname}:${place.port || (place.protocol === 'https:' ? 443 : 80)}`;
}

async function connected(connect: buildConnector.connector, place: buildConnector.Options): Promise<Socket> {
  const done = Promise.withResolvers<Socket>();
  connect(place, (...[error, socket]) => (error === null ? done.resolve(socket) : done.reject(error)));
  return await done.promise;
}

function hasFreeConnection(dispatcher: Dispatcher | undefined, origin: string): boolean {
  const stats = dispatcher instanceof Agent ? dispatcher.stats[origin] : undefined;
  // Not `free`: it still counts a connection as busy for a moment after its answer was read.
  return stats !== undefined && Number(stats.connected) > stats.size;
}
