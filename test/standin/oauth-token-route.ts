// POST /oauth/token: refresh (JSON), code exchange (form) and the exchange of an id token for an API key (form).
// Bodies are never logged: only the grant type and the names of the fields.
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuthorizationDesk } from './authorization-desk.ts';
import { type Call, readText, sendJson } from './call.ts';
import { playReply } from './scripted-reply.ts';
import { nextReply, type Route, type Service } from './service.ts';

export const CLIENT_ID = 'app_EMoamEEZ73f0CkXaXp7hrann';

const FAULT_MESSAGES = {
  refresh_token_expired: 'Your refresh token has expired. Please try signing in again.',
  refresh_token_reused:
    'Your refresh token has already been used to generate a new access token. Please try signing in again.',
  refresh_token_invalidated: 'Your refresh token has been invalidated. Please try signing in again.',
};

export function oauthTokenRoutes(service: Service, desk: AuthorizationDesk): Route[] {
  return [{ method: 'POST', path: '/oauth/token', handle: (request, call) => token(service, desk, request, call) }];
}

async function token(service: Service, desk: AuthorizationDesk, request: IncomingMessage, call: Call): Promise<void> {
  const reply = nextReply(service, 'token');
  // A cut before the answer is played after the exchange: the token is spent and the client never hears of it.
  const spendThenCut = reply.kind === 'cut' && reply.when === 'before-answer';
  if (!spendThenCut && (await playReply(reply, request, call)) === undefined) return;
  const fields = parseBody(request.headers['content-type'] ?? '', await readText(request, call, 64 * 1024));
  if (fields === undefined)
    return sendJson(call, 400, { error: 'invalid_request', error_description: 'Unreadable body.' });
  const isJson = (request.headers['content-type'] ?? '').includes('json');
  const type = fields.get('grant_type') ?? '';
  call.record.grant = { type, encoding: isJson ? 'json' : 'form', fields: [...fields.keys()] };
  const answer = exchange(service, desk, type, isJson, fields);
  if (service.settings.tokenLatencyMs > 0)
    await delay(service.settings.tokenLatencyMs, undefined, { signal: call.signal });
  if (spendThenCut) {
    call.record.scripted = 'cut';
    call.response.destroy();
    return;
  }
  sendJson(call, answer.status, answer.body, { 'cache-control': 'no-store' });
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

function exchange(
  service: Service,
  desk: AuthorizationDesk,
  type: string,
  isJson: boolean,
  fields: Map<string, string>,
): Answer {
  if (fields.get('client_id') !== CLIENT_ID) return { status: 401, body: { error: 'invalid_client' } };
  if (type === 'refresh_token') return refresh(service, fields.get('refresh_token') ?? '');
  if (isJson)
    return { status: 400, body: { error: 'invalid_request', error_description: 'This grant is form-encoded.' } };
  if (type === 'authorization_code') {
    const person = desk.redeem({
      code: fields.get('code') ?? '',
      verifier: fields.get('code_verifier') ?? '',
      redirectUri: fields.get('redirect_uri') ?? '',
    });
    if (person === undefined)
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Unknown code.' } };
    return { status: 200, body: { ...service.book.startFamily(person), token_type: 'Bearer', scope: 'openid' } };
  }
  if (type === 'urn:ietf:params:oauth:grant-type:token-exchange') {
    const owner = service.book.personOfIdToken(fields.get('subject_token') ?? '');
    if (owner === undefined || fields.get('requested_token') !== 'openai-api-key') {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    return { status: 200, body: { access_token: service.book.newOpaqueBearer('sk-', owner), token_type: 'Bearer' } };
  }
  return { status: 400, body: { error: 'unsupported_grant_type' } };
}

function refresh(service: Service, refreshToken: string): Answer {
  const outcome = service.book.refresh(refreshToken);
  if (!outcome.ok) {
    const { code } = outcome;
    return {
      status: 401,
      body: { error: { message: FAULT_MESSAGES[code], type: 'invalid_request_error', param: null, code } },
    };
  }
  const kept = Object.entries(outcome.tokens).filter(([name]) => !service.settings.tokenOmit.includes(name));
  return {
    status: 200,
    body: { ...Object.fromEntries(kept), token_type: 'Bearer', expires_in: service.book.rules.accessTokenSeconds },
  };
}

function parseBody(contentType: string, text: string): Map<string, string> | undefined {
  if (contentType.includes('application/x-www-form-urlencoded')) return new Map(new URLSearchParams(text));
  if (!contentType.includes('json')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    return new Map(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
