// The stand-in Codex service: one HTTP server on loopback that behaves as the real hosts are known to, for tests and demos.
// Must not know the product: a client written from the protocol's description alone must be able to use it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { accountRoutes } from './account-routes.ts';
import { AuthorizationDesk } from './authorization-desk.ts';
import { BodyTooLarge, type Call, type CallRecord, nowMs, recordedHeaders, sendJson } from './call.ts';
import { controlRoutes } from './control-routes.ts';
import { deviceRoutes } from './device-routes.ts';
import type { AuthDocument, LoginBook, LoginOptions } from './login-book.ts';
import { oauthTokenRoutes } from './oauth-token-route.ts';
import { responsesRoutes } from './responses-routes.ts';
import type { ScriptedReply } from './scripted-reply.ts';
import { newService, type Route, type ScriptedRoute, type Service, type StandinSettings } from './service.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { transcribeRoutes } from './transcribe-route.ts';

export interface StandinOptions extends Partial<StandinSettings> {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
}

export interface Standin extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string;
  /** Base of the ChatGPT backend's routes. */
  readonly upstream: string;
  /** Base of the OAuth routes. */
  readonly issuer: string;
  /** Base of the API-key routes. */
  readonly openaiBase: string;
  /** Every call, oldest first. */
  readonly requests: readonly CallRecord[];
  /** Can be changed at any time. */
  readonly settings: StandinSettings;
  readonly book: LoginBook;
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** Transcription calls with audio, oldest first. */
  transcriptions(): CallRecord[];
  /** Replies for the next calls of a route, one each, in this order. */
  script(route: ScriptedRoute, ...replies: ScriptedReply[]): void;
  /** Forgets replies that no call has used. */
  clearScripts(): void;
  /** A login of a new person, as the document that goes into auth.json. */
  newLogin(options?: LoginOptions): AuthDocument;
  acceptsBearer(bearer: string): boolean;
}

export async function startStandin(options: StandinOptions = {}): Promise<Standin> {
  const { port = 0, ...settings } = options;
  const server = createServer();
  // Long uploads over slow links and warm connections between dictations are part of what is tested.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(port, '127.0.0.1', listening.resolve);
  await listening.promise;
  // A server that listens on TCP has such an address.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const service = newService(url, settings);
  const desk = new AuthorizationDesk();
  const routes: Route[] = [
    ...transcribeRoutes(service),
    ...oauthTokenRoutes(service, desk),
    ...signInRoutes(service, desk),
    ...deviceRoutes(service, desk),
    ...responsesRoutes(service),
    ...accountRoutes(service),
    ...controlRoutes(service),
  ];
  const closing = new AbortController();
  const connectionNumbers = new WeakMap<Socket, number>();
  server.on('connection', (socket) => connectionNumbers.set(socket, ++service.connections));
  server.on('request', (request, response) => {
    const connection = connectionNumbers.get(request.socket) ?? 0;
    void serve(service, routes, request, response, connection, closing.signal);
  });

  return {
    url,
    upstream: `${url}/backend-api`,
    issuer: url,
    openaiBase: `${url}/v1`,
    requests: service.log,
    settings: service.settings,
    book: service.book,
    get connections() {
      return service.connections;
    },
    transcriptions: () => service.log.filter((record) => record.audio !== undefined),
    script: (route, ...replies) => void service.scripts[route].push(...replies),
    clearScripts: () => {
      for (const replies of Object.values(service.scripts)) replies.length = 0;
    },
    newLogin: (login) => service.book.newLogin(login),
    acceptsBearer: (bearer) => service.book.ownerOf(bearer) !== undefined,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

async function serve(
  service: Service,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
  connection: number,
  closing: AbortSignal,
): Promise<void> {
  // A target that is no path (CONNECT, `//`) finds no route, like any unknown path.
  const url = URL.parse(request.url ?? '/', service.url) ?? new URL(service.url);
  const record: CallRecord = {
    id: service.log.length + 1,
    method: request.method ?? '',
    path: url.pathname,
    headers: recordedHeaders(request.headers),
    receivedAtMs: nowMs(),
    connection,
  };
  if (!url.pathname.startsWith('/__control')) service.log.push(record);
  const gone = new AbortController();
  response.on('close', () => {
    record.answeredAtMs = nowMs();
    if (response.headersSent) record.status = response.statusCode;
    if (response.writableFinished) return;
    record.aborted = true;
    gone.abort();
  });
  const call: Call = { url, response, record, signal: AbortSignal.any([gone.signal, closing]) };
  const route = routes.find(
    ({ method, path }) =>
      method === record.method && (typeof path === 'string' ? path === url.pathname : path.test(url.pathname)),
  );
  try {
    if (route === undefined) sendJson(call, 404, { detail: 'Not Found' });
    else await route.handle(request, call);
  } catch (error) {
    answerFailure(call, error);
  }
}

/** A client that went away is an everyday thing; anything else is a bug of the stand-in and must be seen. */
function answerFailure(call: Call, error: unknown): void {
  if (call.signal.aborted || call.response.destroyed) return;
  if (error instanceof BodyTooLarge) {
    sendJson(call, 413, { detail: error.message });
    return;
  }
  process.stderr.write(`stand-in: ${call.record.method} ${call.record.path}: ${String(error)}\n`);
  if (call.response.headersSent) call.response.destroy();
  else sendJson(call, 500, { detail: 'The stand-in itself failed.' });
}
