// A model's answer on its way: events for those who show it while it grows, the whole for those who don't.
import type { CodexError } from '../errors.ts';
import { isCodexError } from '../errors.ts';
import type { TransportResponse } from '../transport/transport.ts';
import { OutputGatherer } from './gather-output.ts';
import { type RateLimits, readRateLimits } from './rate-limit-headers.ts';
import { type GatheredResponse, isTerminal, parseResponseEvent, type ResponseEvent } from './response-events.ts';
import { SseParser } from './sse-parser.ts';
import { endedEarly, streamFailure } from './stream-failure.ts';

export interface ResponsesStream extends AsyncIterable<ResponseEvent>, AsyncDisposable {
  readonly requestId?: string;
  /** The model that really answers, when the backend says so. */
  readonly model?: string;
  readonly rateLimits?: RateLimits;
  /** What one of the events tells to have failed; undefined for all others. */
  failure(event: { readonly type: string }): CodexError | undefined;
  /**
   * The whole answer. Throws CodexError when the answer failed, was cut or fell silent; a failure in which nothing was
   * decided is tried once more. Either this or the events: a stream is read once.
   */
  gathered(): Promise<GatheredResponse>;
}

export interface StreamSource {
  readonly response: TransportResponse;
  readonly requestId: string | undefined;
}

const endWithinMs = 300;

/** @param again asks once more, for `gathered` */
export function responsesStream(source: StreamSource, again: () => Promise<StreamSource>): ResponsesStream {
  const { response } = source;
  const header = (name: string): string | undefined => response.header(name);
  const model = header('openai-model');
  const rateLimits = readRateLimits(header);
  let current = response;
  let taken = false;
  const events = (from: TransportResponse): AsyncGenerator<ResponseEvent> => {
    if (taken) throw new Error('a stream of events is read once');
    taken = true;
    return readEvents(from);
  };
  return {
    ...(source.requestId === undefined ? {} : { requestId: source.requestId }),
    ...(model === undefined ? {} : { model }),
    ...(rateLimits === undefined ? {} : { rateLimits }),
    [Symbol.asyncIterator]: () => events(response),
    failure: (event) => streamFailure(event as ResponseEvent, Date.now()), // what else has no failure's type
    gathered: async () => {
      try {
        return await gather(events(response));
      } catch (thrown) {
        if (!worthAnotherTry(thrown)) throw thrown;
        current = (await again()).response;
        return await gather(readEvents(current));
      }
    },
    [Symbol.asyncDispose]: async () => current.abandon(),
  };
}

/** Ends after the last event. Throws when the stream ends without one. */
async function* readEvents(response: TransportResponse): AsyncGenerator<ResponseEvent> {
  const parser = new SseParser();
  const gatherer = new OutputGatherer();
  const bytes = response.body[Symbol.asyncIterator]();
  let finished = false;
  try {
    for (let next = await bytes.next(); next.done !== true; next = await bytes.next()) {
      for (const message of parser.push(next.value)) {
        const event = parseResponseEvent(message.data);
        if (event === undefined) continue;
        gatherer.add(event);
        finished = isTerminal(event);
        yield completed(event, gatherer);
        if (finished) return; // The connection may stay open; nothing more is to come.
      }
    }
    throw endedEarly();
  } finally {
    if (finished) letGo(response, bytes);
    else response.abandon();
  }
}

/** The end follows the last event at once, as a rule: then the connection can serve the next request. */
function letGo(response: TransportResponse, bytes: AsyncIterator<Uint8Array>): void {
  const patience = setTimeout(() => response.abandon(), endWithinMs);
  const rest = async (): Promise<void> => {
    while ((await bytes.next()).done !== true);
  };
  rest()
    .catch(() => undefined) // The answer is complete; what breaks now is of no interest.
    .finally(() => clearTimeout(patience));
}

function completed(event: ResponseEvent, gatherer: OutputGatherer): ResponseEvent {
  if (event.type !== 'response.completed' && event.type !== 'response.incomplete') return event;
  return { ...event, response: gatherer.complete(event.response) };
}

async function gather(events: AsyncIterable<ResponseEvent>): Promise<GatheredResponse> {
  for await (const event of events) {
    const failure = streamFailure(event, Date.now());
    if (failure !== undefined) throw failure;
    if (event.type === 'response.completed' || event.type === 'response.incomplete') return event.response;
  }
  throw endedEarly();
}

function worthAnotherTry(thrown: unknown): thrown is CodexError {
  return isCodexError(thrown, 'upstream_error', 'network') && thrown.retryAfterMs === undefined;
}
