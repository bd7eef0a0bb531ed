// The module `electron` for the main process, as the host has it. Every export carries Electron's own type, reduced to the
// members that the host implements: `tsc -p tsconfig.surface.json` compiles the app against this file, and an API that the
// app uses and the host lacks is a type error there.
/// <reference path="../../node_modules/electron/electron.d.ts" />
import { app as hostApp } from './api/app.ts';
import { HostBrowserWindow } from './api/browser-window.ts';
import { clipboard as hostClipboard } from './api/clipboard.ts';
import { HostClipboardItem } from './api/clipboard-item.ts';
import { dialog as hostDialog } from './api/dialog.ts';
import { globalShortcut as hostGlobalShortcut } from './api/global-shortcut.ts';
import { ipcMain as hostIpcMain } from './api/ipc-main.ts';
import { HostMenu, HostMenuItem } from './api/menu.ts';
import { nativeImage as hostNativeImage } from './api/native-image.ts';
import { nativeTheme as hostNativeTheme } from './api/native-theme.ts';
import { net as hostNet } from './api/net.ts';
import { HostNotification } from './api/notification.ts';
import { powerMonitor as hostPowerMonitor } from './api/power-monitor.ts';
import { protocol as hostProtocol } from './api/protocol.ts';
import { safeStorage as hostSafeStorage } from './api/safe-storage.ts';
import { screen as hostScreen } from './api/screen.ts';
import { session as hostSession } from './api/session.ts';
import { shell as hostShell } from './api/shell.ts';
import { systemPreferences as hostSystemPreferences } from './api/system-preferences.ts';
import { HostTray } from './api/tray.ts';
import { utilityProcess as hostUtilityProcess } from './api/utility-process.ts';
import { webContents as hostWebContents } from './api/web-contents.ts';
import { loudModule } from './loud.ts';

/** Electron's own declaration of a thing, without the members that the host does not have. */
type Surface<Real, Host> = Pick<Real, keyof Real & keyof Host>;
type Statics<Real, Host> = Pick<Real, Exclude<keyof Real & keyof Host, 'prototype'>>;
type Constructor<Arguments extends unknown[], Instance> = new (...args: Arguments) => Instance;

/** The one cast of the host: its implementations stand in for Electron's declarations, member by member of the same name. */
function as<Real>(host: object): Real {
  return host as Real;
}

// Members that exist on macOS only are used behind a check of the platform; their types are kept for that code.
type MacOnlyOfApp = 'setActivationPolicy' | 'dock';

export type App = Surface<Electron.App, typeof hostApp> & Pick<Electron.App, MacOnlyOfApp>;
export type BrowserWindow = Surface<Electron.BrowserWindow, HostBrowserWindow>;
export type ClipboardItem = Surface<Electron.ClipboardItem, HostClipboardItem>;
export type Menu = Surface<Electron.Menu, HostMenu>;
export type MenuItem = Surface<Electron.MenuItem, HostMenuItem>;
export type Notification = Surface<Electron.Notification, HostNotification>;
export type Tray = Surface<Electron.Tray, HostTray>;

// Types that the app names; the objects behind them are the host's, and loud about what they lack.
export type BrowserWindowConstructorOptions = Electron.BrowserWindowConstructorOptions;
export type Display = Electron.Display;
export type Event = Electron.Event;
export type IpcMainEvent = Electron.IpcMainEvent;
export type IpcMainInvokeEvent = Electron.IpcMainInvokeEvent;
export type IpcRendererEvent = Electron.IpcRendererEvent;
export type MenuItemConstructorOptions = Electron.MenuItemConstructorOptions;
export type MessageBoxOptions = Electron.MessageBoxOptions;
export type NativeImage = Electron.NativeImage;
export type Point = Electron.Point;
export type Rectangle = Electron.Rectangle;
export type Session = Electron.Session;
export type UtilityProcess = Electron.UtilityProcess;
export type WebContents = Electron.WebContents;
export type WebPreferences = Electron.WebPreferences;

