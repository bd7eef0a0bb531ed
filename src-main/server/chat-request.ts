// A chat request as a Responses request: fields that have a counterpart are mapped, the others are read and ignored,
// since clients send their defaults always. Pure.
import { z } from 'zod';
import { AppError } from '../contract/app-error.ts';
import { asRecord } from './answer-events.ts';
import { chatInput } from './chat-messages.ts';
import { checkInput } from './check-input.ts';
import type { AnswerBody } from './ports.ts';

export const chatSchema = z
  .looseObject({
    model: z.string().min(1).max(200).optional().meta({ description: 'Default: the first model of the account.' }),
    messages: z.array(z.looseObject({ role: z.string() })).min(1),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    tools: z.array(z.looseObject({ type: z.string() })).nullish(),
    tool_choice: z.unknown().optional(),
    parallel_tool_calls: z.boolean().nullish(),
    functions: z.array(z.looseObject({ name: z.string() })).nullish(),
    function_call: z.unknown().optional(),
    response_format: z.looseObject({ type: z.string() }).nullish(),
    reasoning_effort: z.string().max(40).nullish(),
    verbosity: z.string().max(40).nullish(),
    n: z.number().nullish(),
    stop: z.union([z.string(), z.array(z.string())], { error: 'it must be a text or a list of texts' }).nullish(),
  })
  .meta({ description: 'The public Chat Completions API; sampling parameters and limits are read and ignored.' });

type ChatBody = z.infer<typeof chatSchema>;

export interface ChatRequest {
  readonly body: AnswerBody;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Answers in the words of `functions`, as it was asked. */
  readonly legacy: boolean;
  /** The text ends before the first of these; done here, since the backend has no such field. */
  readonly stops: readonly string[];
}

/** Throws `invalid_request` naming the field. */
export function readChatRequest(value: unknown): ChatRequest {
  const chat = checkInput(chatSchema, value);
  if (chat.n != null && chat.n !== 1) throw wrong('n', 'must be 1: the service gives one answer');
  if (Array.isArray(chat.modalities) && chat.modalities.includes('audio')) {
    throw wrong('modalities', 'can\u2019t hold audio: the service answers with text');
  }
  const { instructions, input } = chatInput(chat.messages);
  const legacy = chat.functions != null && chat.tools == null;
  const tools = legacy ? chat.functions?.map((called) => functionTool(called)) : chat.tools?.map(toolOf);
  const choice = legacy ? chat.function_call : chat.tool_choice;
  const text = textOf(chat);
  return {
    stream: chat.stream === true,
    includeUsage: chat.stream_options?.include_usage === true,
    legacy,
    stops: [chat.stop ?? []].flat().filter((stop) => stop !== ''),
    body: {
      ...(chat.model === undefined ? {} : { model: chat.model }),
      ...(instructions === undefined ? {} : { instructions }),
      input,
      ...(tools === undefined ? {} : { tools }),
      ...(choice == null ? {} : { tool_choice: choiceOf(choice) }),
      ...(chat.parallel_tool_calls == null ? {} : { parallel_tool_calls: chat.parallel_tool_calls }),
      ...(chat.reasoning_effort == null ? {} : { reasoning: { effort: chat.reasoning_effort } }),
      ...(Object.keys(text).length === 0 ? {} : { text }),
      ...(typeof chat.service_tier === 'string' ? { service_tier: chat.service_tier } : {}),
      ...(typeof chat.prompt_cache_key === 'string' ? { prompt_cache_key: chat.prompt_cache_key } : {}),
    },
  };
}

function toolOf(tool: Readonly<Record<string, unknown>>, at: number): object {
  if (tool.type === 'function') {
    const called = asRecord(tool.function);
    if (typeof called.name !== 'string' || called.name === '')
      throw wrong(`tools[${at}].function.name`, 'must be a text');
    return functionTool(called);
  }
  if (tool.type !== 'custom') return tool; // the backend's own tools have the same words in both APIs
  const { name, description, format } = asRecord(tool.custom);
  if (typeof name !== 'string') throw wrong(`tools[${at}].custom.name`, 'must be a text');
  const { type, grammar } = asRecord(format);
  return {
    type: 'custom',
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...(type === undefined ? {} : { format: type === 'grammar' ? { type, ...asRecord(grammar) } : { type } }),
  };
}

function functionTool({ name, description, parameters, strict }: Readonly<Record<string, unknown>>): object {
  return {
    type: 'function',
    name,
    ...(typeof description === 'string' ? { description } : {}),
    parameters: parameters ?? { type: 'object', properties: {} },
    // The Responses API is strict where nothing is said, this one is not.
    strict: strict === true,
  };
}

function choiceOf(choice: unknown): unknown {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  const named = asRecord(choice);
  const name = asRecord(named.function).name ?? asRecord(named.custom).name ?? named.name;
  if (named.type === 'allowed_tools') {
    const { mode, tools } = asRecord(named.allowed_tools);
    return { type: 'allowed_tools', mode, tools: Array.isArray(tools) ? tools.map(choiceOf) : [] };
  }
  if (typeof name !== 'string') throw wrong('tool_choice', 'must be auto, none, required or name a tool');
  return { type: named.type === 'custom' ? 'custom' : 'function', name };
}

function textOf(chat: ChatBody): Readonly<Record<string, unknown>> {
  const verbosity = chat.verbosity == null ? {} : { verbosity: chat.verbosity };
  const format = chat.response_format;
  if (format == null || format.type === 'text') return verbosity;
  if (format.type === 'json_object') return { ...verbosity, format: { type: 'json_object' } };
  if (format.type !== 'json_schema') throw wrong('response_format.type', 'must be text, json_object or json_schema');
  const { name, schema, strict, description } = asRecord(format.json_schema);
  if (typeof schema !== 'object' || schema === null)
    throw wrong('response_format.json_schema.schema', 'must be a schema');
  return {
    ...verbosity,
    format: {
      type: 'json_schema',
      name: typeof name === 'string' ? name : 'answer',
      schema,
      ...(typeof strict === 'boolean' ? { strict } : {}),
      ...(typeof description === 'string' ? { description } : {}),
    },
  };
}

function wrong(param: string, what: string): AppError {
  return new AppError('invalid_request', `\`${param}\` ${what}.`, { param, hint: 'Correct it.' });
}
