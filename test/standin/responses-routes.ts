// POST /backend-api/codex/responses (event stream only), …/compact, and /v1/responses for API keys.
// Must not know how answers are made up or what is refused: see responses-answer.ts and responses-check.ts.
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { bearerOf, type Call, nowMs, readBytes, sendJson } from './call.ts';
import { catalogEtag, modelsOfPlan } from './model-catalog.ts';
import { answerEvents, badEnd, outputItems, type ResponsesEvent } from './responses-answer.ts';
import { field, type Refusal, type ResponsesBody, refusalOf } from './responses-check.ts';
import { playReply, type ScriptedReply, sendChallenge } from './scripted-reply.ts';
import { admit, identityIsRight, nextReply, type Route, type Service } from './service.ts';

const LITE_HEADER = 'x-openai-internal-codex-responses-lite';

export function responsesRoutes(service: Service): Route[] {
  return [
    {
      method: 'POST',
      path: '/backend-api/codex/responses',
      handle: (request, call) => byLogin(service, request, call),
    },
    {
      method: 'POST',
      path: '/backend-api/codex/responses/compact',
      handle: (request, call) => compact(service, request, call),
    },
    { method: 'POST', path: '/v1/responses', handle: (request, call) => byApiKey(service, request, call) },
  ];
}

async function byLogin(service: Service, request: IncomingMessage, call: Call): Promise<void> {
  const reply = await playReply(nextReply(service, 'responses'), request, call);
  if (reply === undefined) return;
  const body = await readBody(request, call);
  if (!identityIsRight(service, request)) return sendChallenge(call);
  const owner = admit(service, request, call);
  if (owner === undefined) return;
  if (body === undefined) return sendJson(call, 400, { detail: 'The body is not a JSON object.' });
  call.record.body = body;
  const models = modelsOfPlan(service.settings.models, owner.plan);
  const refusal: Refusal | undefined = refusalOf(body, models, request.headers[LITE_HEADER] === 'true');
  if (refusal !== undefined) return sendJson(call, refusal.status, { detail: refusal.detail });
  await stream(service, call, body, reply, {
    'x-models-etag': catalogEtag(models),
    'openai-model': String(body.model),
    'x-codex-primary-used-percent': '12.0',
    'x-codex-primary-window-minutes': '300',
    'x-codex-primary-reset-at': '1900000000',
  });
}

async function byApiKey(service: Service, request: IncomingMessage, call: Call): Promise<void> {
  const reply = await playReply(nextReply(service, 'responses'), request, call);
  if (reply === undefined) return;
  const body = await readBody(request, call);
  const owner = service.book.ownerOf(bearerOf(request) ?? '');
  call.record.bearer = owner?.kind === 'api-key' ? 'accepted' : 'dead';
  const refuse = (status: number, message: string, code: string | null): void =>
    sendJson(call, status, { error: { message, type: 'invalid_request_error', param: null, code } });
  if (owner?.kind !== 'api-key') return refuse(401, 'Incorrect API key provided.', 'invalid_api_key');
  if (body === undefined || body.input === undefined) return refuse(400, 'A JSON object with input is needed.', null);
  call.record.body = body;
  if (body.stream === true) return await stream(service, call, body, reply, {});
  const events = answerEvents(body, reply.kind === 'text' ? reply.text : undefined);
  const done = events.at(-1)?.response;
  sendJson(call, 200, { ...(typeof done === 'object' ? done : {}), output: outputItems(events) });
}

async function compact(service: Service, request: IncomingMessage, call: Call): Promise<void> {
  const reply = await playReply(nextReply(service, 'responses'), request, call);
  if (reply === undefined) return;
  const body = await readBody(request, call);
  if (admit(service, request, call) === undefined) return;
  call.record.body = body;
  if (body === undefined || !Array.isArray(body.input)) return sendJson(call, 400, { detail: 'Input must be a list' });
  const users = body.input.filter((item) => field(item, 'role') === 'user');
  sendJson(call, 200, { output: [...users, { type: 'compaction', encrypted_content: 'c3RhbmRpbg==' }] });
}

async function stream(
  service: Service,
  call: Call,
  body: ResponsesBody,
  reply: ScriptedReply,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  call.response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-request-id': `req_standin_${call.record.id}`,
    ...headers,
  });
  call.response.flushHeaders();
  const startedAtMs = nowMs();
  for (const event of eventsOf(body, reply)) {
    if (service.settings.eventDelayMs > 0)
      await delay(service.settings.eventDelayMs, undefined, { signal: call.signal });
    await write(call, `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  call.record.serviceMs = nowMs() - startedAtMs;
  if (reply.kind === 'stream-end' && reply.end === 'silent') return;
  const cut = (reply.kind === 'stream-end' && reply.end === 'cut') || (reply.kind === 'events' && reply.cut === true);
  if (cut) call.response.destroy();
  else call.response.end();
}

function eventsOf(body: ResponsesBody, reply: ScriptedReply): readonly ResponsesEvent[] {
  if (reply.kind === 'events') return reply.events.map((event) => ({ type: 'message', ...event }));
  const events = answerEvents(body, reply.kind === 'text' ? reply.text : undefined);
  if (reply.kind !== 'stream-end') return events;
  const some = events.slice(0, Math.min(events.length - 1, reply.afterEvents ?? 4));
  if (reply.end === 'cut' || reply.end === 'silent') return some;
  return [...some, badEnd(reply.end, reply.code, reply.message)];
}

/** Resolves when the bytes have been handed to the system, so that a cut after it comes after them. */
async function write(call: Call, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  call.response.write(text, (error) => (error ? reject(error) : resolve()));
  await promise;
}

/** The JSON object of the body, plain or compressed with zstd as the official client does; undefined for anything else. */
async function readBody(request: IncomingMessage, call: Call): Promise<ResponsesBody | undefined> {
  const bytes = await readBytes(request, call);
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'zstd') return undefined;
  try {
    const plain = encoding === 'zstd' ? await promisify(zstdDecompress)(bytes) : bytes;
    const parsed: unknown = JSON.parse(plain.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined;
  } catch (error) {
    // zlib's errors and SyntaxError alike: not a body that can be read.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
