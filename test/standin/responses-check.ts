// What the ChatGPT backend refuses in a Responses body, with its words: {"detail": …}.
// Only the fields that the official client sends pass: whoever strips to these can't be refused by the real one.
// Pure; must not know HTTP.
import type { CatalogModel } from './model-catalog.ts';

export interface Refusal {
  readonly status: number;
  readonly detail: string;
}

export type ResponsesBody = Readonly<Record<string, unknown>>;

const KNOWN_FIELDS = new Set([
  'model',
  'instructions',
  'input',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning',
  'store',
  'stream',
  'include',
  'service_tier',
  'prompt_cache_key',
  'text',
  'stream_options',
  'client_metadata',
]);

/** @param lite whether the request carries the header of Responses Lite. */
export function refusalOf(body: ResponsesBody, models: readonly CatalogModel[], lite: boolean): Refusal | undefined {
  const unknown = Object.keys(body).find((field) => !KNOWN_FIELDS.has(field));
  if (unknown !== undefined) return refuse(`Unsupported parameter: ${unknown}`);
  if (body.stream !== true) return refuse('Stream must be set to true');
  if (body.store !== false) return refuse('Store must be set to false');
  if (!Array.isArray(body.input)) return refuse('Input must be a list');
  if (body.input.some((item) => field(item, 'role') === 'system')) return refuse('System messages are not allowed');
  const model = models.find(({ slug }) => slug === body.model);
  if (model === undefined) {
    return refuse(`The '${String(body.model)}' model is not supported when using Codex with a ChatGPT account.`);
  }
  return lite ? liteRefusal(body, model) : plainRefusal(body, model);
}

function plainRefusal(body: ResponsesBody, model: CatalogModel): Refusal | undefined {
  if (model.use_responses_lite) return { status: 404, detail: `Model not found ${model.slug}` };
  if (typeof body.instructions !== 'string' || body.instructions === '') return refuse('Instructions are required');
  return undefined;
}

function liteRefusal(body: ResponsesBody, model: CatalogModel): Refusal | undefined {
  if (!model.use_responses_lite) return refuse('This model does not support Responses Lite');
  if (field(body.reasoning, 'context') !== 'all_turns') return refuse('reasoning.context must be set to all_turns');
  if (body.instructions !== undefined) return refuse('Unsupported parameter: instructions');
  if (body.tools !== undefined) return refuse('Unsupported parameter: tools');
  if (body.parallel_tool_calls !== false) return refuse('parallel_tool_calls must be false');
  return undefined;
}

function refuse(detail: string): Refusal {
  return { status: 400, detail };
}

/** A field of something that may not be an object. */
export function field(value: unknown, name: string): unknown {
  // Object.entries would copy; the cast only says that any key may be asked for.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
