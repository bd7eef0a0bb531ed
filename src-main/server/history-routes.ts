// GET /v1/history: the takes, newest first, searched and in pages.
import { z } from 'zod';
import { AppError } from '../contract/app-error.ts';
import { filters } from '../contract/commands.ts';
import type { Take } from '../contract/take.ts';
import { checkInput } from './check-input.ts';
import type { HistoryReader } from './ports.ts';
import type { Route } from './route.ts';

const query = z.object({
  query: z.string().max(500).optional().meta({ description: 'Words that must all be in the take.' }),
  filter: z.enum(filters).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  after: z.string().max(200).optional().meta({ description: '`next` of the page before.' }),
});

const takeSchema = z.looseObject({
  id: z.string(),
  object: z.literal('take'),
  created_at: z.number(),
  text: z.string(),
});

export function historyRoutes(history: HistoryReader | undefined): readonly Route[] {
  return [
    {
      method: 'GET',
      paths: ['/v1/history'],
      body: 'none',
      summary: 'Lists or searches the takes.',
      query,
      output: z.object({
        object: z.literal('list'),
        data: z.array(takeSchema),
        has_more: z.boolean(),
        next: z.string().nullable(),
      }),
      handle: async ({ request }) => {
        if (history === undefined) throw new AppError('app_not_running', 'This server keeps no history.');
        const input = checkInput(query, request.query, 'The query');
        const page = await history.list({
          query: input.query,
          filter: input.filter,
          limit: input.limit ?? 50,
          before: input.after === undefined ? undefined : readCursor(input.after),
        });
        return {
          object: 'list',
          data: page.takes.map(takeJson),
          has_more: page.next !== undefined,
          next:
            page.next === undefined
              ? null
              : Buffer.from(`${page.next.createdAt} ${page.next.id}`).toString('base64url'),
        };
      },
    },
  ];
}

function readCursor(after: string): { readonly createdAt: number; readonly id: string } {
  const match = /^(\d{1,16}) (\S{1,64})$/.exec(Buffer.from(after, 'base64url').toString('utf8'));
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new AppError('invalid_request', '`after` is no place in the list.', {
      param: 'after',
      hint: 'Send `next` of a page.',
    });
  }
  return { createdAt: Number(match[1]), id: match[2] };
}

/** Times in unix milliseconds. */
function takeJson(take: Take): z.infer<typeof takeSchema> {
  return {
    id: take.id,
    object: 'take',
    created_at: take.createdAt,
    duration_ms: take.durationMs,
    state: take.state,
    source: take.source,
    text: take.text,
    language: take.language ?? null,
    file_name: take.fileName ?? null,
    insertion: take.insertion,
    starred: take.starred,
    error: take.error === undefined ? null : { code: take.error.code, message: take.error.message },
  };
}
