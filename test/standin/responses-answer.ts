// The stand-in's "model": answers a Responses body with an echo, a tool call where the prompt asks for one, or JSON
// after a schema, as the backend's event sequence. Pure; must not know HTTP.
//
// "call weather with {"city":"Bonn"}" in the last user message makes a function call, if there is a tool of that name.
import { randomBytes } from 'node:crypto';
import { field, type ResponsesBody } from './responses-check.ts';

export type ResponsesEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

interface OutputItem {
  readonly item: Readonly<Record<string, unknown>>;
  readonly events: readonly ResponsesEvent[];
}

/** @param text instead of the echo. */
export function answerEvents(body: ResponsesBody, text?: string): ResponsesEvent[] {
  const id = `resp_${randomBytes(12).toString('hex')}`;
  const head = { id, object: 'response', status: 'in_progress', model: body.model, output: [] };
  const items = text === undefined ? outputOf(body) : [message(text, 0)];
  const written = items.reduce((sum, { events }) => sum + events.length, 0);
  const events: ResponsesEvent[] = [
    { type: 'response.created', response: head },
    { type: 'response.in_progress', response: head },
    ...items.flatMap((output) => output.events),
    {
      type: 'response.completed',
      // The real backend leaves the output empty here: the items are to be collected from the events.
      response: { ...head, status: 'completed', output: [], usage: usage(written) },
    },
  ];
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

/** What stands at the end instead of response.completed. */
export function badEnd(
  end: 'failed' | 'incomplete',
  code: string | undefined,
  text: string | undefined,
): ResponsesEvent {
  if (end === 'incomplete') {
    const reason = code ?? 'max_output_tokens';
    return { type: 'response.incomplete', response: { status: 'incomplete', incomplete_details: { reason } } };
  }
  const error = { code: code ?? 'server_error', message: text ?? 'The stand-in was told to fail.' };
  return { type: 'response.failed', response: { status: 'failed', error } };
}

/** The items of a finished stream, as an unstreamed answer carries them. */
export function outputItems(events: readonly ResponsesEvent[]): unknown[] {
  return events.filter(({ type }) => type === 'response.output_item.done').map((event) => event.item);
}

function outputOf(body: ResponsesBody): OutputItem[] {
  const input =
    typeof body.input === 'string'
      ? [{ role: 'user', content: body.input }]
      : Array.isArray(body.input)
        ? body.input
        : [];
  const last: unknown = input.at(-1);
  if (field(last, 'type') === 'function_call_output')
    return [message(`Tool said: ${String(field(last, 'output'))}`, 0)];
  const prompt = textOf(input.findLast((item) => field(item, 'role') === 'user'));
  const calls = functionCalls(prompt, toolNames(body, input));
  if (calls.length > 0) return calls;
  const format = field(body.text, 'format');
  if (field(format, 'type') === 'json_schema')
    return [message(JSON.stringify(sample(field(format, 'schema'), prompt)), 0)];
  const summary = field(body.reasoning, 'summary');
  const thought = summary === undefined || summary === null ? [] : [reasoning()];
  return [...thought, message(`You said: ${prompt}`, thought.length)];
}

function functionCalls(prompt: string, tools: ReadonlySet<string>): OutputItem[] {
  const asked = [...prompt.matchAll(/\bcall (\w+)(?: with (\{[^}]*\}))?/gu)];
  return asked
    .filter((match) => tools.has(match[1] ?? ''))
    .map((match, index) => functionCall(match[1] ?? '', match[2] ?? '{}', index));
}

function toolNames(body: ResponsesBody, input: readonly unknown[]): Set<string> {
  // Lite models get their tools as the first input item.
  const lite = input
    .filter((item) => field(item, 'type') === 'additional_tools')
    .flatMap((item) => field(item, 'tools'));
  const tools = [...(Array.isArray(body.tools) ? body.tools : []), ...lite];
  return new Set(tools.map((tool) => String(field(tool, 'name'))));
}

function message(text: string, index: number): OutputItem {
  const id = `msg_${randomBytes(8).toString('hex')}`;
  const at = { item_id: id, output_index: index, content_index: 0 };
  const part = { type: 'output_text', text, annotations: [] };
  const item = { id, type: 'message', role: 'assistant', status: 'completed', content: [part] };
  // Pieces of a few characters, never inside a surrogate pair.
  const pieces = text.match(/.{1,7}/gsu) ?? [];
  return {
    item,
    events: [
      {
        type: 'response.output_item.added',
        output_index: index,
        item: { ...item, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
      { type: 'response.output_text.done', ...at, text },
      { type: 'response.content_part.done', ...at, part },
      { type: 'response.output_item.done', output_index: index, item },
    ],
  };
}

function functionCall(name: string, args: string, index: number): OutputItem {
  const id = `fc_${randomBytes(8).toString('hex')}`;
  const item = {
    id,
    type: 'function_call',
    status: 'completed',
    name,
    arguments: args,
    call_id: `call_${randomBytes(8).toString('hex')}`,
  };
  const at = { item_id: id, output_index: index };
  const half = Math.ceil(args.length / 2);
  return {
    item,
    events: [
      {
        type: 'response.output_item.added',
        output_index: index,
        item: { ...item, status: 'in_progress', arguments: '' },
      },
      { type: 'response.function_call_arguments.delta', ...at, delta: args.slice(0, half) },
      { type: 'response.function_call_arguments.delta', ...at, delta: args.slice(half) },
      { type: 'response.function_call_arguments.done', ...at, arguments: args },
      { type: 'response.output_item.done', output_index: index, item },
    ],
  };
}

function reasoning(): OutputItem {
  const id = `rs_${randomBytes(8).toString('hex')}`;
  const text = 'Echoing the prompt.';
  const item = { id, type: 'reasoning', summary: [{ type: 'summary_text', text }], encrypted_content: 'c3RhbmRpbg==' };
  const at = { item_id: id, output_index: 0, summary_index: 0 };
  return {
    item,
    events: [
      { type: 'response.output_item.added', output_index: 0, item: { ...item, summary: [] } },
      { type: 'response.reasoning_summary_part.added', ...at, part: { type: 'summary_text', text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...at, delta: text },
      { type: 'response.reasoning_summary_text.done', ...at, text },
      { type: 'response.output_item.done', output_index: 0, item },
    ],
  };
}

function textOf(item: unknown): string {
  const content = field(item, 'content');
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => field(part, 'text'))
    .filter((text) => typeof text === 'string')
    .join('');
}

/** Something that satisfies a simple JSON schema, with the prompt as its strings. */
function sample(schema: unknown, prompt: string): unknown {
  const choices = field(schema, 'enum');
  if (Array.isArray(choices)) return choices[0];
  switch (field(schema, 'type')) {
    case 'object':
      return Object.fromEntries(
        Object.entries(field(schema, 'properties') ?? {}).map(([name, inner]) => [name, sample(inner, prompt)]),
      );
    case 'array':
      return [sample(field(schema, 'items'), prompt)];
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return prompt;
  }
}

function usage(outputTokens: number): object {
  return {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 10 + outputTokens,
  };
}