export const app = as<App>(hostApp);
export const BrowserWindow = as<
  Constructor<[options?: Electron.BrowserWindowConstructorOptions], BrowserWindow> &
    Statics<typeof Electron.BrowserWindow, typeof HostBrowserWindow>
>(HostBrowserWindow);
export const clipboard = as<Surface<Electron.Clipboard, typeof hostClipboard>>(hostClipboard);
export const ClipboardItem = as<typeof Electron.ClipboardItem>(HostClipboardItem);
export const dialog = as<Surface<Electron.Dialog, typeof hostDialog>>(hostDialog);
export const globalShortcut = as<Surface<Electron.GlobalShortcut, typeof hostGlobalShortcut>>(hostGlobalShortcut);
export const ipcMain = as<Surface<Electron.IpcMain, typeof hostIpcMain>>(hostIpcMain);
export const Menu = as<Constructor<[], Menu> & Statics<typeof Electron.Menu, typeof HostMenu>>(HostMenu);
export const MenuItem = as<Constructor<[options: Electron.MenuItemConstructorOptions], MenuItem>>(HostMenuItem);
export const nativeImage = as<Statics<typeof Electron.NativeImage, typeof hostNativeImage>>(hostNativeImage);
export const nativeTheme = as<Surface<Electron.NativeTheme, typeof hostNativeTheme>>(hostNativeTheme);
export const net = as<Surface<Electron.Net, typeof hostNet>>(hostNet);
export const Notification = as<
  Constructor<[options?: Electron.NotificationConstructorOptions], Notification> &
    Statics<typeof Electron.Notification, typeof HostNotification>
>(HostNotification);
export const powerMonitor = as<Surface<Electron.PowerMonitor, typeof hostPowerMonitor>>(hostPowerMonitor);
export const protocol = as<Surface<Electron.Protocol, typeof hostProtocol>>(hostProtocol);
export const safeStorage = as<Surface<Electron.SafeStorage, typeof hostSafeStorage>>(hostSafeStorage);
export const screen = as<Surface<Electron.Screen, typeof hostScreen>>(hostScreen);
export const session = as<Statics<typeof Electron.Session, typeof hostSession>>(hostSession);
export const shell = as<Surface<Electron.Shell, typeof hostShell>>(hostShell);
export const systemPreferences =
  as<Surface<Electron.SystemPreferences, typeof hostSystemPreferences>>(hostSystemPreferences);
export const Tray = as<Constructor<[image: Electron.NativeImage | string], Tray>>(HostTray);
export const utilityProcess =
  as<Statics<typeof Electron.UtilityProcess, typeof hostUtilityProcess>>(hostUtilityProcess);
export const webContents = as<Statics<typeof Electron.WebContents, typeof hostWebContents>>(hostWebContents);

// Renderer modules: a preload gets the real ones from page/preload-world.ts; in the main process Electron has none either.
type RendererIpc =
  | 'invoke'
  | 'send'
  | 'sendSync'
  | 'on'
  | 'addListener'
  | 'once'
  | 'off'
  | 'removeListener'
  | 'removeAllListeners'
  | 'listenerCount';
export const contextBridge = as<Pick<Electron.ContextBridge, 'exposeInMainWorld'>>(
  loudModule('contextBridge (main process)', {}),
);
export const ipcRenderer = as<Pick<Electron.IpcRenderer, RendererIpc>>(loudModule('ipcRenderer (main process)', {}));
export const webUtils = as<Pick<Electron.WebUtils, 'getPathForFile'>>(loudModule('webUtils (main process)', {}));

const electron = loudModule('electron', {
  app,
  BrowserWindow,
  clipboard,
  ClipboardItem,
  contextBridge: undefined,
  dialog,
  globalShortcut,
  ipcMain,
  ipcRenderer: undefined,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
  utilityProcess,
  webContents,
  webUtils: undefined,
});

export default electron;
export { electron as 'module.exports' };
