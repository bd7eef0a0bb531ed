// The only file that makes windows: the main window, the overlay pill and the hidden capture page. None lives longer
// than it is needed; a closed window's renderer is gone. Knows geometry and focus, nothing of what the pages show.
import { app, BrowserWindow, screen } from 'electron';
import { origin } from './page-address.ts';
import { webPreferences } from './web-preferences.ts';

export interface WindowPlace {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

const backgrounds = { light: '#ffffff', dark: '#161a21' } as const;
export const overlaySize = { width: 640, height: 112 } as const;

/** How a page came to its end without being closed: "crashed", or the error of a load that failed. */
export type Broken = (window: BrowserWindow, how: string) => void;

/** @param broken once; a page whose process dies while it is loaded ends in both ways */
function create(
  page: string,
  options: Electron.BrowserWindowConstructorOptions,
  preload: string,
  broken: Broken,
): BrowserWindow {
  const window = new BrowserWindow({
    ...options,
    webPreferences: { ...webPreferences, ...options.webPreferences, preload },
  });
  lock(window.webContents);
  let told = false;
  const tell = (how: string): void => {
    // Closing a window while it loads rejects the promise as well.
    if (told || window.isDestroyed()) return;
    told = true;
    broken(window, how);
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') tell(reason);
  });
  window.loadURL(`${origin}/${page}`).catch((error: unknown) => {
    tell(error instanceof Error ? error.message : String(error));
  });
  return window;
}

/** No page leads anywhere: not by link, script, redirect, frame, new window or webview. */
function lock(contents: Electron.WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

export function createMainWindow(
  preload: string,
  place: WindowPlace,
  dark: boolean,
  icon: string,
  broken: Broken,
): BrowserWindow {
  return create(
    'window.html',
    {
      ...onScreen(place),
      minWidth: 640,
      minHeight: 480,
      show: false,
      title: app.getName(),
      icon,
      backgroundColor: dark ? backgrounds.dark : backgrounds.light,
      autoHideMenuBar: true,
    },
    preload,
    broken,
  );
}

/** Never takes the focus: not focusable, shown inactive, clicks pass through except on its buttons. */
export function createOverlay(preload: string, onTop: 'bottom' | 'top', broken: Broken): BrowserWindow {
  const window = create(
    'overlay.html',
    {
      ...overlayBounds(onTop),
      show: false,
      frame: false,
      transparent: true,
      hasShadow: false,
      resizable: false,
      movable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      focusable: false,
      alwaysOnTop: true,
      acceptFirstMouse: true,
      title: `${app.getName()} overlay`,
      ...(process.platform === 'darwin'
        ? { type: 'panel' }
        : process.platform === 'linux'
          ? { type: 'notification' }
          : { type: 'toolbar' }),
      // The bars must move while another program has the focus.
      webPreferences: { backgroundThrottling: false },
    },
    preload,
    broken,
  );
  window.setAlwaysOnTop(true, 'screen-saver');
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
  window.setIgnoreMouseEvents(true, { forward: true });
  return window;
}

/** On the display with the pointer, 28 px from the edge (the pill itself is centred by the page). */
export function overlayBounds(edge: 'bottom' | 'top'): Electron.Rectangle {
  const area = screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).workArea;
  const x = Math.round(area.x + (area.width - overlaySize.width) / 2);
  const y = edge === 'bottom' ? area.y + area.height - overlaySize.height : area.y;
  return { x, y, ...overlaySize };
}

/** Captures the microphone when no recorder program is there; never shown. */
export function createCaptureWindow(preload: string, broken: Broken): BrowserWindow {
  return create(
    'capture.html',
    {
      show: false,
      width: 200,
      height: 100, // Nobody clicks in a hidden page, and its audio context must start all the same.
      webPreferences: { backgroundThrottling: false, autoplayPolicy: 'no-user-gesture-required' },
    },
    preload,
    broken,
  );
}

/** A remembered place on a display that is gone would open out of sight. */
function onScreen(place: WindowPlace): WindowPlace {
  const { x, y, width, height } = place;
  if (x === undefined || y === undefined) return { width, height };
  const seen = screen
    .getAllDisplays()
    .some(
      ({ workArea: a }) => x < a.x + a.width - 80 && x + width > a.x + 80 && y >= a.y - 10 && y < a.y + a.height - 80,
    );
  return seen ? place : { width, height };
}
