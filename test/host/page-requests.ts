// What a page asks the network for: the app's own schemes are answered here, navigations are offered to the app first
// (will-navigate and its kin), and session.webRequest may refuse the rest. DevTools protocol, Fetch domain.
import { schemeHandler } from './api/protocol.ts';
import type { HostSession } from './api/session.ts';
import type { CdpSession } from './chromium/cdp.ts';
import { toAppUrl, toBrowserUrl } from './custom-scheme.ts';

interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly redirectedRequestId?: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly postData?: string;
    readonly hasPostData?: boolean;
  };
}

export interface NavigationOffer {
  readonly url: string;
  readonly frameId: string;
  readonly isRedirect: boolean;
}

export interface PageRequestOptions {
  readonly session: HostSession;
  /** @returns false when the app refuses */
  mayNavigate(offer: NavigationOffer): boolean;
}

export async function servePageRequests(page: CdpSession, options: PageRequestOptions): Promise<void> {
  page.on<PausedRequest>('Fetch.requestPaused', (paused) => {
    decide(page, paused, options).catch((error: unknown) => {
      // A page that is closed meanwhile no longer waits; anything else is a failure of the app's handler.
      page.trySend('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' });
      if (!(error instanceof Error && error.name === 'CdpError')) console.error('electron host:', error);
    });
  });
  await page.send('Fetch.enable', {
    patterns: [{ urlPattern: '*' }],
  });
}

async function decide(page: CdpSession, paused: PausedRequest, options: PageRequestOptions): Promise<void> {
  const { requestId, request, resourceType, frameId, redirectedRequestId } = paused;
  const url = toAppUrl(request.url);
  const refuse = (errorReason: string) => page.send('Fetch.failRequest', { requestId, errorReason });
  if (resourceType === 'Document') {
    const isRedirect = redirectedRequestId !== undefined;
    if (!options.mayNavigate({ url, frameId, isRedirect })) return void (await refuse('Aborted'));
  }
  const ruled = await ruling(options.session, paused, url);
  if (ruled.cancel) return void (await refuse('BlockedByClient'));
  const next = ruled.redirectURL;
  if (next !== undefined)
    return void (await page.send('Fetch.continueRequest', { requestId, url: toBrowserUrl(next) }));
  if (url === request.url) return void (await page.send('Fetch.continueRequest', { requestId }));
  await fulfil(page, paused, url);
}

function ruling(
  session: HostSession,
  { request, resourceType }: PausedRequest,
  url: string,
): Promise<Electron.CallbackResponse> {
  const listener = session.beforeRequest;
  if (listener === null) return Promise.resolve({});
  const kinds: Record<string, Electron.OnBeforeRequestListenerDetails['resourceType']> = {
    Document: 'mainFrame',
    Stylesheet: 'stylesheet',
    Script: 'script',
    Image: 'image',
    Font: 'font',
    XHR: 'xhr',
    Fetch: 'xhr',
    Media: 'media',
    WebSocket: 'webSocket',
    Ping: 'ping',
  };
  return new Promise((resolve) => {
    listener({ id: 0, url, method: request.method, resourceType: kinds[resourceType] ?? 'other' }, resolve);
  });
}

/** Bodies are sent whole: a stream that never ends can't be served here. */
async function fulfil(page: CdpSession, { requestId, request }: PausedRequest, url: string): Promise<void> {
  const handler = schemeHandler(url.slice(0, url.indexOf(':')));
  if (handler === undefined) throw new Error(`no handler for ${url}`);
  if (request.hasPostData && request.postData === undefined)
    throw new Error(`electron host: the body of a ${request.method} to ${url} is too large to be handed over`);
  const { method, headers, postData } = request;
  const response = await handler(
    new Request(url, { method, headers, ...(postData === undefined ? {} : { body: postData }) }),
  );
  const body = Buffer.from(await response.arrayBuffer());
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: body.toString('base64'),
  });
}
