// electron.d.ts `class WebContents`: one page and its messages. Made by BrowserWindow only.
import type { CdpSession } from '../chromium/cdp.ts';
import { toAppUrl, toBrowserUrl } from '../custom-scheme.ts';
import { eventWith, HostEvent, LoudEmitter } from '../loud.ts';
import { makeCodec } from '../page/codec.ts';
import type { ToHost, ToPage } from '../page/preload-world.ts';
import { linkPage, type PageLink } from '../page-link.ts';
import { type NavigationOffer, servePageRequests } from '../page-requests.ts';
import { record } from '../recorded.ts';
import type { OpenedPage } from '../surface-opener.ts';
import { browser } from './browser-process.ts';
import { ipcMain } from './ipc-main.ts';
import { imageFromPng } from './native-image.ts';
import { nativeTheme } from './native-theme.ts';
import { addPage, removePage } from './open-pages.ts';
import { followPage } from './page-events.ts';
import { type HostSession, session as sessions } from './session.ts';
import { HostWebFrame } from './web-frame-main.ts';

let nextId = 1;
const allContents = new Map<number, HostWebContents>();

export interface PageWishes {
  readonly preload: string | undefined;
  readonly background: { r: number; g: number; b: number; a: number } | undefined;
}

export class HostWebContents extends LoudEmitter {
  static readonly events = [
    ...['did-start-loading', 'did-stop-loading', 'did-finish-load', 'did-fail-load', 'dom-ready', 'did-navigate'],
    ...['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview', 'render-process-gone'],
    ...['preload-error', 'console-message', 'destroyed', 'page-title-updated', 'ipc-message'],
    // Never emitted here: nobody looks whether a page hangs.
    ...['unresponsive', 'responsive'],
  ];
  readonly id = nextId++;
  readonly session: HostSession = sessions.defaultSession;
  readonly mainFrame = new HostWebFrame(this.id, (channel, args) => this.send(channel, ...args));
  readonly #closeWindow: (force: boolean) => void;
  readonly #ready: Promise<CdpSession>;
  #targetId: string | undefined;
  #link: PageLink | undefined;
  #title = '';
  #destroyed = false;
  /** The address of the navigation that the app itself asked for: not offered to it. */
  #ownNavigation: string | undefined;
  #openHandler: ((details: Electron.HandlerDetails) => { action: string }) | undefined;

  constructor(opening: Promise<OpenedPage>, wishes: PageWishes, closeWindow: (force: boolean) => void) {
    super('webContents', HostWebContents.events);
    this.#closeWindow = closeWindow;
    this.#ready = this.#setUp(opening, wishes);
    this.#ready.catch(() => {}); // told by loadURL
    allContents.set(this.id, this);
  }

