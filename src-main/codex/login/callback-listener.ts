// The small server to which the browser comes back: checks the state, hands the code over once, shows how it ended.
// It must not know what is done with the code.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { CodexError, isCodexError } from '../errors.ts';
import { signInCancelled } from './ask-issuer.ts';
import { listenOnLoginPort } from './login-port.ts';
import { signInPage, signInPageHeaders } from './sign-in-pages.ts';

export interface CallbackListener extends AsyncDisposable {
  readonly redirectUri: string;
  /** Settles when the sign-in has ended: `finish` succeeded, or why not. */
  readonly ended: Promise<void>;
}

export interface CallbackListenerOptions {
  readonly ports: readonly number[];
  readonly state: string;
  /** Uses the code; an error's message is shown in the browser. Called at most once. */
  readonly finish: (code: string, redirectUri: string) => Promise<void>;
  /** How the program is called on the pages. */
  readonly programName: string;
  readonly signal: AbortSignal;
}

/** A suffix that the service may add to the state. */
const knownStateSuffix = '.onboarding_entrypoint=life_sciences';
/** How long the port stays open for the last page. */
const lastPageMs = 1500;

export async function openCallbackListener(options: CallbackListenerOptions): Promise<CallbackListener> {
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => undefined); // Whoever awaits it later gets it all the same.
  const lastPage = Promise.withResolvers<void>();
  let finishing: Promise<void> | undefined;
  let redirectUri = '';
  let isOver = false;

  const end = (error?: CodexError): void => {
    isOver = true;
    if (error === undefined) ended.resolve();
    else ended.reject(error);
  };
  const page = (response: ServerResponse, status: number, title: string, text: string): void => {
    response.writeHead(status, signInPageHeaders).end(signInPage(title, text));
  };
  const fail = (response: ServerResponse, error: CodexError): void => {
    page(response, 400, isCodexError(error, 'login_cancelled') ? 'Sign-in cancelled' : 'Sign-in failed', error.message);
    lastPage.resolve();
    end(error);
  };

  const onCallback = async (query: URLSearchParams, response: ServerResponse): Promise<void> => {
    const state = query.get('state');
    if (state !== options.state && state !== options.state + knownStateSuffix) {
      // Not an answer to our question: somebody else's page, or an older try. The right one may still come.
      page(response, 400, 'Not this sign-in', 'This page belongs to another sign-in. Go on in the newest tab.');
      return;
    }
    const code = query.get('code');
    if (query.has('error') || !code) {
      fail(response, refusalOf(query));
      return;
    }
    finishing ??= options.finish(code, redirectUri);
    try {
      await finishing;
      response.writeHead(302, { ...signInPageHeaders, location: '/success' }).end();
      end();
    } catch (error) {
      if (!isCodexError(error)) {
        ended.reject(error);
        response.destroy();
        return;
      }
      fail(response, error);
    }
  };

  const server = createServer((request, response) => {
    // Any page may ask this port for anything: what is no address (`//`) must not end the program.
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    const asked = request.method === 'GET' ? url?.pathname : undefined;
    if (url && asked === '/auth/callback') {
      void onCallback(url.searchParams, response);
    } else if (asked === '/success' && isOver) {
      page(response, 200, 'You are signed in', `You can close this page and go back to ${options.programName}.`);
      response.once('close', () => lastPage.resolve());
    } else if (asked === '/cancel' && !comesFromPage(request)) {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end('Cancelled\n');
      end(signInCancelled());
    } else {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end('Not found\n');
    }
  });
  const port = await listenOnLoginPort(server, options.ports, options.signal);
  redirectUri = `http://localhost:${port}/auth/callback`;
  const onAbort = (): void => end(signInCancelled());
  options.signal.addEventListener('abort', onAbort, { once: true });

  return {
    redirectUri,
    ended: ended.promise,
    [Symbol.asyncDispose]: async () => {
      options.signal.removeEventListener('abort', onAbort);
      if (finishing !== undefined && !options.signal.aborted) {
        const timer = setTimeout(lastPage.resolve, lastPageMs);
        await lastPage.promise;
        clearTimeout(timer);
      }
      await finishing?.catch(() => undefined); // Half-stored is not a state to leave; its failure was told.
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

/** Other programs ask us to let go without a browser; a web page has no business here. */
function comesFromPage(request: IncomingMessage): boolean {
  return request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined;
}

function refusalOf(query: URLSearchParams): CodexError {
  const error = query.get('error');
  const description = query.get('error_description') ?? '';
  if (description.includes('missing_codex_entitlement')) {
    return new CodexError('login_failed', 'Codex is not enabled for this workspace; ask its administrator.');
  }
  if (error === 'access_denied') return signInCancelled();
  const named = error !== null && /^[\w.-]{1,60}$/.test(error) ? ` (${error})` : '';
  return new CodexError('login_failed', `The service did not allow the sign-in${named}; start it again.`);
}
