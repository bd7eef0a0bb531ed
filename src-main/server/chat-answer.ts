// A gathered answer as a chat completion. Pure.
import { z } from 'zod';
import { asRecord } from './answer-events.ts';
import { TextStop } from './chat-stop.ts';
import type { AnswerItem, AnswerObject, AnswerUsage } from './ports.ts';

export const chatCompletionSchema = z.looseObject({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.number(),
  model: z.string(),
  choices: z.array(z.looseObject({ index: z.number(), finish_reason: z.string() })),
});

export interface ChatFacts {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
  readonly legacy: boolean;
  readonly stops: readonly string[];
}

export type FinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'function_call';

export function chatCompletion(answer: AnswerObject, facts: ChatFacts): object {
  const calls = answer.output.filter(isCall);
  const stop = new TextStop(facts.stops);
  const content = stop.push(partsOf(answer.output, 'output_text', 'text')) + stop.rest();
  const refusal = partsOf(answer.output, 'refusal', 'refusal');
  const [first] = calls;
  return {
    id: facts.id,
    object: 'chat.completion',
    created: facts.created,
    model: facts.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content === '' && (calls.length > 0 || refusal !== '') ? null : content,
          refusal: refusal === '' ? null : refusal,
          ...(calls.length > 0 && !facts.legacy ? { tool_calls: calls.map(toolCallOf) } : {}),
          ...(first !== undefined && facts.legacy
            ? { function_call: { name: first.name, arguments: first.arguments } }
            : {}),
        },
        logprobs: null,
        finish_reason: finishReason(
          stop.reached ? undefined : answer.incomplete_details?.reason,
          calls.length > 0,
          facts.legacy,
        ),
      },
    ],
    ...(answer.usage === undefined ? {} : { usage: chatUsage(answer.usage) }),
  };
}

export function finishReason(incomplete: string | undefined, called: boolean, legacy: boolean): FinishReason {
  if (incomplete === 'content_filter') return 'content_filter';
  if (incomplete !== undefined) return 'length';
  if (!called) return 'stop';
  return legacy ? 'function_call' : 'tool_calls';
}

/** Input and output counts hold the cached and the reasoning tokens already: nothing is added up. */
export function chatUsage(usage: AnswerUsage): object {
  return {
    prompt_tokens: usage.input_tokens,
    completion_tokens: usage.output_tokens,
    total_tokens: usage.total_tokens,
    prompt_tokens_details: { cached_tokens: usage.input_tokens_details?.cached_tokens ?? 0 },
    completion_tokens_details: { reasoning_tokens: usage.output_tokens_details?.reasoning_tokens ?? 0 },
  };
}

export function isCall(item: { readonly type?: unknown }): boolean {
  return item.type === 'function_call' || item.type === 'custom_tool_call';
}

function toolCallOf(item: AnswerItem): object {
  return item.type === 'custom_tool_call'
    ? { id: item.call_id, type: 'custom', custom: { name: item.name, input: item.input } }
    : { id: item.call_id, type: 'function', function: { name: item.name, arguments: item.arguments } };
}

function partsOf(output: readonly AnswerItem[], type: string, field: string): string {
  return output
    .filter((item) => item.type === 'message' && Array.isArray(item.content))
    .flatMap((item) => (Array.isArray(item.content) ? item.content : []))
    .map(asRecord)
    .filter((part) => part.type === type && typeof part[field] === 'string')
    .map((part) => part[field])
    .join('');
}
