// electron.d.ts `class Session`: permissions, requests, proxy. One browser profile; other partitions exist by name only.
import { LoudEmitter, loudModule } from '../loud.ts';
import { record } from '../recorded.ts';
import { browser, browserPid } from './browser-process.ts';
import { net } from './net.ts';
import { closeRequests } from './net-request.ts';
import { protocol } from './protocol.ts';
import type { HostWebContents } from './web-contents.ts';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type BeforeRequest = (details: BeforeRequestDetails, callback: (answer: Electron.CallbackResponse) => void) => void;
type BeforeRequestDetails = Pick<Electron.OnBeforeRequestListenerDetails, 'url' | 'method' | 'resourceType' | 'id'>;

export class HostSession extends LoudEmitter {
  static readonly events = ['will-download', 'preconnect'];
  readonly partition: string;
  readonly protocol = protocol;
  readonly webRequest = loudModule('session.webRequest', {
    onBeforeRequest: (
      filterOrListener: Electron.WebRequestFilter | BeforeRequest | null,
      listener?: BeforeRequest | null,
    ): void => {
      const hasFilter = filterOrListener !== null && typeof filterOrListener === 'object';
      if (hasFilter && !filterOrListener.urls?.includes('<all_urls>'))
        throw new Error('electron host: webRequest filters other than <all_urls> are not implemented');
      this.beforeRequest = (hasFilter ? listener : filterOrListener) ?? null;
    },
  });
  beforeRequest: BeforeRequest | null = null;
  #onRequest: RequestHandler = null;
  #onCheck: CheckHandler = null;

  constructor(partition: string) {
    super('session', HostSession.events);
    this.partition = partition;
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#onRequest = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#onCheck = handler;
  }

  /** Serial, HID and USB devices can't be asked for here; remembered as set. */
  setDevicePermissionHandler(handler: unknown): void {
    record('session.setDevicePermissionHandler', handler !== null);
  }

  /** What the app answers to a page that asks; without a handler Electron grants everything. */
  async allows(
    contents: HostWebContents,
    permission: string,
    detail: object,
    how: 'request' | 'check',
  ): Promise<boolean> {
    const url = contents.getURL();
    // The handlers take the real classes; the host's have the members that the app uses.
    const asked = contents as unknown as Electron.WebContents;
    if (how === 'check') {
      const details = {
        isMainFrame: true,
        requestingUrl: url,
        ...detail,
      } as Electron.PermissionCheckHandlerHandlerDetails;
      return this.#onCheck?.(asked, permission as 'media', URL.parse(url)?.origin ?? '', details) ?? true;
    }
    const handler = this.#onRequest;
    if (handler === null) return true;
    const details = { isMainFrame: true, requestingUrl: url, ...detail } as Electron.MediaAccessPermissionRequest;
    return new Promise((resolve) => handler(asked, permission as 'media', resolve, details));
  }

  /** The host's own requests go directly. */
  async resolveProxy(_url: string): Promise<string> {
    return 'DIRECT';
  }

  /** The host's own requests go directly all the same; remembered as set. */
  async setProxy(config: Electron.ProxyConfig): Promise<void> {
    record('session.setProxy', this.partition, config);
  }

  fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    return net.fetch(input, init);
  }

  async closeAllConnections(): Promise<void> {
    record('session.closeAllConnections');
    closeRequests();
  }

  async clearStorageData(): Promise<void> {
    if (browserPid() === undefined) return; // no browser yet: its profile is new
    const { connection } = await browser();
    await connection.browser.send('Storage.clearDataForOrigin', { origin: '*', storageTypes: 'all' });
  }
}

const sessions = new Map<string, HostSession>();

function sessionOf(partition: string): HostSession {
  let found = sessions.get(partition);
  if (found === undefined) {
    found = new HostSession(partition);
    sessions.set(partition, found);
  }
  return found;
}

export const session = loudModule('session', {
  defaultSession: sessionOf(''),
  fromPartition: sessionOf,
});
