// POST /v1/responses and /v1/responses/compact: the public Responses API over the account's own backend.
import { isRecord, type WireEvent, wireEvent } from './answer-events.ts';
import { errorAnswer } from './error-answer.ts';
import { type StreamLimits, streamAfter } from './event-stream.ts';
import type { Answers } from './ports.ts';
import { type Budget, reasonOf, within } from './request-facts.ts';
import {
  answerSchema,
  compactSchema,
  passedHeaders,
  type ResponsesInput,
  readResponsesInput,
  responsesSchema,
} from './responses-input.ts';
import type { Call, Route } from './route.ts';

export interface AnswerRouteOptions {
  readonly answers: Answers;
  readonly stream: StreamLimits;
  readonly budgetMs: number;
}

export function responsesRoutes(options: AnswerRouteOptions): readonly Route[] {
  return [
    {
      method: 'POST',
      paths: ['/v1/responses', '/responses'],
      body: 'json',
      permit: true,
      summary: 'Answers with a model of the account.',
      input: responsesSchema,
      output: answerSchema,
      answers: ['text/event-stream'],
      handle: (call) => respond(call, options),
    },
    {
      method: 'POST',
      paths: ['/v1/responses/compact', '/responses/compact'],
      body: 'json',
      permit: true,
      summary: 'Makes a long conversation short.',
      input: responsesSchema,
      output: compactSchema,
      handle: async ({ body, facts }) => {
        using budget = within(facts.work.signal, options.budgetMs);
        const { output } = await ask(budget, () =>
          options.answers.compact(readResponsesInput(body).body, { signal: budget.signal }),
        );
        return { output };
      },
    },
  ];
}

async function respond(call: Call, options: AnswerRouteOptions): Promise<unknown> {
  const { reply, facts, request } = call;
  const input = readResponsesInput(call.body);
  using budget = within(facts.work.signal, options.budgetMs);
  const asked = ask(budget, () =>
    options.answers.responses(input.body, { signal: budget.signal, headers: passedHeaders(request.headers) }),
  );
  if (!input.stream) {
    await using answer = await asked;
    return { ...usualFields(input, answer.model, nowSeconds()), ...(await ask(budget, () => answer.gathered())) };
  }
  let sequence = 0;
  await streamAfter(
    reply,
    options.stream,
    asked,
    async (stream, answer) => {
      await using source = answer;
      const usual = usualFields(input, source.model, nowSeconds());
      try {
        for await (const event of source) {
          const wire = withUsualFields(wireEvent(event), usual);
          sequence = typeof wire.sequence_number === 'number' ? wire.sequence_number + 1 : sequence + 1;
          await stream.sendText(JSON.stringify(wire), wire.type);
        }
      } catch (thrown) {
        throw reasonOf(thrown, budget.signal);
      }
    },
    async (stream, thrown) => {
      const { error } = errorAnswer(thrown).body;
      // Both places where the SDKs look for it.
      const { message, code, param } = error;
      await stream.send({ type: 'error', sequence_number: sequence, message, code, param, error }, 'error');
    },
  );
  return reply;
}

/** Work for the service, with the reason why it was ended instead of the bare fact. */
export async function ask<T>(budget: Budget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw reasonOf(thrown, budget.signal);
  }
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Typed clients read these fields of a response, and the backend leaves some of them out. */
function usualFields({ body }: ResponsesInput, model: string | undefined, createdAt: number): object {
  return {
    object: 'response',
    created_at: createdAt,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    metadata: {},
    model: model ?? body.model ?? '',
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    temperature: null,
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_p: null,
  };
}

function withUsualFields(event: WireEvent, usual: object): WireEvent {
  return isRecord(event.response) ? { ...event, response: { ...usual, ...event.response } } : event;
}
