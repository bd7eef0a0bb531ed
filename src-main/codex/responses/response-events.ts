// The events of a streamed answer that the client knows by name, and the gathered answer.
// Source: openai/codex `codex-api/src/sse/responses.rs`. Unknown events pass as they are.
import { isRecord, parseJson } from '../transport/read-body.ts';

export interface ResponseUsage {
  readonly input_tokens: number;
  readonly input_tokens_details?: { readonly cached_tokens?: number };
  readonly output_tokens: number;
  readonly output_tokens_details?: { readonly reasoning_tokens?: number };
  readonly total_tokens: number;
}

/** One item of `output`: message, reasoning, function_call, … */
export interface ResponseItem {
  readonly type: string;
  readonly id?: string;
  readonly [field: string]: unknown;
}

export interface ResponseError {
  readonly type?: string | null;
  readonly code?: string | null;
  readonly message?: string | null;
  readonly plan_type?: string | null;
  readonly resets_at?: number | null;
}

/** A Response object of the public API; `output` is filled even where the backend leaves it empty. */
export interface GatheredResponse {
  readonly id: string;
  readonly object: 'response';
  readonly status: string;
  readonly model?: string;
  readonly output: readonly ResponseItem[];
  readonly usage?: ResponseUsage;
  readonly error?: ResponseError | null;
  readonly incomplete_details?: { readonly reason?: string } | null;
  readonly [field: string]: unknown;
}

interface Numbered {
  readonly sequence_number?: number;
}

export type ResponseEvent = Numbered &
  (
    | { readonly type: 'response.created' | 'response.in_progress'; readonly response: Partial<GatheredResponse> }
    | {
        readonly type: 'response.output_item.added' | 'response.output_item.done';
        readonly output_index?: number;
        readonly item: ResponseItem;
      }
    | {
        readonly type: 'response.output_text.delta';
        readonly delta: string;
        readonly item_id?: string;
        readonly output_index?: number;
        readonly content_index?: number;
      }
    | {
        readonly type: 'response.reasoning_summary_text.delta' | 'response.reasoning_text.delta';
        readonly delta: string;
        readonly item_id?: string;
        readonly summary_index?: number;
        readonly content_index?: number;
      }
    | {
        readonly type: 'response.function_call_arguments.delta' | 'response.custom_tool_call_input.delta';
        readonly delta: string;
        readonly item_id?: string;
        readonly output_index?: number;
      }
    | {
        readonly type: 'response.completed' | 'response.incomplete' | 'response.failed';
        readonly response: GatheredResponse;
      }
    | {
        readonly type: 'error';
        readonly code?: string | null;
        readonly message?: string | null;
        readonly error?: ResponseError;
      }
    /** Anything else that the backend says; `data` is the event as it came. */
    | { readonly type: 'other'; readonly name: string; readonly data: Readonly<Record<string, unknown>> }
  );

const withDelta = new Set<string>([
  'response.output_text.delta',
  'response.reasoning_summary_text.delta',
  'response.reasoning_text.delta',
  'response.function_call_arguments.delta',
  'response.custom_tool_call_input.delta',
]);
const withItem = new Set<string>(['response.output_item.added', 'response.output_item.done']);
const withResponse = new Set<string>([
  'response.created',
  'response.in_progress',
  'response.completed',
  'response.incomplete',
  'response.failed',
]);

/** An event from its JSON; undefined for what is none, which the official client skips as well. */
export function parseResponseEvent(json: string): ResponseEvent | undefined {
  const data = parseJson(json);
  if (!isRecord(data) || typeof data.type !== 'string') return undefined;
  const known =
    (withDelta.has(data.type) && typeof data.delta === 'string') ||
    (withItem.has(data.type) && isRecord(data.item) && typeof data.item.type === 'string') ||
    (withResponse.has(data.type) && isRecord(data.response)) ||
    data.type === 'error';
  if (!known) return { type: 'other', name: data.type, data };
  return data as unknown as ResponseEvent; // The members that tell the kinds apart were checked just now.
}

/** After such an event nothing follows. */
export function isTerminal(event: ResponseEvent): boolean {
  return (
    event.type === 'response.completed' ||
    event.type === 'response.incomplete' ||
    event.type === 'response.failed' ||
    event.type === 'error'
  );
}
