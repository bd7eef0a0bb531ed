// The body of a Responses request: as callers write it (the public API's), and as the ChatGPT backend wants it.
// The one place to change when the backend's wants change. Sources: openai/codex `core/src/client.rs`,
// `codex-api/src/common.rs`; what it refuses: reports of many clients (400 {"detail": …}).
import { CodexError } from '../errors.ts';
import type { ModelEntry } from '../models/models.ts';
import { isRecord } from '../transport/read-body.ts';
import { liteBody } from './lite-body.ts';
import { inputItems } from './request-input.ts';

/** The public API's fields. Those that the backend refuses are dropped, unless dropping would change the meaning. */
export interface ResponsesBody {
  readonly [field: string]: unknown;
  /** Default: the first model of the account's list. */
  readonly model?: string | undefined;
  /** Text, or a list of items. */
  readonly input: string | readonly unknown[];
  readonly instructions?: string | null | undefined;
  readonly tools?: readonly unknown[] | undefined;
}

export interface CompactedInput {
  /** Items to use as the next request's input. */
  readonly output: readonly Record<string, unknown>[];
  readonly requestId?: string;
}

export interface ShapedRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Some models refuse a request without any. */
export const defaultInstructions = 'You are a helpful assistant.';

/** The fields that the official client sends. Any other is answered with 400 "Unsupported parameter" and left out. */
const sent = [
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning',
  'include',
  'service_tier',
  'prompt_cache_key',
  'text',
  'client_metadata',
] as const;

/** Fields that ask for a memory that the backend doesn't have: refused, since dropping them would answer another question. */
const needMemory = ['previous_response_id', 'conversation'] as const;

/**
 * @param model what the account's list says about the model; undefined when it doesn't know it
 * Throws `upstream_rejected` for what this backend can't do.
 */
export function shapeForBackend(body: ResponsesBody, slug: string, model: ModelEntry | undefined): ShapedRequest {
  refuseMemory(body);
  const kept = Object.fromEntries(sent.flatMap((name) => (body[name] == null ? [] : [[name, body[name]]])));
  const shaped: Record<string, unknown> = {
    ...kept,
    model: slug,
    instructions:
      typeof body.instructions === 'string' && body.instructions !== '' ? body.instructions : defaultInstructions,
    input: inputItems(body.input),
    stream: true,
    store: false,
    include: [...new Set([...(Array.isArray(body.include) ? body.include : []), 'reasoning.encrypted_content'])],
  };
  if (isRecord(body.reasoning)) shaped.reasoning = effortAsSent(body.reasoning);
  // The default tier is meant by leaving it out.
  if (body.service_tier === 'auto' || body.service_tier === 'default' || body.service_tier === null)
    delete shaped.service_tier;
  if (isRecord(body.text) && model !== undefined && !model.supportsVerbosity) {
    const { verbosity: _, ...text } = body.text;
    shaped.text = text;
  }
  return model?.lite === true ? liteBody(shaped) : { body: shaped, headers: {} };
}

/** The public API takes its own fields; only the stream is ours. */
export function shapeForApiKey(body: ResponsesBody): ShapedRequest {
  if (body.model === undefined) {
    throw new CodexError('upstream_rejected', 'The request names no model; with an API key one must be named.');
  }
  return { body: { ...body, stream: true }, headers: {} };
}

const compactFields = [
  'tools',
  'parallel_tool_calls',
  'reasoning',
  'service_tier',
  'prompt_cache_key',
  'text',
] as const;

/** `POST …/responses/compact`: fewer fields, no stream. */
export function shapeForCompact(body: ResponsesBody, slug: string): Readonly<Record<string, unknown>> {
  refuseMemory(body);
  return {
    model: slug,
    input: inputItems(body.input),
    instructions:
      typeof body.instructions === 'string' && body.instructions !== '' ? body.instructions : defaultInstructions,
    parallel_tool_calls: false,
    ...Object.fromEntries(compactFields.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]]))),
  };
}

function refuseMemory(body: ResponsesBody): void {
  const refuse = (field: string, why: string): never => {
    throw new CodexError('upstream_rejected', `${field} can\u2019t be used here: ${why}`, { status: 400 });
  };
  for (const field of needMemory) {
    if (body[field] !== undefined && body[field] !== null)
      refuse(field, 'the backend keeps no answers; send the whole input.');
  }
  if (body.prompt != null) refuse('prompt', 'the backend keeps no prompts; send its words as instructions.');
  if (body.background === true) refuse('background', 'the backend answers at once or not at all.');
  if (Array.isArray(body.input) && body.input.some((item) => isRecord(item) && item.type === 'item_reference')) {
    refuse('item_reference', 'the backend keeps no items; send the item itself.');
  }
}

/** `ultra` is a name for people; on the wire it is `max`. */
function effortAsSent(reasoning: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return reasoning.effort === 'ultra' ? { ...reasoning, effort: 'max' } : reasoning;
}
