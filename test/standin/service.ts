// What the routes of the stand-in share: logins, settings that tests turn, queues of scripted replies, the log.
// Must not know the routes or how they are served.
import type { IncomingMessage } from 'node:http';
import { bearerOf, type Call, type CallRecord, sendJson } from './call.ts';
import { LoginBook, type LoginOptions, type Owner } from './login-book.ts';
import { type CatalogModel, MODEL_CATALOG } from './model-catalog.ts';
import type { ScriptedReply } from './scripted-reply.ts';
import { ORDINARY_USAGE } from './usage.ts';

/** The groups of routes that can be scripted apart. */
export type ScriptedRoute = 'transcribe' | 'token' | 'responses' | 'other';

export interface StandinSettings {
  /** How long the service thinks after the last byte has arrived. */
  latency: { fixedMs: number; msPerAudioSecond: number };
  /** The text for sound without tones. */
  scriptedTranscript: string;
  /** Patterns (source of a RegExp) that the headers must match; otherwise the call meets a challenge page. */
  requireIdentity: { originator?: string; userAgent?: string };
  /** Refuse an account header that isn't the bearer's. */
  checkAccount: boolean;
  /** How long a token exchange takes, in ms. */
  tokenLatencyMs: number;
  /** Fields that the token endpoint leaves out of its answers, such as id_token. */
  tokenOmit: string[];
  /** Who signs in through the browser or a device; what is missing is made up. */
  signsIn: LoginOptions;
  /** Redirect addresses (beginnings) that are allowed beside the two of the official client. */
  redirectUris: string[];
  /** How often a device may ask, in seconds; 0 in tests. */
  deviceIntervalSeconds: number;
  /** Time between two events of a Responses stream, in ms. */
  eventDelayMs: number;
  /** The account's models. */
  models: readonly CatalogModel[];
  /** Body of GET /wham/usage. */
  usage: object;
  /** Keep uploaded audio in the log. */
  keepAudio: boolean;
  /** Larger uploads are counted and hashed, but not listened to, in bytes. */
  hearUpToBytes: number;
}

export const DEFAULT_SETTINGS: StandinSettings = {
  latency: { fixedMs: 0, msPerAudioSecond: 0 },
  scriptedTranscript: '',
  requireIdentity: {},
  checkAccount: true,
  tokenLatencyMs: 0,
  tokenOmit: [],
  signsIn: {},
  redirectUris: [],
  deviceIntervalSeconds: 0,
  eventDelayMs: 0,
  models: MODEL_CATALOG,
  usage: ORDINARY_USAGE,
  keepAudio: false,
  hearUpToBytes: 128 * 1024 * 1024,
};

export interface Service {
  readonly url: string;
  readonly book: LoginBook;
  readonly settings: StandinSettings;
  readonly scripts: Record<ScriptedRoute, ScriptedReply[]>;
  /** Calls, oldest first. */
  readonly log: CallRecord[];
  /** TCP connections accepted so far. */
  connections: number;
}

export interface Route {
  readonly method: string;
  /** An exact path, or a pattern for it. */
  readonly path: string | RegExp;
  readonly handle: (request: IncomingMessage, call: Call) => Promise<void> | void;
}

export function newService(url: string, settings: Partial<StandinSettings>): Service {
  return {
    url,
    book: new LoginBook(),
    settings: { ...structuredClone(DEFAULT_SETTINGS), ...settings },
    scripts: { transcribe: [], token: [], responses: [], other: [] },
    log: [],
    connections: 0,
  };
}

/** The next scripted reply of the route; 'normal' if there is none. */
export function nextReply(service: Service, route: ScriptedRoute): ScriptedReply {
  return service.scripts[route].shift() ?? { kind: 'normal' };
}

/**
 * Checks the bearer as the backend does.
 * @returns its owner, or undefined after answering 401 or 403.
 */
export function admit(service: Service, request: IncomingMessage, call: Call): Owner | undefined {
  const bearer = bearerOf(request);
  const owner = bearer === undefined ? undefined : service.book.ownerOf(bearer);
  call.record.bearer = bearer === undefined ? 'missing' : owner === undefined ? 'dead' : 'accepted';
  if (owner === undefined || owner.kind === 'api-key') {
    const expired = 'Provided authentication token is expired. Please try signing in again.';
    if (bearer === undefined) sendJson(call, 401, { detail: 'Unauthorized' });
    else
      sendJson(call, 401, { error: { message: expired, type: null, code: 'token_expired', param: null }, status: 401 });
    return undefined;
  }
  call.record.accountId = owner.accountId;
  const claimed = request.headers['chatgpt-account-id'];
  if (service.settings.checkAccount && claimed !== undefined && claimed !== owner.accountId) {
    sendJson(call, 403, { detail: 'The account does not belong to this login.' });
    return undefined;
  }
  return owner;
}

/** Whether the caller names itself as the settings ask. */
export function identityIsRight(service: Service, request: IncomingMessage): boolean {
  const { originator, userAgent } = service.settings.requireIdentity;
  const matches = (pattern: string | undefined, value: string | string[] | undefined): boolean =>
    pattern === undefined || new RegExp(pattern, 'u').test(String(value ?? ''));
  return matches(originator, request.headers.originator) && matches(userAgent, request.headers['user-agent']);
}
