// A transport over any web-standard fetch: the second way after a challenge (a browser's network stack, for example).
// Small bodies are handed over whole, since browsers' stacks send streams in chunks, which some gateways refuse.
import { abortFailure, networkFailure } from './network-failure.ts';
import type { Transport, TransportBody, TransportResponse } from './transport.ts';

export interface FetchTransportOptions {
  readonly name: string;
  /** Only these members of the init are used: method, headers, body, signal, redirect, cache, duplex. */
  readonly fetch: typeof globalThis.fetch;
  /** True when that stack keeps cookies itself. It should: a browser's stack drops a Cookie header set by hand. */
  readonly keepsCookies: boolean;
}

const wholeUpToBytes = 64 * 1024 * 1024;

export function fetchTransport(options: FetchTransportOptions): Transport {
  return {
    name: options.name,
    keepsCookies: options.keepsCookies,
    request: async (request) => {
      const host = new URL(request.url).host;
      const whole = (request.body?.lengthBytes ?? Number.POSITIVE_INFINITY) <= wholeUpToBytes;
      const ended = new AbortController();
      const init: RequestInit & { duplex?: 'half' } = {
        method: request.method,
        headers: { ...request.headers },
        redirect: 'manual',
        cache: 'no-store',
        signal: request.signal === undefined ? ended.signal : AbortSignal.any([request.signal, ended.signal]),
      };
      if (request.body !== undefined) {
        init.body = whole ? await gather(request.body) : ReadableStream.from(request.body.open());
        if (!whole) init.duplex = 'half';
      }
      try {
        const response = await options.fetch(request.url, init);
        return webResponse(response, host, request.signal, () => ended.abort());
      } catch (thrown) {
        throw request.signal?.aborted ? abortFailure(request.signal, host) : networkFailure(thrown, host);
      }
    },
    [Symbol.asyncDispose]: async () => undefined, // Nothing here is ours: the stack belongs to whoever handed it in.
  };
}

async function gather(body: TransportBody): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(body.lengthBytes ?? 0);
  let at = 0;
  for await (const chunk of body.open()) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function webResponse(
  response: Response,
  host: string,
  signal: AbortSignal | undefined,
  end: () => void,
): TransportResponse {
  const headers = new Map<string, string>();
  for (const [name, value] of response.headers) if (name !== 'set-cookie') headers.set(name, value);
  return {
    status: response.status,
    headers,
    header: (name) => response.headers.get(name) ?? undefined,
    setCookies: response.headers.getSetCookie(),
    body: chunks(response, host, signal),
    discard: async () => end(), // That stack keeps its connections as it likes.
    abandon: end,
  };
}

async function* chunks(response: Response, host: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  try {
    yield* response.body;
  } catch (thrown) {
    throw signal?.aborted ? abortFailure(signal, host) : networkFailure(thrown, host);
  }
}
