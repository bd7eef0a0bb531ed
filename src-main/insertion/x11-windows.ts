// Other programs' windows on an X server: which one is active, what it is, whether it still is, and making it active again
// as a pager would (EWMH 1.5, _NET_ACTIVE_WINDOW). Knows no keys and no clipboard.
import { once } from 'node:events';
import type { X11Connection } from '../lib/x11-connection.ts';
import { X11Error } from '../lib/x11-connection.ts';
import type { Activation, TargetWindow } from './driver.ts';

const viewable = 2; // map state of GetWindowAttributes
const activationTimeoutMs = 700;
const anyType = 0;
const badWindow = 3;

export async function activeWindow(x: X11Connection): Promise<TargetWindow | null> {
  const window = await activeWindowId(x);
  if (window === 0) return null;
  try {
    return await describe(x, window);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

async function describe(x: X11Connection, window: number): Promise<TargetWindow> {
  const [className, netName, plainName, pid] = await Promise.all([
    text(x, window, 'WM_CLASS'),
    text(x, window, '_NET_WM_NAME'),
    text(x, window, 'WM_NAME'),
    cardinal(x, window, '_NET_WM_PID'),
  ]);
  const parts = className.split('\0').filter(Boolean);
  const name = parts.at(-1) ?? (netName || plainName);
  return {
    id: `x11:${window}:${pid}:${parts.join('/')}`,
    ...(name ? { name } : {}),
    ...(netName || plainName ? { title: netName || plainName } : {}),
    className: parts.join('\0'),
    nativeWindow: window,
  };
}

/** The X server's id inside a target's id, or null when it is not one of ours. */
export function nativeWindowOf(id: string): number | null {
  const number = /^x11:(\d+):/.exec(id)?.[1];
  return number === undefined ? null : Number(number);
}

/** Window ids are given out again after a window died: name and process must be the same. */
async function stillThere(x: X11Connection, id: string, window: number): Promise<boolean> {
  try {
    return (await describe(x, window)).id === id;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

export async function activateWindow(x: X11Connection, id: string, signal?: AbortSignal): Promise<Activation> {
  const window = nativeWindowOf(id);
  if (window === null) return 'unknown';
  if (!(await stillThere(x, id, window))) return 'gone';
  if ((await activeWindowId(x)) === window) return 'active';
  // Property changes of the root window are how a window manager tells of the new active window.
  x.client.ChangeWindowAttributes(x.root, { eventMask: 0x0040_0000 });
  const deadline = AbortSignal.timeout(activationTimeoutMs);
  const ended = AbortSignal.any([deadline, x.lost, ...(signal ? [signal] : [])]);
  const property = await x.atom('_NET_ACTIVE_WINDOW');
  const changed = new EventTarget();
  const off = x.onEvent((event) => {
    if (event.name === 'PropertyNotify' && event.atom === property) changed.dispatchEvent(new Event('change'));
  });
  try {
    const sourceIsPager = 2; // a pager's request is not held back by focus-stealing prevention
    x.client.SendClientMessage(x.root, window, property, 32, [sourceIsPager, 0, 0, 0, 0]);
    while (!ended.aborted) {
      const next = once(changed, 'change', { signal: ended });
      next.catch(() => undefined); // the loop looks at `ended` itself
      if (await isActiveAndVisible(x, window)) return 'active';
      await next.catch(() => undefined);
    }
    return 'refused';
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw error;
  } finally {
    off();
  }
}

async function isActiveAndVisible(x: X11Connection, window: number): Promise<boolean> {
  if ((await activeWindowId(x)) !== window) return false;
  const { mapState } = await x.ask<{ readonly mapState: number }>((done) => x.client.GetWindowAttributes(window, done));
  return mapState === viewable;
}

/** 0 when no window has the focus. Without a window manager that tells, the window with the keyboard is asked for. */
async function activeWindowId(x: X11Connection): Promise<number> {
  const property = await x.atom('_NET_ACTIVE_WINDOW');
  const answer = await x.ask<{ readonly data: Buffer }>((done) =>
    x.client.GetProperty(0, x.root, property, anyType, 0, 1, done),
  );
  if (answer.data.length >= 4) return answer.data.readUInt32LE(0);
  const { focus } = await x.ask<{ readonly focus: number }>((done) => x.client.GetInputFocus(done));
  const pointerRoot = 1;
  return focus === pointerRoot ? 0 : focus;
}

async function text(x: X11Connection, window: number, property: string): Promise<string> {
  const atom = await x.atom(property);
  const { data } = await x.ask<{ readonly data: Buffer }>((done) =>
    x.client.GetProperty(0, window, atom, anyType, 0, 256, done),
  );
  return data.toString('utf8');
}

async function cardinal(x: X11Connection, window: number, property: string): Promise<number> {
  const atom = await x.atom(property);
  const { data } = await x.ask<{ readonly data: Buffer }>((done) =>
    x.client.GetProperty(0, window, atom, anyType, 0, 1, done),
  );
  return data.length >= 4 ? data.readUInt32LE(0) : 0;
}

const isGone = (error: unknown): boolean => error instanceof X11Error && error.code === badWindow;
