// Which web pages may call: those whose origin is listed, letter by letter. No wildcard, no reflection, `null` never.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../contract/app-error.ts';

const methods = 'GET, POST';
/** What the SDKs send in browsers. */
const allowedHeader =
  /^(?:accept|authorization|content-type|x-api-key|x-client-request-id|x-sotto-[a-z-]+|x-stainless-[a-z-]+|openai-[a-z-]+)$/;
const exposed = 'x-request-id, x-should-retry, retry-after, x-sotto-take-id';

/** Sets the headers of a listed origin. @returns `origin_not_allowed` for any other; undefined also when none is named */
export function originRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): AppError | undefined {
  if (origins.length > 0) response.setHeader('Vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined) return undefined;
  if (origin === 'null' || origin === '*' || !origins.includes(origin)) {
    return new AppError('origin_not_allowed', 'Pages of this origin may not call.');
  }
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', exposed);
  return undefined;
}

export function isPreflight(request: IncomingMessage): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined
  );
}

/** After `originRefusal` let the origin pass. A preflight carries no key; it only says what may be asked. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const wanted = String(request.headers['access-control-request-headers'] ?? '').toLowerCase();
  const headers = wanted.split(',').map((name) => name.trim());
  response.setHeader('Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
  response.setHeader('Access-Control-Allow-Methods', methods);
  response.setHeader('Access-Control-Allow-Headers', headers.filter((name) => allowedHeader.test(name)).join(', '));
  response.setHeader('Access-Control-Max-Age', '600');
  // Private Network Access: a public page asks whether this machine wants to be called (WICG draft, 2023).
  if (request.headers['access-control-request-private-network'] === 'true') {
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
  }
  response.statusCode = 204;
  response.end();
}
