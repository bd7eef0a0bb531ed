// Steering the stand-in from another process: PUT /__control turns it, GET /__control shows what it saw.
// Calls to these routes are not logged. Must not do anything that a test in the same process couldn't do directly.
import type { IncomingMessage } from 'node:http';
import { type Call, type CallRecord, readText, sendJson } from './call.ts';
import type { LoginOptions, RefreshRules } from './login-book.ts';
import type { ScriptedReply } from './scripted-reply.ts';
import type { Route, ScriptedRoute, Service, StandinSettings } from './service.ts';

/** Body of PUT /__control; everything is optional, and done in this order. */
export interface ControlPatch {
  readonly clearLog?: boolean;
  /** Forget scripted replies that were not used. */
  readonly clearScripts?: boolean;
  readonly settings?: Partial<StandinSettings>;
  readonly rules?: Partial<RefreshRules>;
  readonly script?: Partial<Record<ScriptedRoute, readonly ScriptedReply[]>>;
  /** Answer every access token given out so far with 401. */
  readonly killAccessTokens?: boolean;
  readonly endAllFamilies?: 'expired' | 'invalidated';
}

export interface ControlView {
  readonly url: string;
  readonly settings: StandinSettings;
  readonly rules: RefreshRules;
  readonly refreshesSpent: number;
  readonly refreshesRefused: number;
  readonly connections: number;
  readonly requests: readonly CallRecord[];
}

export function controlRoutes(service: Service): Route[] {
  return [
    { method: 'GET', path: '/__control', handle: (_request, call) => sendJson(call, 200, view(service)) },
    {
      method: 'PUT',
      path: '/__control',
      // Whoever steers a test service sends what the types say.
      handle: async (request, call) => {
        applyPatch(service, (await readJson(request, call)) as ControlPatch);
        sendJson(call, 200, view(service));
      },
    },
    {
      method: 'POST',
      path: '/__control/login',
      handle: async (request, call) => {
        sendJson(call, 200, service.book.newLogin((await readJson(request, call)) as LoginOptions));
      },
    },
    {
      method: 'POST',
      path: '/__control/bearer',
      handle: async (request, call) => {
        const { prefix, ...login } = (await readJson(request, call)) as LoginOptions & { prefix: 'at-' | 'sk-' };
        sendJson(call, 200, { bearer: service.book.newOpaqueBearer(prefix, login) });
      },
    },
    {
      method: 'POST',
      path: '/__control/check',
      handle: async (request, call) => {
        const tokens = (await readJson(request, call)) as { access_token?: string; refresh_token?: string };
        sendJson(call, 200, {
          access: service.book.ownerOf(tokens.access_token ?? '') !== undefined,
          refresh: service.book.isCurrentRefreshToken(tokens.refresh_token ?? ''),
        });
      },
    },
  ];
}

function applyPatch(service: Service, patch: ControlPatch): void {
  if (patch.clearLog === true) service.log.length = 0;
  if (patch.clearScripts === true) for (const queue of Object.values(service.scripts)) queue.length = 0;
  Object.assign(service.settings, patch.settings);
  Object.assign(service.book.rules, patch.rules);
  for (const [route, replies] of Object.entries(patch.script ?? {})) {
    // Object.entries forgets that the keys are routes.
    service.scripts[route as ScriptedRoute].push(...replies);
  }
  if (patch.killAccessTokens === true) service.book.killAccessTokens();
  if (patch.endAllFamilies !== undefined) service.book.endAllFamilies(patch.endAllFamilies);
}

function view(service: Service): ControlView {
  const { book } = service;
  return {
    url: service.url,
    settings: service.settings,
    rules: book.rules,
    refreshesSpent: book.refreshesSpent,
    refreshesRefused: book.refreshesRefused,
    connections: service.connections,
    requests: service.log.map(withoutData),
  };
}

function withoutData(record: CallRecord): CallRecord {
  if (record.audio?.data === undefined) return record;
  const { data: _data, ...audio } = record.audio;
  return { ...record, audio };
}

async function readJson(request: IncomingMessage, call: Call): Promise<unknown> {
  const text = await readText(request, call);
  return text === '' ? {} : JSON.parse(text);
}
