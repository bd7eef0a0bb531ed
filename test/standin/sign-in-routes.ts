// Signing in and out in a browser: the authorize page with its two buttons, revocation, and the identity of a personal
// access token. The page is real HTML: tests click it in a real browser.
import type { IncomingMessage } from 'node:http';
import type { AuthorizationDesk } from './authorization-desk.ts';
import { bearerOf, type Call, readText, sendJson, sendPage } from './call.ts';
import { personOf } from './login-book.ts';
import { CLIENT_ID } from './oauth-token-route.ts';
import { playReply } from './scripted-reply.ts';
import { nextReply, type Route, type Service } from './service.ts';
import type { Person } from './tokens.ts';

/** The ports that the real service has on its list for redirects of this client. */
const REDIRECT = /^http:\/\/localhost:(?:1455|1457)\/auth\/callback$/u;

export function signInRoutes(service: Service, desk: AuthorizationDesk): Route[] {
  return [
    { method: 'GET', path: '/oauth/authorize', handle: (_request, call) => authorizePage(service, call) },
    { method: 'POST', path: '/oauth/authorize', handle: (request, call) => decide(service, desk, request, call) },
    { method: 'POST', path: '/oauth/revoke', handle: (request, call) => revoke(service, request, call) },
    {
      method: 'GET',
      path: '/api/accounts/v1/user-auth-credential/whoami',
      handle: (request, call) => whoAmI(service, request, call),
    },
  ];
}

function authorizePage(service: Service, call: Call): void {
  const query = call.url.searchParams;
  const fault = faultOf(service, query);
  if (fault !== undefined) {
    sendPage(call, 400, `<h1>Sign-in refused</h1><p id="fault">${escaped(fault)}</p>`);
    return;
  }
  const hidden = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  sendPage(
    call,
    200,
    `<h1>Sign in to the stand-in service</h1><p>${escaped(query.get('originator') ?? 'A program')} asks for your login.</p>` +
      `<form method="post" action="/oauth/authorize">${hidden.join('')}` +
      '<button name="decision" value="continue">Continue</button> <button name="decision" value="deny">Deny</button></form>',
  );
}

async function decide(service: Service, desk: AuthorizationDesk, request: IncomingMessage, call: Call): Promise<void> {
  const form = new URLSearchParams(await readText(request, call, 64 * 1024));
  const fault = faultOf(service, form);
  if (fault !== undefined) {
    sendPage(call, 400, `<h1>Sign-in refused</h1><p id="fault">${escaped(fault)}</p>`);
    return;
  }
  const redirectUri = form.get('redirect_uri') ?? '';
  const target = new URL(redirectUri);
  if (form.get('decision') === 'continue') {
    const workspace = form.get('allowed_workspace_id')?.split(',')[0];
    const person = signedInPerson(service, workspace);
    target.searchParams.set('code', desk.issue(person, form.get('code_challenge') ?? '', redirectUri));
    target.searchParams.set('scope', form.get('scope') ?? '');
  } else {
    target.searchParams.set('error', 'access_denied');
    target.searchParams.set('error_description', 'The user denied the request.');
  }
  target.searchParams.set('state', form.get('state') ?? '');
  call.response.writeHead(302, { location: target.href, connection: 'close' }).end();
}

/** Who signs in when a browser or a device does: the one that the settings name, or somebody new. */
export function signedInPerson(service: Service, workspace?: string): Person {
  const accountId = workspace ?? service.settings.signsIn.accountId;
  return personOf({ ...service.settings.signsIn, ...(accountId !== undefined && { accountId }) });
}

function faultOf(service: Service, query: URLSearchParams): string | undefined {
  const redirect = query.get('redirect_uri') ?? '';
  if (query.get('response_type') !== 'code') return 'response_type must be code';
  if (query.get('client_id') !== CLIENT_ID) return 'unknown client_id';
  const known = REDIRECT.test(redirect) || service.settings.redirectUris.some((uri) => redirect.startsWith(uri));
  if (!known) return 'redirect_uri is not on the list';
  if (query.get('code_challenge_method') !== 'S256') return 'code_challenge_method must be S256';
  if ((query.get('code_challenge') ?? '').length !== 43) return 'code_challenge is not a SHA-256 in base64url';
  if ((query.get('state') ?? '').length < 16) return 'state is missing or too short';
  if (!(query.get('scope') ?? '').split(' ').includes('offline_access')) return 'scope lacks offline_access';
  return undefined;
}

async function revoke(service: Service, request: IncomingMessage, call: Call): Promise<void> {
  if ((await playReply(nextReply(service, 'other'), request, call)) === undefined) return;
  const body: unknown = JSON.parse(await readText(request, call, 64 * 1024));
  const isObject = typeof body === 'object' && body !== null;
  const token = isObject && 'token' in body ? String(body.token) : '';
  const hint = isObject && 'token_type_hint' in body ? String(body.token_type_hint) : '';
  call.record.grant = { type: `revoke ${hint}`, encoding: 'json', fields: isObject ? Object.keys(body) : [] };
  service.book.revoke(token);
  // RFC 7009: a token that is not known is no error.
  sendJson(call, 200, {});
}

function whoAmI(service: Service, request: IncomingMessage, call: Call): void {
  const owner = service.book.ownerOf(bearerOf(request) ?? '');
  call.record.bearer = owner?.kind === 'personal' ? 'accepted' : 'dead';
  if (owner?.kind !== 'personal') {
    sendJson(call, 401, { detail: 'Unauthorized' });
    return;
  }
  sendJson(call, 200, {
    email: owner.email,
    chatgpt_user_id: owner.userId,
    chatgpt_account_id: owner.accountId,
    chatgpt_plan_type: owner.plan,
    chatgpt_account_is_fedramp: false,
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/gu, (character) => `&#${character.codePointAt(0)};`);
}
