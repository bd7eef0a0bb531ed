// /v1/dictation and /v1/events: the running app under the hand of other programs (Stream Deck, status bars).
import { z } from 'zod';
import { AppError } from '../contract/app-error.ts';
import type { AppState } from '../contract/state.ts';
import { checkInput } from './check-input.ts';
import { dictationSchema, dictationView } from './dictation-view.ts';
import { EventStream, type StreamLimits } from './event-stream.ts';
import type { DictationControl } from './ports.ts';
import { untilAborted } from './request-facts.ts';
import type { Call, Route } from './route.ts';

export interface DictationRouteOptions {
  readonly dictation: DictationControl | undefined;
  readonly stream: StreamLimits;
  readonly levelMs: number;
  readonly mostClients: number;
}

const flag = z.stringbool().optional();
const textsQuery = z.object({ texts: flag.meta({ description: 'Tell texts as well.' }) });
const eventsQuery = textsQuery.extend({
  levels: flag.meta({ description: 'Tell the microphone\u2019s level; default true.' }),
});
const actions = ['start', 'stop', 'toggle', 'cancel'] as const;

export function dictationRoutes(options: DictationRouteOptions): readonly Route[] {
  let clients = 0;
  return [
    ...actions.map(
      (action): Route => ({
        method: 'POST',
        paths: [`/v1/dictation/${action}`],
        body: 'none',
        summary: `Does what the key does: ${action}.`,
        output: dictationSchema,
        handle: async () => {
          const dictation = theApp(options);
          await dictation[action]();
          return dictationView(dictation.state(), false);
        },
      }),
    ),
    {
      method: 'GET',
      paths: ['/v1/dictation'],
      body: 'none',
      summary: 'Says what the dictation is doing.',
      query: textsQuery,
      output: dictationSchema,
      handle: ({ request }) => {
        const { texts } = checkInput(textsQuery, request.query, 'The query');
        return dictationView(theApp(options).state(), texts === true);
      },
    },
    {
      method: 'GET',
      paths: ['/v1/events'],
      body: 'none',
      summary: 'Tells every change as server-sent events: `state`, and `level` while a microphone is open.',
      query: eventsQuery,
      answers: ['text/event-stream'],
      handle: async (call) => {
        const dictation = theApp(options);
        if (clients >= options.mostClients)
          throw new AppError('too_many_requests', 'Too many programs listen.', { retryAfterMs: 5_000 });
        clients += 1;
        try {
          await tellEvents(call, dictation, options);
        } finally {
          clients -= 1;
        }
        return call.reply;
      },
    },
  ];
}

function theApp({ dictation }: DictationRouteOptions): DictationControl {
  if (dictation !== undefined) return dictation;
  throw new AppError('app_not_running', 'This server runs without the app; there is no dictation here.');
}

/** Until the client goes or the server stops. */
async function tellEvents(
  { request, reply, facts }: Call,
  dictation: DictationControl,
  options: DictationRouteOptions,
): Promise<void> {
  const { texts, levels } = checkInput(eventsQuery, request.query, 'The query');
  const { signal } = facts.work;
  const stream = new EventStream(reply, options.stream);
  stream.open();
  let last = '';
  // A client that reads too slowly gets the newest state only.
  let busy = false;
  let waiting: AppState | undefined;
  const tell = async (state: AppState): Promise<void> => {
    if (busy) {
      waiting = state;
      return;
    }
    busy = true;
    const data = JSON.stringify(dictationView(state, texts === true));
    if (data !== last) {
      last = data;
      await stream.sendText(data, 'state').catch(() => undefined); // gone: ends below
    }
    busy = false;
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) await tell(next);
  };
  let loudest = 0;
  let heard = false;
  const timer = setInterval(() => {
    if (!heard || busy) return;
    const level = Math.round(loudest * 1000) / 1000;
    heard = false;
    loudest = 0;
    stream.send({ level }, 'level').catch(() => undefined); // gone: ends below
  }, options.levelMs);
  const unsubscribe = dictation.subscribe((state) => void tell(state));
  const noLevels =
    levels === false
      ? undefined
      : dictation.levels?.((bar) => {
          heard = true;
          loudest = Math.max(loudest, bar);
        });
  try {
    await tell(dictation.state());
    await untilAborted(new Promise<never>(() => undefined), signal).catch(() => undefined); // the only way it ends
  } finally {
    clearInterval(timer);
    unsubscribe();
    noLevels?.();
    stream.end();
  }
}
