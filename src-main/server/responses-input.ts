// What a Responses request may say here, and what is refused since this backend has no memory. Pure.
import { z } from 'zod';
import { AppError } from '../contract/app-error.ts';
import { isRecord } from './answer-events.ts';
import { checkInput } from './check-input.ts';
import type { AnswerBody } from './ports.ts';

export const responsesSchema = z
  .looseObject({
    model: z.string().min(1).max(200).optional().meta({ description: 'Default: the first model of the account.' }),
    input: z.union([z.string(), z.array(z.unknown()).min(1)], { error: 'it must be a text or a list of items' }),
    instructions: z.string().nullish(),
    tools: z.array(z.looseObject({ type: z.string() })).nullish(),
    stream: z.boolean().nullish(),
    reasoning: z.looseObject({}).nullish(),
    text: z.looseObject({}).nullish(),
  })
  .meta({
    description:
      'The public Responses API. What the backend does not take (max_output_tokens, temperature \u2026) is left out.',
  });

export const answerSchema = z.looseObject({
  id: z.string(),
  object: z.literal('response'),
  status: z.string(),
  output: z.array(z.looseObject({ type: z.string() })),
});

export const compactSchema = z.object({ output: z.array(z.looseObject({})) });

export interface ResponsesInput {
  readonly body: AnswerBody;
  readonly stream: boolean;
}

/** Throws `invalid_request` naming the field. */
export function readResponsesInput(value: unknown): ResponsesInput {
  const { tools, ...given } = checkInput(responsesSchema, value);
  refuseMemory(given);
  return { body: { ...given, ...(tools == null ? {} : { tools }) }, stream: given.stream === true };
}

function refuseMemory(body: Readonly<Record<string, unknown>>): void {
  const refuse = (param: string, why: string): never => {
    throw new AppError('invalid_request', `${param} can\u2019t be used here: ${why}`, {
      param,
      hint: 'Send the whole input.',
    });
  };
  for (const field of ['previous_response_id', 'conversation'] as const) {
    if (body[field] != null) refuse(field, 'the backend keeps no answers.');
  }
  if (body.background === true) refuse('background', 'the backend answers at once or not at all.');
  if (Array.isArray(body.input) && body.input.some((item) => isRecord(item) && item.type === 'item_reference')) {
    refuse('item_reference', 'the backend keeps no items.');
  }
}

/** What the official client tells about its turn; nothing else of a client's headers goes on. */
const passedOn =
  /^(?:session-id|thread-id|x-client-request-id|x-codex-(?:turn-state|turn-metadata|window-id|parent-thread-id)|x-openai-subagent)$/;

export function passedHeaders(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      passedOn.test(name) && typeof value === 'string' && /^[\x20-\x7e]{1,4096}$/.test(value) ? [[name, value]] : [],
    ),
  );
}
