// A window without a screen: it remembers what it was told, and at most one of them has the focus.
import type { CdpSession } from './chromium/cdp.ts';
import type { SurfaceEvents, SurfaceLook, WindowSurface } from './window-surface.ts';

let focused: SurfaceEvents | undefined;

export function headlessSurface(page: CdpSession, look: SurfaceLook, events: SurfaceEvents): WindowSurface {
  let size = '';
  const resize = ({ width, height }: Electron.Rectangle) => {
    if (size === `${width}x${height}`) return;
    size = `${width}x${height}`;
    page.trySend('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 0, mobile: false });
  };
  const takeFocus = () => {
    if (!look.focusable || focused === events) return;
    focused?.blur();
    focused = events;
    events.focus();
  };
  const loseFocus = () => {
    if (focused !== events) return;
    focused = undefined;
    events.blur();
  };
  return {
    show: (bounds, active) => {
      resize(bounds);
      if (active) takeFocus();
    },
    hide: loseFocus,
    focus: takeFocus,
    setBounds: (bounds) => {
      resize(bounds);
      events.bounds(bounds);
    },
    setAlwaysOnTop: () => {},
    setIgnoreMouse: () => {},
    setShape: () => {},
    setTitle: () => {},
    minimize: () => {
      loseFocus();
      events.minimize();
    },
    restore: () => {
      events.restore();
      takeFocus();
    },
    end: loseFocus,
  };
}
