// What a test can make the stand-in answer instead of its normal answer, and how such an answer is played.
// Must not know which route it is played on.
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Call, drain, sendJson } from './call.ts';

export type ScriptedReply = (
  | { readonly kind: 'normal' }
  /** Transcription: this text, whatever was heard. The audio must still be acceptable. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      /** A string goes out as it is, anything else as JSON. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Cloudflare's managed challenge: 403, `cf-mitigated: challenge`, HTML, a `__cf_bm` cookie. */
  | { readonly kind: 'challenge' }
  /** 429 with `usage_limit_reached`: final until the reset. */
  | { readonly kind: 'usage-limit'; readonly resetsInSeconds: number }
  /** 429 with Retry-After: come again. */
  | { readonly kind: 'too-many'; readonly retryAfterSeconds: number }
  | { readonly kind: 'cut'; readonly when: 'before-body' | 'before-answer' | 'mid-answer' }
  /** Says nothing for so long, then plays what follows ('normal' unless told). */
  | { readonly kind: 'hang'; readonly ms: number; readonly then?: ScriptedReply }
  | { readonly kind: 'wrong-json' }
  | { readonly kind: 'asr-error' }
  /** Responses: exactly these events instead of the echo; `cut` breaks the connection after the last. */
  | { readonly kind: 'events'; readonly events: readonly object[]; readonly cut?: boolean }
  /** Responses: the normal events, but a different end, after so many of them (4 unless told). */
  | {
      readonly kind: 'stream-end';
      /** 'silent': no more events, and the connection stays open. */
      readonly end: 'failed' | 'incomplete' | 'cut' | 'silent';
      readonly afterEvents?: number;
      /** Error code of 'failed', reason of 'incomplete'. */
      readonly code?: string;
      readonly message?: string;
    }
) & {
  /** Answer before the body is read. */
  readonly early?: boolean;
};

export const ASR_ERROR = { detail: 'Error in ASR API' };

const CHALLENGE_PAGE =
  '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta http-equiv="refresh" content="360"></head>' +
  '<body><div class="main-content"><noscript>Enable JavaScript and cookies to continue</noscript></div></body></html>';

/**
 * Plays the reply if it needs nothing of the route.
 * @returns what is left for the route to do, or undefined if the call has been answered or cut.
 */
export async function playReply(
  reply: ScriptedReply,
  request: IncomingMessage,
  call: Call,
): Promise<ScriptedReply | undefined> {
  if (reply.kind === 'normal') return reply;
  call.record.scripted = reply.kind;
  if (reply.kind === 'text' || reply.kind === 'events' || reply.kind === 'stream-end') return reply;
  if (reply.kind === 'hang') {
    await delay(reply.ms, undefined, { signal: call.signal });
    return playReply(reply.then ?? { kind: 'normal' }, request, call);
  }
  const when = reply.kind === 'cut' ? reply.when : undefined;
  if (when === 'before-body') {
    request.socket.destroy();
    return undefined;
  }
  if (reply.early !== true) await drain(request, call);
  if (reply.kind !== 'cut') sendFault(reply, call);
  else if (when !== undefined) await cut(when, call);
  return undefined;
}

type Fault = Exclude<ScriptedReply, { kind: 'normal' | 'text' | 'events' | 'stream-end' | 'hang' | 'cut' }>;

function sendFault(reply: Fault, call: Call): void {
  switch (reply.kind) {
    case 'status':
      if (typeof reply.body === 'string') send(call, reply.status, reply.body, reply.headers);
      else sendJson(call, reply.status, reply.body ?? { detail: `Scripted ${reply.status}` }, reply.headers);
      break;
    case 'challenge':
      sendChallenge(call);
      break;
    case 'usage-limit':
      sendUsageLimit(call, reply.resetsInSeconds);
      break;
    case 'too-many':
      sendJson(call, 429, { detail: 'Too many requests' }, { 'retry-after': String(reply.retryAfterSeconds) });
      break;
    case 'wrong-json':
      send(call, 200, '{"text": "this is not', { 'content-type': 'application/json' });
      break;
    case 'asr-error':
      sendJson(call, 500, ASR_ERROR);
      break;
  }
}

function sendUsageLimit(call: Call, resetsInSeconds: number): void {
  const resetsAt = Math.floor(Date.now() / 1000) + resetsInSeconds;
  const message = 'The usage limit has been reached';
  sendJson(
    call,
    429,
    { error: { type: 'usage_limit_reached', message, plan_type: 'plus', resets_at: resetsAt } },
    { 'x-codex-primary-used-percent': '100', 'x-codex-primary-reset-at': String(resetsAt) },
  );
}

export function sendChallenge(call: Call): void {
  send(call, 403, CHALLENGE_PAGE, {
    'content-type': 'text/html; charset=UTF-8',
    'cf-mitigated': 'challenge',
    server: 'cloudflare',
    'set-cookie': `__cf_bm=standin${call.record.id}; path=/; HttpOnly; Secure; SameSite=None`,
  });
}

function send(call: Call, status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
  call.response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body);
}

/** Breaks the connection; 'mid-answer' only after the client can have seen the head and some of the body. */
async function cut(when: 'before-answer' | 'mid-answer', call: Call): Promise<void> {
  if (when === 'mid-answer') {
    const { promise, resolve } = Promise.withResolvers<void>();
    call.response.writeHead(200, { 'content-type': 'application/json', 'content-length': '400' });
    call.response.write('{"text": "half of an ans', () => resolve());
    await promise;
  }
  call.response.destroy();
}
