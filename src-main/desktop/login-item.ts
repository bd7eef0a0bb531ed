// Start at login: the system's own list on macOS and Windows, an autostart file on Linux, which Electron leaves alone
// (electron.d.ts, `App.setLoginItemSettings`: darwin, win32).
import { app } from 'electron';
import type { LoginItem } from '../app/login-item-setting.ts';
import { AppError } from '../contract/app-error.ts';
import { autostartPath, autostarts, removeAutostart, writeAutostart } from './autostart-file.ts';

export interface LoginItemOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly userHome: string;
}

const hidden = '--hidden';

export function openLoginItem({ env, platform, userHome }: LoginItemOptions): LoginItem {
  const program = env.APPIMAGE || env.PORTABLE_EXECUTABLE_FILE || process.execPath; // what is unpacked for one run is no program
  const inCheckout = (): never => {
    throw new AppError('login_item_failed', 'This Sotto runs from a checkout, which can\u2019t be started at login.');
  };
  if (platform === 'linux') {
    const path = autostartPath(env, userHome);
    return {
      get: () => autostarts(path),
      set: (on) => {
        if (!on) removeAutostart(path);
        else if (app.isPackaged) writeAutostart(path, program);
        else inCheckout();
      },
      refresh: () => {
        if (app.isPackaged && autostarts(path)) writeAutostart(path, program);
      },
    };
  }
  const windows = platform === 'win32';
  const get = (): boolean => {
    const now = app.getLoginItemSettings(windows ? { path: program, args: [hidden] } : undefined);
    return windows ? now.openAtLogin && now.executableWillLaunchAtLogin : now.openAtLogin;
  };
  return {
    get,
    set: (on) => {
      if (on && !app.isPackaged) inCheckout();
      app.setLoginItemSettings({ openAtLogin: on, ...(windows ? { path: program, args: [hidden] } : {}) });
      if (get() !== on) throw new AppError('login_item_failed', 'The system did not take the change.');
    },
    refresh: () => undefined, // the system follows the program itself
  };
}

/** macOS starts a login item without arguments, but says so afterwards. */
export function startedAtLogin(platform: NodeJS.Platform): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
