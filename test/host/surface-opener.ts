// Opens a place for a page: a Chromium window without tabs on the X display, or a headless page. One after the other, so that
// each X window is matched with its page.
import { randomUUID } from 'node:crypto';
import { type Browser, browser } from './api/browser-process.ts';
import type { CdpSession } from './chromium/cdp.ts';
import { headlessSurface } from './headless-surface.ts';
import { hostSettings } from './host-state.ts';
import type { SurfaceEvents, SurfaceLook, WindowSurface } from './window-surface.ts';
import { ActiveWindow } from './x/active-window.ts';
import { WindowCatcher } from './x/window-catcher.ts';
import { XClient } from './x/x-client.ts';
import { XSurface } from './x/x-surface.ts';

export interface OpenedPage {
  readonly targetId: string;
  readonly page: CdpSession;
  makeSurface(events: SurfaceEvents): WindowSurface;
}

interface XParts {
  readonly x: XClient;
  readonly catcher: WindowCatcher;
  readonly active: ActiveWindow;
}

let xParts: Promise<XParts> | undefined;
let lastOpening: Promise<unknown> = Promise.resolve();

async function connectX(display: string): Promise<XParts> {
  const x = await XClient.connect(display);
  const catcher = await WindowCatcher.open(x, display);
  return { x, catcher, active: new ActiveWindow(x, catcher) };
}

/** The page shows a blank document; nothing has been loaded yet. */
export function openPage(look: SurfaceLook): Promise<OpenedPage> {
  const { display } = hostSettings();
  const opening = lastOpening.then(() => (display === undefined ? openHeadless(look) : openOnDisplay(display, look)));
  lastOpening = opening.catch(() => {});
  return opening;
}

async function attach({ connection }: Browser, targetId: string): Promise<CdpSession> {
  const { sessionId } = await connection.browser.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  });
  return connection.session(sessionId);
}

async function openHeadless(look: SurfaceLook): Promise<OpenedPage> {
  const started = await browser();
  const { targetId } = await started.connection.browser.send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    newWindow: true,
  });
  const page = await attach(started, targetId);
  return { targetId, page, makeSurface: (events) => headlessSurface(page, look, events) };
}

async function openOnDisplay(display: string, look: SurfaceLook): Promise<OpenedPage> {
  xParts ??= connectX(display);
  const { x, catcher, active } = await xParts;
  const started = await browser();
  const address = `data:text/html,${randomUUID()}`;
  const { caught } = await catcher.next(started.chromium.pid);
  const created = targetWith(started, address);
  await started.chromium.openAppWindow(address);
  const [window, targetId] = await Promise.all([caught, created]);
  const page = await attach(started, targetId);
  return {
    targetId,
    page,
    makeSurface: (events) => {
      active.follow(window.id, events);
      return new XSurface(x, catcher, window, page, look, events, () => active.forget(window.id));
    },
  };
}

function targetWith({ connection }: Browser, address: string): Promise<string> {
  return new Promise((resolve) => {
    const listen = ({ targetInfo }: { targetInfo: { targetId: string; url: string } }) => {
      if (targetInfo.url !== address) return;
      connection.browser.off('Target.targetCreated', listen);
      resolve(targetInfo.targetId);
    };
    connection.browser.on('Target.targetCreated', listen);
  });
}
