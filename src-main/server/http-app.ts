// Puts door, routes and limits together on fastify. What is wrong with a request before it is one (headers too large,
// too slow) is answered here as well, in the same shape.
import { constants } from 'node:buffer';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { AppError } from '../contract/app-error.ts';
import type { Log } from '../lib/log.ts';
import type { BodyPlace, BodyRoom } from './body-room.ts';
import { type DoorOptions, enter } from './door.ts';
import { errorAnswer, ollamaBody } from './error-answer.ts';
import type { Permits } from './permits.ts';
import { closeAfterAnswer, isOllamaPath, newRequestId } from './refuse.ts';
import { declaredBytes, headRefusal, readJson } from './request-body.ts';
import { factsOf } from './request-facts.ts';
import type { Route } from './route.ts';
import { methodsOf, notFound, wrongMethod } from './route-hints.ts';
import type { ServerLimits } from './server-options.ts';
import { watchReader } from './stalled-reader.ts';

export interface HttpAppOptions {
  readonly routes: readonly Route[];
  readonly door: DoorOptions;
  readonly permits: Permits;
  readonly bodyRoom: BodyRoom;
  readonly limits: ServerLimits;
  readonly maxUploadBytes: number;
  readonly log: Log;
}

/** Bodies of routes that do no work for the service: read aside from the permits, so they must be small. */
const smallBodyBytes = 64 * 1024;

/** JSON is read as one text, and Node's texts have an end. */
function bodyBound(route: Route | undefined, uploadBytes: number): number {
  if (route?.permit !== true) return smallBodyBytes;
  return route.body === 'json' ? Math.min(uploadBytes, constants.MAX_STRING_LENGTH) : uploadBytes;
}

export async function buildHttpApp(options: HttpAppOptions): Promise<FastifyInstance> {
  const { limits, maxUploadBytes } = options;
  const mostBytes = maxUploadBytes + limits.envelopeBytes;
  const app = Fastify({
    serverFactory: (handler) => httpServer(handler, options),
    bodyLimit: mostBytes,
    keepAliveTimeout: limits.keepAliveMs,
    requestTimeout: limits.wholeRequestMs,
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16 * 1024 },
    frameworkErrors: (error, request, reply) => sendError(error, request, reply, options),
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket),
    forceCloseConnections: true,
  });
  app.removeAllContentTypeParsers();
  await app.register(multipart, { throwFileSizeLimit: false });
  app.addContentTypeParser('application/json', (request: FastifyRequest, payload: IncomingMessage) => {
    const route = options.routes.find(({ paths }) => paths.some((path) => path === request.routeOptions.url));
    const bounds = { mostBytes: bodyBound(route, mostBytes), stalledMs: limits.stalledBodyMs };
    return readJson(payload, factsOf(request.raw), bounds, places.get(request.raw));
  });
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, options));
  // Before the body, which nobody would read.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const path = request.url.split('?')[0] ?? '';
    const allowed = methodsOf(options.routes, path);
    if (allowed.length > 0) reply.header('Allow', allowed.join(', '));
    throw allowed.length > 0 ? wrongMethod(request.method, path, allowed) : notFound(request.method, path);
  });
  // Until it has been handed to the system: a long one waits for its reader.
  app.addHook('onSend', async (_request, reply) => void watchReader(reply.raw, limits.stalledReaderMs));
  for (const route of options.routes) addRoute(app, route, options, mostBytes);
  return app;
}

function addRoute(app: FastifyInstance, route: Route, options: HttpAppOptions, mostBytes: number): void {
  for (const url of route.paths) {
    app.route({
      method: route.method,
      url,
      onRequest: async (request, reply) => {
        const facts = factsOf(request.raw);
        facts.route = url;
        const refusal = headRefusal(request.raw, route.body, bodyBound(route, mostBytes));
        if (refusal !== undefined) throw refusal;
        if (route.permit === true) {
          // Room first: whoever waits for that keeps no permit from others.
          if (route.body === 'json') {
            const place = await options.bodyRoom.take(declaredBytes(request.raw), facts.work.signal);
            places.set(request.raw, place);
            whenOver(reply, () => place[Symbol.dispose]());
          }
          whenOver(reply, await options.permits.take(facts.work.signal));
        }
        if (continues.delete(request.raw)) reply.raw.writeContinue();
      },
      handler: async (request, reply) => {
        return await route.handle({ request, reply, facts: factsOf(request.raw), body: request.body });
      },
    });
  }
}

