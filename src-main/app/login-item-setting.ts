// Start at login as a setting: the system's own list is the truth, the setting shows it. Knows no system.
import type { Settings } from '../contract/settings.ts';

export interface LoginItem {
  get(): boolean;
  /** Throws AppError when it can't be so, with nothing changed. */
  set(on: boolean): void;
  /** At every start: the program may lie elsewhere than at the last one. Throws AppError. */
  refresh(): void;
}

/** The settings as they are with what the system says now; the same ones when that is what they say. */
export function withLoginItem(settings: Settings, item: LoginItem): Settings {
  const openAtLogin = item.get();
  return openAtLogin === settings.app.openAtLogin ? settings : { ...settings, app: { ...settings.app, openAtLogin } };
}

/** Before changed settings are in force. Throws AppError: they are refused then. */
export function changeLoginItem(item: LoginItem, next: Settings, current: Settings): void {
  if (next.app.openAtLogin !== current.app.openAtLogin) item.set(next.app.openAtLogin);
}
