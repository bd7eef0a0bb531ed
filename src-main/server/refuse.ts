// Answers a request that goes no further, and closes its connection without reading what it still wants to send.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorAnswer, ollamaBody } from './error-answer.ts';

export function newRequestId(): string {
  return `req_${randomBytes(12).toString('hex')}`;
}

export function refuse(request: IncomingMessage, response: ServerResponse, thrown: unknown, lingerMs: number): void {
  const { status, headers, body } = errorAnswer(thrown);
  const text = JSON.stringify(isOllamaPath(request.url) ? ollamaBody(body) : body);
  closeAfterAnswer(request.socket, lingerMs);
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

export function isOllamaPath(url: string | undefined): boolean {
  return url?.startsWith('/api/') === true;
}

const closing = new WeakSet<Socket>();

/** Whether an answer that ends the connection is under way: what follows on it is not served any more. */
export function isClosing(socket: Socket): boolean {
  return closing.has(socket);
}

/**
 * Node would destroy the socket as soon as the answer is written; unread bytes make that a reset, and the client may never
 * see the answer. So our end is closed at once and theirs a moment later, with what arrives meanwhile thrown away.
 */
export function closeAfterAnswer(socket: Socket, lingerMs: number): void {
  if (closing.has(socket)) return;
  closing.add(socket);
  socket.destroySoon = () => {
    if (socket.destroyed) return;
    socket.end();
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(timer));
  };
}
