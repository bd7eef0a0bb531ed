// GET /openapi.json: made from the same routes and schemas that serve. Nothing is said twice.
import { z } from 'zod';
import type { Route } from './route.ts';

const errorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }),
});

/** @param routes all others */
export function openapiRoutes(routes: readonly Route[], version: string): readonly Route[] {
  const own: Route = {
    method: 'GET',
    paths: ['/openapi.json'],
    body: 'none',
    summary: 'Describes this server.',
    output: z.looseObject({ openapi: z.string() }),
    handle: () => document,
  };
  const document = describe([...routes, own], version);
  return [own];
}

function describe(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.paths[0].replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sotto',
      version,
      description: 'Dictation and the Codex login as an OpenAI-compatible API on loopback.',
    },
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: jsonSchema(errorSchema, 'output') },
    },
  };
}

function operation(route: Route): object {
  const bodyType = route.body === 'form' ? 'multipart/form-data' : 'application/json';
  const output =
    route.output === undefined ? {} : { 'application/json': { schema: jsonSchema(route.output, 'output') } };
  const others = Object.fromEntries((route.answers ?? []).map((type) => [type, { schema: { type: 'string' } }]));
  const parameters = [
    ...[...route.paths[0].matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...queryParameters(route),
  ];
  return {
    summary: route.summary,
    ...(route.open === true ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.input === undefined
      ? {}
      : { requestBody: { required: true, content: { [bodyType]: { schema: jsonSchema(route.input, 'input') } } } }),
    responses: {
      200: { description: 'Done.', content: { ...output, ...others } },
      default: {
        description: 'Refused or failed.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function queryParameters({ query }: Route): readonly object[] {
  if (query === undefined) return [];
  const { properties = {} } = jsonSchema(query, 'input');
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function jsonSchema(
  schema: z.ZodType,
  io: 'input' | 'output',
): { readonly properties?: Readonly<Record<string, unknown>> } {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  return rest;
}
