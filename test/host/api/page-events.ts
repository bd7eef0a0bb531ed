// What a page does, as events of its webContents (electron.d.ts, class WebContents): loading, navigating, its console, its end.
import type { CdpSession } from '../chromium/cdp.ts';
import { toAppUrl } from '../custom-scheme.ts';
import { eventWith, HostEvent } from '../loud.ts';
import type { HostWebFrame } from './web-frame-main.ts';

interface Contents {
  readonly mainFrame: HostWebFrame;
  emit(name: string, ...args: unknown[]): boolean;
}

interface ConsoleCall {
  readonly type: string;
  readonly args: readonly { readonly value?: unknown; readonly description?: string }[];
  readonly stackTrace?: { readonly callFrames: readonly { readonly url: string; readonly lineNumber: number }[] };
}

const consoleLevels: Readonly<Record<string, 'warning' | 'error' | 'debug'>> = {
  error: 'error',
  assert: 'error',
  warning: 'warning',
  debug: 'debug',
};

/** @param isLoading whether the app has asked for a document: the blank one that every page starts with is not told */
export function followPage(page: CdpSession, topFrameId: string, contents: Contents, isLoading: () => boolean): void {
  const { mainFrame } = contents;
  page.on('Page.domContentEventFired', () => contents.emit('dom-ready', new HostEvent()));
  page.on('Page.loadEventFired', () => {
    if (mainFrame.url.startsWith('data:text/html,') && !isLoading()) return;
    contents.emit('did-finish-load', new HostEvent());
    contents.emit('did-stop-loading', new HostEvent());
  });
  page.on<{ frame: { id: string; url: string; urlFragment?: string } }>('Page.frameNavigated', ({ frame }) => {
    if (frame.id !== topFrameId) return;
    mainFrame.url = toAppUrl(frame.url + (frame.urlFragment ?? ''));
    contents.emit('did-navigate', new HostEvent(), mainFrame.url, 200, 'OK');
  });
  page.on<{ frameId: string; url: string }>('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId === topFrameId) mainFrame.url = toAppUrl(url);
  });
  page.on('Inspector.targetCrashed', () => {
    contents.emit('render-process-gone', new HostEvent(), { reason: 'crashed', exitCode: 5 });
  });
  page.on<ConsoleCall>('Runtime.consoleAPICalled', ({ type, args, stackTrace }) => {
    const message = args
      .map(({ value, description = '' }) => (value === undefined ? description : String(value)))
      .join(' ');
    const [at] = stackTrace?.callFrames ?? [];
    const level = consoleLevels[type] ?? 'info';
    const where = { lineNumber: at?.lineNumber ?? 0, sourceId: toAppUrl(at?.url ?? ''), frame: mainFrame };
    contents.emit('console-message', eventWith({ message, level, ...where }));
  });
}
