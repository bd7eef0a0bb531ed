// Sends a Responses request or a compaction. Routes, timeouts and retries of the model's doors are said here.
import type { Backend, BackendRequest } from '../backend/backend.ts';
import type { Bearer } from '../credentials/credentials.ts';
import { CodexError } from '../errors.ts';
import type { ModelShelf } from '../models/model-shelf.ts';
import type { ModelEntry } from '../models/models.ts';
import { requestIdOf } from '../transcribe/transcribe-request.ts';
import { isRecord, readJsonObject } from '../transport/read-body.ts';
import type { TransportBody } from '../transport/transport.ts';
import {
  type CompactedInput,
  type ResponsesBody,
  shapeForApiKey,
  shapeForBackend,
  shapeForCompact,
} from './request-body.ts';
import { type ResponsesStream, responsesStream, type StreamSource } from './responses-stream.ts';

/** Models think; minutes without a byte are normal. */
const idleMs = 300_000;
const compactTimeoutMs = 4 * idleMs;
const longestCompactionBytes = 64 * 1024 * 1024;

/** What a caller may add; nothing of the login's, and nothing that the gateway might take offence at. */
const allowedHeaders = /^(session-id|thread-id|x-client-request-id|x-codex-[a-z-]+|x-openai-subagent)$/i;

export interface ResponsesOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export async function responsesRequest(
  backend: Backend,
  shelf: ModelShelf,
  body: ResponsesBody,
  options: ResponsesOptions,
): Promise<ResponsesStream> {
  const model = await modelFor(shelf, body, options.signal);
  const own = Object.entries(options.headers ?? {}).filter(([name]) => allowedHeaders.test(name));
  const ask = (): Promise<StreamSource> =>
    backend.send({
      what: 'The request',
      retries: 1,
      answerIdleMs: idleMs,
      signal: options.signal,
      request: (bearer) => streamRequest(bearer, body, model, Object.fromEntries(own)),
      read: async (response) => {
        shelf.heardOf(response.header('x-models-etag'));
        return { response, requestId: requestIdOf(response) };
      },
    });
  return responsesStream(await ask(), ask);
}

export async function compactRequest(
  backend: Backend,
  shelf: ModelShelf,
  body: ResponsesBody,
  signal: AbortSignal | undefined,
): Promise<CompactedInput> {
  const model = await modelFor(shelf, body, signal);
  return await backend.send({
    what: 'Compacting',
    retries: 1,
    timeoutMs: compactTimeoutMs,
    signal,
    request: (bearer) => ({
      method: 'POST',
      path: bearer.mode === 'apikey' ? '/responses/compact' : '/codex/responses/compact',
      headers: { 'Content-Type': 'application/json' },
      body: jsonBody(shapeForCompact(body, model.slug)),
    }),
    read: async (response) => {
      const answer = await readJsonObject(response, longestCompactionBytes);
      if (!Array.isArray(answer.output)) {
        throw new CodexError('invalid_response', 'The service answered without an output; try again.', {
          status: response.status,
        });
      }
      const requestId = requestIdOf(response);
      return { output: answer.output.filter(isRecord), ...(requestId === undefined ? {} : { requestId }) };
    },
  });
}

interface ChosenModel {
  readonly slug: string;
  readonly entry: ModelEntry | undefined;
}

async function modelFor(shelf: ModelShelf, body: ResponsesBody, signal: AbortSignal | undefined): Promise<ChosenModel> {
  const { models } = await shelf.list({ signal });
  const slug = body.model ?? models.find((entry) => entry.visibility === 'list')?.slug ?? models[0]?.slug;
  if (slug === undefined) throw new CodexError('upstream_rejected', 'The account has no models; name one.');
  return { slug, entry: models.find((entry) => entry.slug === slug) };
}

function streamRequest(
  bearer: Bearer,
  body: ResponsesBody,
  model: ChosenModel,
  own: Readonly<Record<string, string>>,
): BackendRequest {
  const byKey = bearer.mode === 'apikey';
  const shaped = byKey ? shapeForApiKey(body) : shapeForBackend(body, model.slug, model.entry);
  return {
    method: 'POST',
    path: byKey ? '/responses' : '/codex/responses',
    headers: { ...own, ...shaped.headers, Accept: 'text/event-stream', 'Content-Type': 'application/json' },
    body: jsonBody(shaped.body),
  };
}

function jsonBody(value: unknown): TransportBody {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    lengthBytes: bytes.length,
    whole: () => bytes,
    repeatable: true,
    async *open() {
      yield bytes;
    },
  };
}
