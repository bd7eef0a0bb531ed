// Signing in with a device code: the code, the page where it is typed in, and the polling.
// The service makes the PKCE pair itself here, as the real one does.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AuthorizationDesk } from './authorization-desk.ts';
import { type Call, readText, sendJson, sendPage } from './call.ts';
import { CLIENT_ID } from './oauth-token-route.ts';
import { playReply } from './scripted-reply.ts';
import { nextReply, type Route, type Service } from './service.ts';
import { signedInPerson } from './sign-in-routes.ts';

interface Device {
  readonly id: string;
  readonly userCode: string;
  approved: boolean;
}

export function deviceRoutes(service: Service, desk: AuthorizationDesk): Route[] {
  const devices = new Map<string, Device>();
  return [
    {
      method: 'POST',
      path: '/api/accounts/deviceauth/usercode',
      handle: (request, call) => giveCode(service, devices, request, call),
    },
    {
      method: 'POST',
      path: '/api/accounts/deviceauth/token',
      handle: (request, call) => poll(service, desk, devices, request, call),
    },
    { method: 'GET', path: '/codex/device', handle: (_request, call) => devicePage(call, '') },
    { method: 'POST', path: '/codex/device', handle: (request, call) => approve(devices, request, call) },
  ];
}

async function giveCode(
  service: Service,
  devices: Map<string, Device>,
  request: IncomingMessage,
  call: Call,
): Promise<void> {
  if ((await playReply(nextReply(service, 'other'), request, call)) === undefined) return;
  const body = await readObject(request, call);
  if (body.client_id !== CLIENT_ID) return sendJson(call, 400, { error: 'invalid_client' });
  const letters = (): string => Array.from({ length: 4 }, () => 'BCDFGHJKLMNPQRSTVWXZ'[randomInt(20)]).join('');
  const device: Device = {
    id: `device_${randomBytes(12).toString('hex')}`,
    userCode: `${letters()}-${letters()}`,
    approved: false,
  };
  devices.set(device.id, device);
  sendJson(call, 200, {
    device_auth_id: device.id,
    user_code: device.userCode,
    // A string of seconds, as the real service sends it.
    interval: String(service.settings.deviceIntervalSeconds),
    expires_at: new Date(Date.now() + 15 * 60_000).toISOString(),
  });
}

async function poll(
  service: Service,
  desk: AuthorizationDesk,
  devices: Map<string, Device>,
  request: IncomingMessage,
  call: Call,
): Promise<void> {
  const body = await readObject(request, call);
  const device = devices.get(String(body.device_auth_id));
  if (device === undefined || device.userCode !== body.user_code) return sendJson(call, 404, { detail: 'Not found' });
  if (!device.approved) return sendJson(call, 403, { detail: 'Pending' });
  devices.delete(device.id);
  const verifier = randomBytes(64).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  // The client redeems the code with the issuer's own callback as the redirect, whatever host the issuer is.
  const redirectUri = `${service.url}/deviceauth/callback`;
  sendJson(call, 200, {
    authorization_code: desk.issue(signedInPerson(service), challenge, redirectUri),
    code_challenge: challenge,
    code_verifier: verifier,
  });
}

async function approve(devices: Map<string, Device>, request: IncomingMessage, call: Call): Promise<void> {
  const typed = new URLSearchParams(await readText(request, call, 4096)).get('user_code') ?? '';
  const device = [...devices.values()].find(({ userCode }) => userCode === typed.trim().toUpperCase());
  if (device === undefined) return devicePage(call, '<p id="fault">This code is not known.</p>');
  device.approved = true;
  sendPage(call, 200, '<h1 id="done">Device connected</h1><p>You can close this page.</p>');
}

function devicePage(call: Call, note: string): void {
  sendPage(
    call,
    200,
    `<h1>Connect a device</h1>${note}<form method="post" action="/codex/device">` +
      '<label>Code <input name="user_code" autocomplete="off" autofocus></label> <button>Continue</button></form>',
  );
}

async function readObject(request: IncomingMessage, call: Call): Promise<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(await readText(request, call, 64 * 1024));
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
