// The door: every request passes here before anything of it is parsed or routed, in this order: Host, Origin, key.
// Route, size, permit and body follow behind it (http-app.ts). Knows no route but the one that needs no key.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../contract/app-error.ts';
import type { Log } from '../lib/log.ts';
import type { KeyCheck } from './api-key.ts';
import { answerPreflight, isPreflight, originRefusal } from './cross-origin.ts';
import { hostRefusal } from './host-header.ts';
import { isClosing, newRequestId, refuse } from './refuse.ts';
import { type RequestFacts, rememberFacts } from './request-facts.ts';

export interface DoorOptions {
  /** Undefined: no key is asked for. */
  readonly key: KeyCheck | undefined;
  readonly origins: () => readonly string[];
  readonly lingerMs: number;
  readonly log: Log;
  /** Of every request that is being served: aborted when the server stops. */
  readonly atWork: Set<RequestFacts>;
}

/** @returns whether the request may go on; if not, it has been answered. */
export function enter(request: IncomingMessage, response: ServerResponse, options: DoorOptions): boolean {
  // Bytes behind a refused request are not another one's any more.
  if (isClosing(request.socket)) return false;
  const facts = begin(request, response, options);
  const refusal =
    hostRefusal(request) ??
    originRefusal(request, response, options.origins()) ??
    (isPreflight(request) ? undefined : targetRefusal(request, options));
  if (refusal !== undefined) {
    facts.route = 'refused';
    refuse(request, response, refusal, options.lingerMs);
    return false;
  }
  if (isPreflight(request)) {
    facts.route = 'preflight';
    answerPreflight(request, response);
    return false;
  }
  return true;
}

function begin(request: IncomingMessage, response: ServerResponse, { log, atWork }: DoorOptions): RequestFacts {
  const work = new AbortController();
  const facts: RequestFacts = { id: newRequestId(), startedAtMs: performance.now(), work, route: 'unknown' };
  rememberFacts(request, facts);
  atWork.add(facts);
  response.setHeader('x-request-id', facts.id);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.on('close', () => {
    atWork.delete(facts);
    const gone = !response.writableFinished;
    if (gone) work.abort(new AppError('cancelled', 'The client went away.'));
    log[facts.route === '/healthz' ? 'debug' : 'info']('request', {
      id: facts.id,
      method: request.method,
      route: facts.route,
      ...(response.headersSent ? { status: response.statusCode } : {}),
      ...(gone ? { gone } : {}),
      ms: Math.round(performance.now() - facts.startedAtMs),
    });
  });
  return facts;
}

/** The key, and a target that is a path. An absolute one was compared with the Host rule; its path is what counts. */
function targetRefusal(request: IncomingMessage, { key }: DoorOptions): AppError | undefined {
  const url = request.url ?? '';
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  request.url = path === '' || path.startsWith('?') ? `/${path}` : path;
  const open = /^\/healthz\/?(?:\?|$)/.test(request.url);
  if (!open && key !== undefined && !key.accepts(request.headers)) {
    return new AppError('invalid_api_key', 'The request has no key, or a wrong one.');
  }
  if (!request.url.startsWith('/')) return new AppError('invalid_request', 'The target is no path.', { hint: '' });
  return undefined;
}
