// What the host implements, read from the implementations themselves: a list to keep up would lie one day.
import { app } from '../api/app.ts';
import { autoUpdater } from '../api/auto-updater.ts';
import { HostBrowserWindow } from '../api/browser-window.ts';
import { clipboard } from '../api/clipboard.ts';
import { HostClipboardItem } from '../api/clipboard-item.ts';
import { dialog } from '../api/dialog.ts';
import { globalShortcut } from '../api/global-shortcut.ts';
import { ipcMain } from '../api/ipc-main.ts';
import { HostMenu, HostMenuItem } from '../api/menu.ts';
import { HostNativeImage, nativeImage } from '../api/native-image.ts';
import { nativeTheme } from '../api/native-theme.ts';
import { net } from '../api/net.ts';
import { HostClientRequest } from '../api/net-request.ts';
import { HostNotification } from '../api/notification.ts';
import { powerMonitor } from '../api/power-monitor.ts';
import { protocol } from '../api/protocol.ts';
import { safeStorage } from '../api/safe-storage.ts';
import { screen } from '../api/screen.ts';
import { HostSession, session } from '../api/session.ts';
import { shell } from '../api/shell.ts';
import { systemPreferences } from '../api/system-preferences.ts';
import { HostTray } from '../api/tray.ts';
import { HostUtilityProcess, utilityProcess } from '../api/utility-process.ts';
import { HostWebContents, webContents } from '../api/web-contents.ts';
import { HostWebFrame } from '../api/web-frame-main.ts';
import { LoudEmitter } from '../loud.ts';
import { makeCodec } from '../page/codec.ts';
import { preloadWorld } from '../page/preload-world.ts';
import type { ImplementedSurface } from './reduce-declarations.ts';

type Class = { readonly prototype: object; readonly events?: readonly string[] };

/** macOS-only members of App: the app uses them behind a check of the platform, and Electron on Linux has none either. */
const macOnly = ['setActivationPolicy', 'dock', 'hide', 'show'];

export function implementedSurface(): Map<string, ImplementedSurface> {
  const renderer = rendererModules();
  return new Map<string, ImplementedSurface>([
    ['App', ofInstance(app, macOnly)],
    ['AutoUpdater', ofInstance(autoUpdater)],
    ['BaseWindow', ofClass(HostBrowserWindow)],
    ['BrowserWindow', ofClass(HostBrowserWindow)],
    ['Clipboard', ofInstance(clipboard)],
    ['ClipboardItem', ofClass(HostClipboardItem)],
    ['ClientRequest', ofClass(HostClientRequest)],
    ['CommandLine', ofInstance(app.commandLine)],
    ['ContextBridge', ofInstance(renderer.contextBridge)],
    ['Dialog', ofInstance(dialog)],
    ['GlobalShortcut', ofInstance(globalShortcut)],
    ['IpcMain', ofInstance(ipcMain)],
    ['IpcRenderer', ofInstance(renderer.ipcRenderer)],
    ['Menu', ofClass(HostMenu)],
    ['MenuItem', ofClass(HostMenuItem)],
    ['NativeImage', ofClass(HostNativeImage, Object.keys(nativeImage))],
    ['NativeTheme', ofInstance(nativeTheme)],
    ['Net', ofInstance(net)],
    ['Notification', ofClass(HostNotification)],
    ['PowerMonitor', ofInstance(powerMonitor)],
    ['Protocol', ofInstance(protocol)],
    ['SafeStorage', ofInstance(safeStorage)],
    ['Screen', ofInstance(screen)],
    ['Session', ofClass(HostSession, Object.keys(session))],
    ['Shell', ofInstance(shell)],
    ['SystemPreferences', ofInstance(systemPreferences)],
    ['Tray', ofClass(HostTray)],
    ['UtilityProcess', ofClass(HostUtilityProcess, Object.keys(utilityProcess))],
    ['WebContents', ofClass(HostWebContents, Object.keys(webContents))],
    ['WebFrameMain', ofClass(HostWebFrame)],
    ['WebRequest', ofInstance(session.defaultSession.webRequest)],
    ['WebUtils', ofInstance(renderer.webUtils)],
  ]);
}

function ofInstance(object: object, more: readonly string[] = []): ImplementedSurface {
  const members = new Set([...Object.keys(object), ...more]);
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype instanceof Object) for (const name of prototypeMembers(prototype)) members.add(name);
  const { events } = object.constructor as Partial<Class>; // a class of the host, or Object
  return { members, events: object instanceof LoudEmitter && events !== undefined ? new Set(events) : undefined };
}

/**
 * Fields are found in the class's own text, because most of these classes can't be made without a browser. Types are blanked
 * out of the text that runs: a field stands alone on its line, with or without a value.
 */
function ofClass(type: Class, statics: readonly string[] = []): ImplementedSurface {
  const fields = [...String(type).matchAll(/^ {2,}(\w+)\s*[=;]/gm)].map(([, name = '']) => name);
  const members = new Set([
    ...prototypeMembers(type.prototype),
    ...Object.getOwnPropertyNames(type),
    ...fields,
    ...statics,
  ]);
  return { members, events: type.events === undefined ? undefined : new Set(type.events) };
}

function prototypeMembers(prototype: object): string[] {
  if (prototype === Object.prototype || prototype === LoudEmitter.prototype) return [];
  const parent: unknown = Object.getPrototypeOf(prototype);
  const inherited = parent instanceof Object ? prototypeMembers(parent) : [];
  return [...inherited, ...Object.getOwnPropertyNames(prototype)];
}

function rendererModules(): Record<'contextBridge' | 'ipcRenderer' | 'webUtils', object> {
  const link = { call: () => undefined, offer: () => {} };
  // The three modules by their names, as a preload destructures them.
  return preloadWorld(link, makeCodec()) as Record<'contextBridge' | 'ipcRenderer' | 'webUtils', object>;
}
