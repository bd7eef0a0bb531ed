// What a window tells the window manager about itself, and asks of it (EWMH 1.5, ICCCM, Motif hints).
import type { SurfaceLook } from '../window-surface.ts';
import type { XClient } from './x-client.ts';

const windowTypes: Readonly<Record<string, string>> = {
  desktop: '_NET_WM_WINDOW_TYPE_DESKTOP',
  dock: '_NET_WM_WINDOW_TYPE_DOCK',
  toolbar: '_NET_WM_WINDOW_TYPE_TOOLBAR',
  splash: '_NET_WM_WINDOW_TYPE_SPLASH',
  notification: '_NET_WM_WINDOW_TYPE_NOTIFICATION',
};

/** ICCCM 4.1.4: unmaps it and tells the window manager by a synthetic event as well; it then lets go of the window. */
export function withdrawWindow(x: XClient, window: number): void {
  x.send('UnmapWindow', window);
  const unmapNotify = Buffer.alloc(32);
  unmapNotify[0] = 18;
  unmapNotify.writeUInt32LE(x.root, 4);
  unmapNotify.writeUInt32LE(window, 8);
  x.send('SendEvent', x.root, 0, substructureRedirectAndNotify, unmapNotify);
}

const substructureRedirectAndNotify = (1 << 20) | (1 << 19);
/** EWMH: the request comes from a pager or another tool, which window managers follow without second thoughts. */
const fromTool = 2;

/** Everything that must stand on the window before it is mapped. */
export async function setLook(x: XClient, window: number, look: SurfaceLook, active: boolean): Promise<void> {
  const type = windowTypes[look.type ?? ''] ?? '_NET_WM_WINDOW_TYPE_NORMAL';
  const states = [
    ...(look.alwaysOnTop ? ['_NET_WM_STATE_ABOVE'] : []),
    ...(look.skipTaskbar ? ['_NET_WM_STATE_SKIP_TASKBAR', '_NET_WM_STATE_SKIP_PAGER'] : []),
  ];
  const atoms = (names: string[]) => Promise.all(names.map((name) => x.atom(name)));
  const hasDecorations = 2;
  await x.setProperty(window, '_NET_WM_WINDOW_TYPE', 'ATOM', 32, await atoms([type]));
  await x.setProperty(window, '_NET_WM_STATE', 'ATOM', 32, await atoms(states));
  await x.setProperty(window, '_MOTIF_WM_HINTS', '_MOTIF_WM_HINTS', 32, [hasDecorations, 0, look.frame ? 1 : 0, 0, 0]);
  await x.setProperty(
    window,
    'WM_CLASS',
    'STRING',
    8,
    Buffer.from(`${look.className.toLowerCase()}\0${look.className}\0`),
  );
  // Time zero says: do not focus me when I am mapped.
  if (!active) await x.setProperty(window, '_NET_WM_USER_TIME', 'CARDINAL', 32, [0]);
  await x.setProperty(window, 'WM_NORMAL_HINTS', 'WM_SIZE_HINTS', 32, sizeHints(look));
}

/** ICCCM 4.1.2.3: the program asks for its place (US so that it is kept) and for a least size. */
function sizeHints(look: SurfaceLook): number[] {
  const usPosition = 1;
  const minSize = 16;
  const hints = new Array<number>(18).fill(0);
  hints[0] = usPosition | minSize;
  hints[5] = look.minWidth;
  hints[6] = look.minHeight;
  return hints;
}

export async function setWindowTitle(x: XClient, window: number, title: string): Promise<void> {
  await x.setProperty(window, '_NET_WM_NAME', 'UTF8_STRING', 8, Buffer.from(title));
}

export async function requestActivation(x: XClient, window: number): Promise<void> {
  x.send('SendClientMessage', x.root, window, await x.atom('_NET_ACTIVE_WINDOW'), 32, [fromTool, 0, 0, 0, 0]);
}

export async function requestState(x: XClient, window: number, on: boolean, state: string): Promise<void> {
  const [message, atom] = await Promise.all([x.atom('_NET_WM_STATE'), x.atom(state)]);
  x.send('SendClientMessage', x.root, window, message, 32, [on ? 1 : 0, atom, 0, fromTool, 0]);
}

export async function iconify(x: XClient, window: number): Promise<void> {
  const iconicState = 3;
  const message = await x.atom('WM_CHANGE_STATE');
  x.send('SendEvent', x.root, 0, substructureRedirectAndNotify, clientMessage(window, message, iconicState));
}

function clientMessage(window: number, message: number, value: number): Buffer {
  const event = Buffer.alloc(32);
  event[0] = 33;
  event[1] = 32;
  event.writeUInt32LE(window, 4);
  event.writeUInt32LE(message, 8);
  event.writeUInt32LE(value, 12);
  return event;
}
