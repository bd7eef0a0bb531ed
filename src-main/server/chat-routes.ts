// POST /v1/chat/completions: chat in the public API's words on top of a Responses answer.
import { randomBytes } from 'node:crypto';
import { type WireEvent, wireEvent } from './answer-events.ts';
import { type ChatFacts, chatCompletion, chatCompletionSchema } from './chat-answer.ts';
import { ChatChunks } from './chat-chunks.ts';
import { type ChatRequest, chatSchema, readChatRequest } from './chat-request.ts';
import { errorAnswer } from './error-answer.ts';
import { streamAfter } from './event-stream.ts';
import type { AnswerStream } from './ports.ts';
import { type Budget, reasonOf, within } from './request-facts.ts';
import { type AnswerRouteOptions, ask } from './responses-routes.ts';
import type { Call, Route } from './route.ts';

export function chatRoutes(options: AnswerRouteOptions): readonly Route[] {
  return [
    {
      method: 'POST',
      paths: ['/v1/chat/completions', '/chat/completions'],
      body: 'json',
      permit: true,
      summary: 'Answers a chat with a model of the account.',
      input: chatSchema,
      output: chatCompletionSchema,
      answers: ['text/event-stream'],
      handle: (call) => chat(call, options),
    },
  ];
}

async function chat({ body, reply, facts }: Call, options: AnswerRouteOptions): Promise<unknown> {
  const request = readChatRequest(body);
  using budget = within(facts.work.signal, options.budgetMs);
  const asked = ask(budget, () => options.answers.responses(request.body, { signal: budget.signal }));
  if (!request.stream) {
    await using answer = await asked;
    const gathered = await ask(budget, () => answer.gathered());
    return chatCompletion(gathered, chatFacts(request, gathered.model ?? answer.model));
  }
  await streamAfter(
    reply,
    options.stream,
    asked.then((answer) => begin(answer, budget)),
    async (stream, answer) => {
      await using source = answer;
      const chunks = new ChatChunks(chatFacts(request, source.model), request.includeUsage);
      await stream.send(chunks.first());
      for await (const event of source.events) {
        for (const chunk of chunks.push(event)) await stream.send(chunk);
      }
      await stream.sendText('[DONE]');
    },
    async (stream, thrown) => {
      const { error } = errorAnswer(reasonOf(thrown, budget.signal)).body;
      await stream.send({ error }); // no [DONE] after it: that would say that all went well
    },
  );
  return reply;
}

interface BegunAnswer extends AsyncDisposable {
  readonly model: string | undefined;
  readonly events: AsyncIterable<WireEvent>;
}

/** Waits for the first event of the answer itself, so that a failure before it can still have its own status. */
async function begin(answer: AnswerStream, budget: Budget): Promise<BegunAnswer> {
  const iterator = answer[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return begun(answer, empty(), iterator);
      const event = healthy(answer, next.value);
      if (event.type !== 'response.created' && event.type !== 'response.in_progress') {
        return begun(answer, rest(event, answer, iterator, budget), iterator);
      }
    }
  } catch (thrown) {
    await answer[Symbol.asyncDispose]();
    throw reasonOf(thrown, budget.signal);
  }
}

/** Throws what the event tells to have failed. */
function healthy(answer: AnswerStream, event: { readonly type: string }): WireEvent {
  const failure = answer.failure(event);
  if (failure !== undefined) throw failure;
  return wireEvent(event);
}

function begun(
  answer: AnswerStream,
  events: AsyncIterable<WireEvent>,
  iterator: AsyncIterator<{ readonly type: string }>,
): BegunAnswer {
  return {
    model: answer.model,
    events,
    [Symbol.asyncDispose]: async () => {
      await iterator.return?.();
      await answer[Symbol.asyncDispose]();
    },
  };
}

async function* empty(): AsyncGenerator<WireEvent> {}

async function* rest(
  first: WireEvent,
  answer: AnswerStream,
  iterator: AsyncIterator<{ readonly type: string }>,
  budget: Budget,
): AsyncGenerator<WireEvent> {
  yield first;
  for (;;) {
    const next = await ask(budget, () => iterator.next());
    if (next.done === true) return;
    yield healthy(answer, next.value);
  }
}

function chatFacts(request: ChatRequest, model: string | undefined): ChatFacts {
  return {
    id: `chatcmpl-${randomBytes(12).toString('hex')}`,
    created: Math.floor(Date.now() / 1000),
    model: model ?? request.body.model ?? '',
    legacy: request.legacy,
    stops: request.stops,
  };
}
