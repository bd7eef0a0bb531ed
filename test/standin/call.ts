// One HTTP call as the stand-in's routes see it: answering, reading the body within bounds, and the record kept of it.
// Records hold no bearer, no cookie value and no OAuth body. Must not know the routes.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** What is remembered of a call; filled in as it goes on. Times are milliseconds since 1970, with fractions. */
export interface CallRecord {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  /** Without authorization; of cookies only the names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAtMs: number;
  /** The socket's number: equal numbers came over one connection. */
  readonly connection: number;
  bodyEndAtMs?: number;
  bodyBytes?: number;
  answeredAtMs?: number;
  status?: number;
  /** The client went away, or the connection was cut, before the answer was whole. */
  aborted?: boolean;
  /** The kind of scripted reply that was played. */
  scripted?: string;
  bearer?: 'missing' | 'dead' | 'accepted';
  /** Account of the accepted bearer. */
  accountId?: string;
  /** Waiting that the latency model asked for, in ms: what a benchmark subtracts. */
  serviceMs?: number;
  audio?: AudioRecord;
  /** JSON body of a Responses call. */
  body?: unknown;
  /** What an OAuth call asked for: its grant type and the names of its fields. */
  grant?: { readonly type: string; readonly encoding: 'json' | 'form'; readonly fields: readonly string[] };
}

export interface AudioRecord {
  /** Text fields of the form. */
  readonly fields: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly contentType: string | undefined;
  readonly container: string;
  readonly bytes: number;
  readonly sha256: string;
  /** 0 if the file couldn't be decoded. */
  seconds: number;
  /** What was heard: 'words', 'sound', 'silence', or why nothing could be: 'unreadable', 'deaf' (no decoder here). */
  heard: string;
  /** The transcript that was answered. */
  text?: string;
  /** The file itself, only with the option keepAudio. */
  data?: Uint8Array;
}

export interface Call {
  readonly url: URL;
  readonly response: ServerResponse;
  readonly record: CallRecord;
  /** Aborts when the client goes away or the service closes. */
  readonly signal: AbortSignal;
}

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

export function sendJson(
  call: Call,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  call.response
    .writeHead(status, {
      'content-type': 'application/json',
      'x-request-id': `req_standin_${call.record.id}`,
      ...headers,
    })
    .end(JSON.stringify(body));
}

export function sendPage(call: Call, status: number, body: string): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Stand-in sign-in</title><body>${body}</body></html>`;
  call.response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', connection: 'close' }).end(page);
}

/** Reads the rest of the body, counting it, handing each chunk on. */
export async function drain(
  request: IncomingMessage,
  call: Call,
  take: (chunk: Buffer) => void = () => {},
): Promise<void> {
  if (request.readableEnded) return;
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    // A request without an encoding set yields buffers.
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    take(buffer);
  }
  call.record.bodyEndAtMs = nowMs();
  call.record.bodyBytes = bytes;
}

/** @throws BodyTooLarge */
export async function readText(request: IncomingMessage, call: Call, limitBytes?: number): Promise<string> {
  return (await readBytes(request, call, limitBytes)).toString('utf8');
}

/** @throws BodyTooLarge */
export async function readBytes(request: IncomingMessage, call: Call, limitBytes = 16 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await drain(request, call, (chunk) => {
    bytes += chunk.length;
    if (bytes > limitBytes) throw new BodyTooLarge(`The body is larger than ${limitBytes} bytes.`);
    chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

/** The bearer of a request, without its scheme. */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^bearer\s+(\S+)\s*$/iu.exec(request.headers.authorization ?? '')?.[1];
}

/** The headers that a record keeps. */
export function recordedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'authorization' || name === 'proxy-authorization') continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    kept[name] = name === 'cookie' ? text.replace(/=[^;]*/gu, '') : text;
  }
  return kept;
}

/** Milliseconds since 1970 with fractions. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