  async #setUp(opening: Promise<OpenedPage>, wishes: PageWishes): Promise<CdpSession> {
    const { page, targetId } = await opening;
    this.#targetId = targetId;
    followPage(page, targetId, this, () => this.#ownNavigation !== undefined);
    await servePageRequests(page, {
      session: this.session,
      mayNavigate: (offer) => this.#mayNavigate(offer, targetId),
    });
    this.#link = await linkPage(page, targetId, wishes.preload, {
      message: (message, answer) => void this.#receive(message, answer),
      question: (channel, args) => {
        const event = this.#ipcEvent({ returnValue: undefined });
        ipcMain.emit(channel, event, ...args);
        return event.returnValue;
      },
    });
    if (wishes.background !== undefined)
      await page.send('Emulation.setDefaultBackgroundColorOverride', { color: wishes.background });
    addPage(page);
    this.once('destroyed', () => removePage(page));
    page.trySend('Emulation.setEmulatedMedia', { features: nativeTheme.mediaFeatures() });
    return page;
  }

  #mayNavigate({ url, frameId, isRedirect }: NavigationOffer, targetId: string): boolean {
    const isMainFrame = frameId === targetId;
    if (isMainFrame && url === this.#ownNavigation) return true;
    const frame = isMainFrame ? this.mainFrame : null;
    const offered = { url, isMainFrame, isSameDocument: false, frame, initiator: this.mainFrame };
    const names = isRedirect ? ['will-redirect'] : ['will-frame-navigate', ...(isMainFrame ? ['will-navigate'] : [])];
    for (const name of names) {
      const event = eventWith(offered);
      this.emit(name, event, url, false, isMainFrame, this.mainFrame.processId, 1);
      if (event.defaultPrevented) return false;
    }
    return true;
  }

  async #receive(message: ToHost, answer: (reply: ToPage) => void): Promise<void> {
    switch (message.kind) {
      case 'send':
        ipcMain.emit(message.channel, this.#ipcEvent({}), ...message.args);
        return;
      case 'invoke':
        answer(await this.#invoke(message.id, message.channel, message.args));
        return;
      case 'permission': {
        const value = await this.session.allows(this, message.permission, message.detail, message.how);
        answer({ kind: 'reply', id: message.id, value });
        return;
      }
      case 'open':
        this.#windowWanted(message.url, message.name);
        return;
      case 'preload-error':
        this.emit(
          'preload-error',
          new HostEvent(),
          'preload',
          Object.assign(new Error(message.message), { stack: message.stack }),
        );
    }
  }

  async #invoke(id: number, channel: string, args: unknown[]): Promise<ToPage> {
    try {
      const value = await ipcMain.answer(channel, this.#ipcEvent({}), args);
      makeCodec().encode(value); // what can't be cloned is the handler's failure
      return { kind: 'reply', id, value };
    } catch (error) {
      return { kind: 'failure', id, message: `Error invoking remote method '${channel}': ${error}` };
    }
  }

  #ipcEvent<T extends object>(extra: T) {
    const reply = (channel: string, ...args: unknown[]) => this.send(channel, ...args);
    return eventWith({
      type: 'frame',
      sender: this,
      senderFrame: this.mainFrame,
      processId: this.id,
      frameId: 1,
      ports: [],
      reply,
      ...extra,
    });
  }

  send(channel: string, ...args: unknown[]): void {
    this.#link?.send({ kind: 'event', channel, args });
  }

  /** @throws like Electron: "ERR_FAILED (-2) loading 'url'", with the network's own words */
  async loadURL(url: string): Promise<void> {
    const page = await this.#ready;
    const target = toBrowserUrl(url);
    this.emit('did-start-loading', new HostEvent());
    await this.#allowMicrophone(target);
    this.#ownNavigation = url;
    const loaded = new Promise<void>((resolve, reject) => {
      page.once('Page.loadEventFired', resolve);
      this.once('destroyed', () => reject(new Error(`ERR_ABORTED (-3) loading '${url}'`)));
    });
    loaded.catch(() => {}); // told below, unless the navigation itself failed
    const { errorText } = await page.send<{ errorText?: string }>('Page.navigate', { url: target });
    if (errorText !== undefined) throw new Error(`${errorText.replace('net::', '')} (-2) loading '${url}'`);
    await loaded;
    this.#ownNavigation = undefined;
  }

  /** The browser itself never asks; page-world.ts asks the app before it lets a page listen. */
  async #allowMicrophone(target: string): Promise<void> {
    const origin = /^https?:/.test(target) ? new URL(target).origin : undefined;
    const { connection } = await browser();
    for (const name of ['microphone', 'camera']) {
      const wish = { permission: { name }, setting: 'granted', ...(origin === undefined ? {} : { origin }) };
      await connection.browser.send('Browser.setPermission', wish);
    }
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  getTitle(): string {
    return this.#title;
  }

  /** A new title of the page, as the browser says. */
  titled(title: string): void {
    if (title === this.#title || this.#destroyed) return;
    this.#title = title;
    this.emit('page-title-updated', new HostEvent(), title, true);
  }

  setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => { action: string }): void {
    this.#openHandler = handler;
  }

  /** The page got null already (page-world.ts): the host has no windows that a page made. */
  #windowWanted(address: string, frameName: string): void {
    const url = toAppUrl(address);
    const referrer = { url: '', policy: 'default' as const };
    const details = { url, frameName, features: '', disposition: 'foreground-tab' as const, referrer };
    const { action } = this.#openHandler?.(details) ?? { action: 'allow' };
    if (action !== 'deny') console.error(`electron host: window.open(${url}) was allowed, which is not implemented`);
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    const page = await this.#ready;
    const { result, exceptionDetails } = await page.send<Evaluated>('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
      userGesture,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async capturePage() {
    const page = await this.#ready;
    const { data } = await page.send<{ data: string }>('Page.captureScreenshot', { format: 'png' });
    return imageFromPng(Buffer.from(data, 'base64'));
  }

  openDevTools(options?: unknown): void {
    record('webContents.openDevTools', options);
  }

  /** Not known over the DevTools protocol. */
  getOSProcessId(): number {
    return 0;
  }

  setBackgroundThrottling(on: boolean): void {
    record('webContents.setBackgroundThrottling', on);
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isLoading(): boolean {
    return this.#ownNavigation !== undefined;
  }

  close(): void {
    this.#closeWindow(false);
  }

  get targetId(): string | undefined {
    return this.#targetId;
  }

  /** Called by BrowserWindow when the page is gone. */
  markDestroyed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    allContents.delete(this.id);
    this.emit('destroyed', new HostEvent());
  }
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

/** electron.d.ts `class WebContents`, static side. */
export const webContents = {
  getAllWebContents: () => [...allContents.values()],
  fromId: (id: number) => allContents.get(id),
  fromDevToolsTargetId: (targetId: string) =>
    [...allContents.values()].find((contents) => contents.targetId === targetId),
};