function whenOver({ raw }: FastifyReply, giveBack: () => void): void {
  if (raw.closed) giveBack();
  else raw.once('close', giveBack);
}

/** Where the bodies of requests at work have their room. */
const places = new WeakMap<IncomingMessage, BodyPlace>();
/** Requests that wait for "100 Continue": they get it when their body is wanted. */
const continues = new WeakSet<IncomingMessage>();
/** The answer that is under way on a connection. */
const answering = new WeakMap<Socket, ServerResponse>();

function httpServer(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  { door, limits }: HttpAppOptions,
): Server {
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    answering.set(request.socket, response);
    if (enter(request, response, door)) handler(request, response);
  };
  const server = createHttpServer(
    {
      headersTimeout: limits.headerTimeoutMs,
      requestTimeout: limits.wholeRequestMs,
      connectionsCheckingInterval: limits.timeoutCheckMs,
      keepAliveTimeout: limits.keepAliveMs,
      maxHeaderSize: 16 * 1024,
      requireHostHeader: false, // the door says it, as JSON
      noDelay: true,
    },
    serve,
  );
  server.maxConnections = limits.connections;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continues.add(request);
    serve(request, response);
  });
  server.on('checkExpectation', serve);
  return server;
}

function sendError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, limits, door }: HttpAppOptions,
): void {
  const error = fromFramework(thrown);
  const { status, headers, body } = errorAnswer(error);
  if (status === 500)
    log.error('request failed', { id: factsOf(request.raw).id, route: factsOf(request.raw).route, error });
  if (!request.raw.complete) {
    reply.header('Connection', 'close');
    closeAfterAnswer(request.raw.socket, door.lingerMs ?? limits.lingerMs);
  }
  reply
    .code(status)
    .headers(headers)
    .send(isOllamaPath(request.raw.url) ? ollamaBody(body) : body);
}

/** fastify's own refusals in our words. Anything else passes: an AppError, a port's error, or a bug. */
function fromFramework(thrown: unknown): unknown {
  if (thrown instanceof AppError || !(thrown instanceof Error) || !('code' in thrown)) return thrown;
  const code = String(thrown.code);
  if (!code.startsWith('FST_')) return thrown;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new AppError('unsupported_media_type', 'This route takes application/json.', { hint: 'Set Content-Type.' });
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('payload_too_large', 'The body is too large.');
  const status = 'statusCode' in thrown ? thrown.statusCode : 500;
  if (typeof status !== 'number' || status >= 500) return thrown;
  return new AppError('invalid_request', 'The request can\u2019t be read.', {
    cause: thrown,
    hint: 'Correct its path and headers.',
  });
}

/** Node gives up on what is no HTTP, too large or too slow, before there is a request that could be answered. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  const current = answering.get(socket);
  const underWay = current !== undefined && !current.writableFinished;
  if (!socket.writable || error.code === 'ECONNRESET' || (underWay && current.headersSent)) {
    socket.destroy();
    return;
  }
  const { status, body } = errorAnswer(brokenRequestError(error.code));
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Bad Request'}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `x-request-id: ${newRequestId()}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}

const reasons: Readonly<Record<number, string>> = { 408: 'Request Timeout', 431: 'Request Header Fields Too Large' };

function brokenRequestError(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') return new AppError('headers_too_large', 'The headers are larger than 16 KiB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new AppError('request_timeout', 'The request did not arrive in time.');
  return new AppError('invalid_request', 'That is no HTTP request.', { hint: 'Correct its syntax.' });
}
