// The module `electron` for the main process, as the host has it. The exports carry Electron's own types;
// surface/check.ts compiles the app against this file with those types reduced to what the host implements, so that an API
// which the app uses and the host lacks is an error there.
import { app as hostApp } from './api/app.ts';
import { autoUpdater as hostAutoUpdater } from './api/auto-updater.ts';
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

/** The one cast of the host: its implementations stand in for Electron's declarations, member by member of the same name. */
function as<Real>(host: object): Real {
  return host as Real;
}

// Types that the app names.
export type App = Electron.App;
export type BrowserWindow = Electron.BrowserWindow;
export type BrowserWindowConstructorOptions = Electron.BrowserWindowConstructorOptions;
export type ClipboardItem = Electron.ClipboardItem;
export type Display = Electron.Display;
export type Event = Electron.Event;
export type IpcMainEvent = Electron.IpcMainEvent;
export type IpcMainInvokeEvent = Electron.IpcMainInvokeEvent;
export type IpcRendererEvent = Electron.IpcRendererEvent;
export type Menu = Electron.Menu;
export type MenuItem = Electron.MenuItem;
export type MenuItemConstructorOptions = Electron.MenuItemConstructorOptions;
export type MessageBoxOptions = Electron.MessageBoxOptions;
export type NativeImage = Electron.NativeImage;
export type Notification = Electron.Notification;
export type OpenDialogOptions = Electron.OpenDialogOptions;
export type Point = Electron.Point;
export type ProcessMetric = Electron.ProcessMetric;
export type Rectangle = Electron.Rectangle;
export type SaveDialogOptions = Electron.SaveDialogOptions;
export type Session = Electron.Session;
export type Tray = Electron.Tray;
export type UtilityProcess = Electron.UtilityProcess;
export type WebContents = Electron.WebContents;
export type WebPreferences = Electron.WebPreferences;

export const app = as<Electron.App>(hostApp);
export const autoUpdater = as<Electron.AutoUpdater>(hostAutoUpdater);
export const BrowserWindow = as<typeof Electron.BrowserWindow>(HostBrowserWindow);
export const clipboard = as<Electron.Clipboard>(hostClipboard);
export const ClipboardItem = as<typeof Electron.ClipboardItem>(HostClipboardItem);
export const dialog = as<Electron.Dialog>(hostDialog);
export const globalShortcut = as<Electron.GlobalShortcut>(hostGlobalShortcut);
export const ipcMain = as<Electron.IpcMain>(hostIpcMain);
export const Menu = as<typeof Electron.Menu>(HostMenu);
export const MenuItem = as<typeof Electron.MenuItem>(HostMenuItem);
export const nativeImage = as<typeof Electron.NativeImage>(hostNativeImage);
export const nativeTheme = as<Electron.NativeTheme>(hostNativeTheme);
export const net = as<Electron.Net>(hostNet);
export const Notification = as<typeof Electron.Notification>(HostNotification);
export const powerMonitor = as<Electron.PowerMonitor>(hostPowerMonitor);
export const protocol = as<Electron.Protocol>(hostProtocol);
export const safeStorage = as<Electron.SafeStorage>(hostSafeStorage);
export const screen = as<Electron.Screen>(hostScreen);
export const session = as<typeof Electron.Session>(hostSession);
export const shell = as<Electron.Shell>(hostShell);
export const systemPreferences = as<Electron.SystemPreferences>(hostSystemPreferences);
export const Tray = as<typeof Electron.Tray>(HostTray);
export const utilityProcess = as<typeof Electron.UtilityProcess>(hostUtilityProcess);
export const webContents = as<typeof Electron.WebContents>(hostWebContents);

// Renderer modules: a preload gets the real ones from page/preload-world.ts; in the main process Electron has none either.
export const contextBridge = as<Electron.ContextBridge>(loudModule('contextBridge (main process)', {}));
export const ipcRenderer = as<Electron.IpcRenderer>(loudModule('ipcRenderer (main process)', {}));
export const webUtils = as<Electron.WebUtils>(loudModule('webUtils (main process)', {}));

const electron = loudModule('electron', {
  app,
  autoUpdater,
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
