// GET /v1/models and /v1/models/:id: the account's models, and the names that programs for transcription look for.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../contract/app-error.ts';
import type { ModelFacts, ModelShelf, Models } from './ports.ts';
import type { Call, Route } from './route.ts';

const modelSchema = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.number(),
  owned_by: z.string(),
});

/** All the same here; some programs accept only names that they know. */
export const transcriptionModels = ['whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe'];

/** With `model` as param the wire says `model_not_found`, as clients expect. */
export const modelHint = { param: 'model', hint: 'See /v1/models for those that are there.' };

export function modelRoutes(models: Models): readonly Route[] {
  return [
    {
      method: 'GET',
      paths: ['/v1/models', '/models'],
      body: 'none',
      summary: 'Lists the models of the account and the names for transcription.',
      output: z.object({ object: z.literal('list'), data: z.array(modelSchema) }),
      handle: async (call) => {
        const shelf = await models.models({ signal: call.facts.work.signal });
        const data = [
          ...shownModels(shelf).map(({ slug }) => modelJson(slug, shelf)),
          ...transcriptionModels.map((id) => modelJson(id, shelf)),
        ];
        return cacheable(call, shelf, { object: 'list', data });
      },
    },
    {
      method: 'GET',
      paths: ['/v1/models/:id', '/models/:id'],
      body: 'none',
      summary: 'Says whether a model is there.',
      output: modelSchema,
      handle: async (call) => {
        const { id } = z.object({ id: z.string() }).parse(call.request.params); // the router's own
        const shelf = await models.models({ signal: call.facts.work.signal });
        const known = transcriptionModels.includes(id) || shelf.models.some(({ slug }) => slug === id);
        if (!known) throw new AppError('route_not_found', 'The account has no such model.', modelHint);
        return cacheable(call, shelf, modelJson(id, shelf));
      },
    },
  ];
}

export function shownModels(shelf: ModelShelf): readonly ModelFacts[] {
  return shelf.models.filter(({ visibility, supportedInApi }) => visibility === 'list' && supportedInApi);
}

function modelJson(id: string, shelf: ModelShelf): z.infer<typeof modelSchema> {
  return { id, object: 'model', created: Math.floor(shelf.asOfMs / 1000), owned_by: 'openai' };
}

/** A list that was bundled is old: whoever looks at the headers can see how old. */
function cacheable({ request, reply }: Call, shelf: ModelShelf, body: object): unknown {
  const names = JSON.stringify(shelf.models.map(({ slug, visibility }) => [slug, visibility]));
  const etag = `W/"${createHash('sha256').update(`${names} ${request.url}`).digest('hex').slice(0, 24)}"`;
  reply.header('ETag', etag).header('Cache-Control', 'private, no-cache');
  reply.header('x-sotto-models', `${shelf.source}; as-of=${new Date(shelf.asOfMs).toISOString()}`);
  if (request.headers['if-none-match'] !== etag) return body;
  reply.code(304);
  return reply.send();
}
