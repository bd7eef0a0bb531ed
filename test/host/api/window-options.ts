// What BrowserWindow's options mean for its place on the screen, with Electron's defaults
// (electron.d.ts, BrowserWindowConstructorOptions, BaseWindowConstructorOptions). PURE.
import type { SurfaceLook } from '../window-surface.ts';
import { type Colour, parseColour } from './colours.ts';

type Options = Electron.BrowserWindowConstructorOptions;

export function lookOf(options: Options, appName: string): SurfaceLook {
  return {
    frame: options.frame ?? true,
    focusable: options.focusable ?? true,
    transparent: options.transparent ?? false,
    skipTaskbar: options.skipTaskbar ?? false,
    alwaysOnTop: options.alwaysOnTop ?? false,
    resizable: options.resizable ?? true,
    type: options.type,
    minWidth: options.minWidth ?? 0,
    minHeight: options.minHeight ?? 0,
    className: appName,
  };
}

/** Where it opens: as asked, or in the middle of the work area. */
export function boundsOf(options: Options, workArea: Electron.Rectangle): Electron.Rectangle {
  const width = Math.max(options.width ?? 800, options.minWidth ?? 0);
  const height = Math.max(options.height ?? 600, options.minHeight ?? 0);
  return {
    width,
    height,
    x: options.x ?? Math.round(workArea.x + (workArea.width - width) / 2),
    y: options.y ?? Math.round(workArea.y + (workArea.height - height) / 2),
  };
}

export function backgroundOf(options: Options): Colour | undefined {
  if (options.transparent) return { r: 0, g: 0, b: 0, a: 0 };
  return options.backgroundColor === undefined ? undefined : parseColour(options.backgroundColor);
}

/** @throws for settings that would need another browser than this one */
export function refuseUnsupported({ webPreferences = {} }: Options): void {
  const unsupported: [string, boolean][] = [
    ['sandbox: false', webPreferences.sandbox === false],
    ['contextIsolation: false', webPreferences.contextIsolation === false],
    ['nodeIntegration: true', webPreferences.nodeIntegration === true],
    ['webviewTag: true', webPreferences.webviewTag === true],
    ['webSecurity: false', webPreferences.webSecurity === false],
    [`partition: ${webPreferences.partition}`, Boolean(webPreferences.partition)],
  ];
  for (const [name, given] of unsupported)
    if (given) throw new Error(`electron host: webPreferences ${name} is not implemented`);
}
