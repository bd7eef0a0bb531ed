// What an account can read: models, usage, and the neighbouring read-only routes with plausible small answers.
// Must not know how answers are used.
import type { IncomingMessage } from 'node:http';
import { bearerOf, type Call, sendJson } from './call.ts';
import type { Owner } from './login-book.ts';
import { catalogEtag, modelsOfPlan } from './model-catalog.ts';
import { playReply } from './scripted-reply.ts';
import { admit, nextReply, type Route, type Service } from './service.ts';

type Read = (owner: Owner, call: Call) => unknown;

export function accountRoutes(service: Service): Route[] {
  const read = (path: string | RegExp, answer: Read): Route => ({
    method: 'GET',
    path,
    handle: (request, call) => readable(service, request, call, answer),
  });
  return [
    { method: 'GET', path: '/backend-api/codex/models', handle: (request, call) => models(service, request, call) },
    { method: 'GET', path: '/v1/models', handle: (request, call) => apiKeyModels(service, request, call) },
    read('/backend-api/wham/usage', (owner) => ({ ...service.settings.usage, plan_type: owner.plan })),
    read('/backend-api/wham/rate-limit-reset-credits', () => ({ available_count: 0, credits: [] })),
    read('/backend-api/wham/accounts/check', (owner) => ({
      accounts: { [owner.accountId]: { plan_type: owner.plan } },
    })),
    read('/backend-api/wham/profiles/me', (owner) => ({ id: owner.userId, email: owner.email })),
    read('/backend-api/wham/settings/user', () => ({ settings: {} })),
    read('/backend-api/wham/workspace-messages', () => ({ messages: [] })),
    read('/backend-api/wham/config/bundle', () => ({ requirements: null })),
    read('/backend-api/wham/tasks/list', () => ({
      items: [{ id: 'task_1', title: 'A task', has_generated_title: true }],
      cursor: null,
    })),
    read(/^\/backend-api\/wham\/tasks\/[^/]+$/u, (_owner, call) => ({ task: { id: lastPart(call), title: 'A task' } })),
    read(/^\/backend-api\/wham\/tasks\/[^/]+\/turns\/[^/]+\/sibling_turns$/u, () => ({ sibling_turns: [] })),
    read('/backend-api/wham/environments', () => [{ id: 'env_1', label: 'An environment', is_pinned: true }]),
    read(/^\/backend-api\/wham\/environments\/by-repo\/[^/]+\/[^/]+\/[^/]+$/u, () => [
      { id: 'env_1', label: 'An environment' },
    ]),
    read('/backend-api/connectors/directory/list', () => ({
      apps: [{ id: 'app_1', name: 'An app' }],
      next_token: null,
    })),
    read('/backend-api/connectors/directory/list_workspace', () => ({ apps: [] })),
    read(/^\/backend-api\/ps\/plugins\/(?:list|installed|suggested\/codex|workspace\/shared)$/u, () => ({
      plugins: [],
    })),
  ];
}

async function readable(service: Service, request: IncomingMessage, call: Call, answer: Read): Promise<void> {
  if ((await playReply(nextReply(service, 'other'), request, call)) === undefined) return;
  const owner = admit(service, request, call);
  if (owner !== undefined) sendJson(call, 200, answer(owner, call));
}

async function models(service: Service, request: IncomingMessage, call: Call): Promise<void> {
  if ((await playReply(nextReply(service, 'other'), request, call)) === undefined) return;
  const owner = admit(service, request, call);
  if (owner === undefined) return;
  if (!/^\d+\.\d+\.\d+$/u.test(call.url.searchParams.get('client_version') ?? '')) {
    sendJson(call, 400, { detail: 'client_version must be major.minor.patch' });
    return;
  }
  const list = modelsOfPlan(service.settings.models, owner.plan);
  sendJson(call, 200, { models: list }, { etag: catalogEtag(list) });
}

function apiKeyModels(service: Service, request: IncomingMessage, call: Call): void {
  const isKey = service.book.ownerOf(bearerOf(request) ?? '')?.kind === 'api-key';
  call.record.bearer = isKey ? 'accepted' : 'dead';
  if (!isKey) {
    const error = {
      message: 'Incorrect API key provided.',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_api_key',
    };
    sendJson(call, 401, { error });
    return;
  }
  const data = service.settings.models.map(({ slug }) => ({
    id: slug,
    object: 'model',
    created: 0,
    owned_by: 'openai',
  }));
  sendJson(call, 200, { object: 'list', data });
}

function lastPart(call: Call): string {
  return call.url.pathname.split('/').at(-1) ?? '';
}
