// GET /api/version, /api/tags and POST /api/show: what editors ask an Ollama server before they use its OpenAI routes.
// What is said about models is what the account's list says; sizes are unknown and 0.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../contract/app-error.ts';
import { checkInput } from './check-input.ts';
import { modelHint, shownModels } from './model-routes.ts';
import type { ModelFacts, ModelShelf, Models } from './ports.ts';
import type { Route } from './route.ts';

/** Of the API that is spoken here; VS Code wants at least 0.6.4. */
const apiVersion = '0.12.10';
const showInput = z.looseObject({ model: z.string().optional(), name: z.string().optional() });

export function ollamaRoutes(models: Models): readonly Route[] {
  return [
    {
      method: 'GET',
      paths: ['/api/version'],
      body: 'none',
      summary: 'Says which version of the Ollama API is spoken.',
      output: z.object({ version: z.string() }),
      handle: () => ({ version: apiVersion }),
    },
    {
      method: 'GET',
      paths: ['/api/tags'],
      body: 'none',
      summary: 'Lists the models as Ollama does.',
      output: z.object({ models: z.array(z.looseObject({ model: z.string() })) }),
      handle: async ({ facts }) => {
        const shelf = await models.models({ signal: facts.work.signal });
        return { models: shownModels(shelf).map((model) => tag(model, shelf)) };
      },
    },
    {
      method: 'POST',
      paths: ['/api/show'],
      body: 'json',
      summary: 'Describes a model as Ollama does.',
      input: showInput,
      output: z.looseObject({ capabilities: z.array(z.string()) }),
      handle: async ({ body, facts }) => {
        const input = checkInput(showInput, body);
        const wanted = (input.model ?? input.name ?? '').replace(/:latest$/, '');
        const shelf = await models.models({ signal: facts.work.signal });
        const model = shelf.models.find(({ slug }) => slug === wanted);
        if (model === undefined) throw new AppError('route_not_found', 'The account has no such model.', modelHint);
        return description(model, shelf);
      },
    },
  ];
}

function tag(model: ModelFacts, shelf: ModelShelf): object {
  return {
    name: model.slug,
    model: model.slug,
    modified_at: new Date(shelf.asOfMs).toISOString(),
    size: 0,
    digest: createHash('sha256').update(model.slug).digest('hex'),
    details: details(model),
  };
}

function description(model: ModelFacts, shelf: ModelShelf): object {
  const family = familyOf(model);
  return {
    modelfile: '',
    parameters: '',
    template: '{{ .Prompt }}',
    license: '',
    modified_at: new Date(shelf.asOfMs).toISOString(),
    details: details(model),
    model_info: {
      'general.architecture': family,
      'general.basename': model.displayName,
      [`${family}.context_length`]: model.contextWindow ?? 128_000,
    },
    capabilities: [
      'completion',
      'tools',
      ...(model.inputModalities.includes('image') ? ['vision'] : []),
      ...(model.reasoningLevels.length > 0 ? ['thinking'] : []),
    ],
  };
}

function details(model: ModelFacts): object {
  const family = familyOf(model);
  return { parent_model: '', format: 'remote', family, families: [family], parameter_size: '', quantization_level: '' };
}

/** `gpt-5.5` is of the family `gpt`. */
function familyOf({ slug }: ModelFacts): string {
  return /^[a-z]+/i.exec(slug)?.[0].toLowerCase() ?? 'gpt';
}
