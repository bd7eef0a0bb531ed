// Server-sent events on one response: written as they come, held back when the client is slow, kept alive by comments
// while there is nothing to say. Knows no event.
import type { FastifyReply } from 'fastify';
import { factsOf } from './request-facts.ts';
import type { ServerLimits } from './server-options.ts';
import { watchReader } from './stalled-reader.ts';

export type StreamLimits = Pick<ServerLimits, 'commentMs' | 'stalledReaderMs'>;

export class EventStream {
  readonly #reply: FastifyReply;
  readonly #limits: StreamLimits;
  #timer: NodeJS.Timeout | undefined;

  constructor(reply: FastifyReply, limits: StreamLimits) {
    this.#reply = reply;
    this.#limits = limits;
  }

  get isOpen(): boolean {
    return this.#timer !== undefined;
  }

  /** From here on the answer is 200 whatever comes. Idempotent. */
  open(): void {
    if (this.isOpen) return;
    const { raw } = this.#reply;
    this.#reply.hijack();
    raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    raw.flushHeaders();
    raw.socket?.setNoDelay(true);
    // Every event begins the silence anew.
    this.#timer = setInterval(() => {
      // Who does not even take what is there needs no sign of life.
      if (!raw.destroyed && !raw.writableNeedDrain) raw.write(': keep-alive\n\n');
    }, this.#limits.commentMs);
    raw.once('close', () => clearInterval(this.#timer));
  }

  /** Says a sign of life now. */
  comment(): void {
    this.open();
    this.#reply.raw.write(': keep-alive\n\n');
  }

  /** Resolves at once while the client keeps up; otherwise when it has caught up. Rejects when it has gone, or
   * takes nothing for too long. */
  async send(data: unknown, event?: string): Promise<void> {
    await this.sendText(JSON.stringify(data), event);
  }

  async sendText(data: string, event?: string): Promise<void> {
    const { raw, request } = this.#reply;
    const { signal } = factsOf(request.raw).work;
    signal.throwIfAborted();
    this.#timer?.refresh();
    if (raw.write(event === undefined ? `data: ${data}\n\n` : `event: ${event}\ndata: ${data}\n\n`)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const gone = (): void => reject(signal.reason);
    raw.once('drain', resolve);
    signal.addEventListener('abort', gone, { once: true });
    using _reader = watchReader(raw, this.#limits.stalledReaderMs);
    try {
      await promise;
    } finally {
      raw.off('drain', resolve);
      signal.removeEventListener('abort', gone);
    }
  }

  end(): void {
    clearInterval(this.#timer);
    this.#reply.raw.end();
  }
}

/**
 * Answers with a stream when the work has its first result. A failure before that is an ordinary error with its status;
 * after `commentMs` the stream is opened all the same, so that nothing on the way takes the silence for the end.
 * @param fail writes an error into a stream that is open
 */
export async function streamAfter<T>(
  reply: FastifyReply,
  limits: StreamLimits,
  work: Promise<T>,
  write: (stream: EventStream, result: T) => Promise<void>,
  fail: (stream: EventStream, thrown: unknown) => Promise<void>,
): Promise<void> {
  const stream = new EventStream(reply, limits);
  const patience = setTimeout(() => stream.comment(), limits.commentMs);
  try {
    const result = await work;
    clearTimeout(patience);
    stream.open();
    await write(stream, result);
  } catch (thrown) {
    clearTimeout(patience);
    if (!stream.isOpen) throw thrown;
    // Nobody listens any more: nothing to say.
    if (!reply.raw.destroyed) await fail(stream, thrown).catch(() => undefined);
  }
  stream.end();
}
