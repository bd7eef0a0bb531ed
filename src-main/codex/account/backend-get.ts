// Reads one of the backend's documented routes. Only GET, only the table's routes, only with a ChatGPT login.
import type { Backend } from '../backend/backend.ts';
import { CodexError } from '../errors.ts';
import { parseJson, readBytes } from '../transport/read-body.ts';
import { type BackendRouteName, backendRoutes } from './backend-routes.ts';

const timeoutMs = 30_000;
const longestAnswerBytes = 32 * 1024 * 1024;

/** The answer's JSON as it came. Throws `invalid_response` for anything else, `login_unsupported` for API keys. */
export async function backendGet(
  backend: Backend,
  name: BackendRouteName,
  parameters: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const path = filledPath(name, parameters);
  return await backend.send({
    what: 'Asking the service',
    retries: 1,
    timeoutMs,
    signal,
    request: (bearer) => {
      if (bearer.mode === 'apikey') {
        throw new CodexError(
          'login_unsupported',
          'An API key has no ChatGPT account behind it; sign in with ChatGPT for this.',
        );
      }
      return { method: 'GET', path };
    },
    read: async (response) => {
      const value = parseJson((await readBytes(response, longestAnswerBytes)).toString('utf8'));
      if (value !== undefined) return value;
      throw new CodexError('invalid_response', 'The service answered with something that is not JSON; try again.', {
        status: response.status,
      });
    },
  });
}

/** Path with its parts filled in and escaped, and the query that the route knows. */
export function filledPath(name: BackendRouteName, parameters: Readonly<Record<string, string | undefined>>): string {
  const route: { readonly path: string; readonly query?: readonly string[] } = backendRoutes[name];
  const path = route.path.replace(/\{(\w+)\}/g, (_, part: string) => {
    const value = parameters[part];
    // A dot segment would be another route.
    if (value === undefined || value === '' || value === '.' || value === '..') {
      throw new CodexError('upstream_rejected', `The route ${name} needs ${part}.`);
    }
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(
    (route.query ?? []).flatMap((key): [string, string][] => {
      const value = parameters[key];
      return value === undefined ? [] : [[key, value]];
    }),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
}
