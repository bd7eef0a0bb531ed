// An answer of undici's in the words of the transport port.
import type { Dispatcher } from 'undici';
import { abortFailure, networkFailure } from './network-failure.ts';
import type { TransportResponse } from './transport.ts';

/** Reading a rest is meant to save a connection, not to wait. */
const discardWithinMs = 300;

export function undiciResponse(
  data: Dispatcher.ResponseData,
  host: string,
  signal: AbortSignal | undefined,
): TransportResponse {
  const headers = new Map<string, string>();
  let setCookies: readonly string[] = [];
  for (const [name, value] of Object.entries(data.headers)) {
    if (value === undefined) continue;
    if (name.toLowerCase() === 'set-cookie') setCookies = Array.isArray(value) ? value : [value];
    else headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
  }
  return {
    status: data.statusCode,
    headers,
    header: (name) => headers.get(name.toLowerCase()),
    setCookies,
    body: chunks(data.body, host, signal),
    discard: async () => {
      data.body.on('error', () => undefined); // Whatever breaks now is of no interest.
      const patience = setTimeout(() => data.body.destroy(), discardWithinMs);
      await data.body.dump({ limit: 65_536 }).catch(() => undefined);
      clearTimeout(patience);
    },
    abandon: () => {
      data.body.on('error', () => undefined);
      data.body.destroy();
    },
  };
}

async function* chunks(
  body: AsyncIterable<Uint8Array>,
  host: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    throw signal?.aborted ? abortFailure(signal, host) : networkFailure(thrown, host);
  }
}
