// What tests may ask of the host beyond Electron's API: `globalThis.__electronHost`, through electronApp.evaluate.
import { answerDialog } from './api/dialog.ts';
import { globalShortcut } from './api/global-shortcut.ts';
import { nativeTheme } from './api/native-theme.ts';
import { type HostNotification, notifications } from './api/notification.ts';
import { type PowerEvent, powerMonitor } from './api/power-monitor.ts';
import { type HostTray, trays } from './api/tray.ts';
import { type RecordedCall, recorded } from './recorded.ts';

export interface ElectronHostHandle {
  /** Calls without a visible effect here: api name and arguments. */
  readonly recorded: readonly RecordedCall[];
  readonly notifications: readonly HostNotification[];
  readonly trays: ReadonlySet<HostTray>;
  emitPower(event: PowerEvent): void;
  answerDialog: typeof answerDialog;
  setSystemDark(dark: boolean): void;
  isShortcutRegistered(accelerator: string): boolean;
}

declare global {
  var __electronHost: ElectronHostHandle;
}

export function installTestHandle(): void {
  globalThis.__electronHost = {
    recorded,
    notifications,
    trays,
    emitPower: (event) => powerMonitor.happen(event),
    answerDialog,
    setSystemDark: (dark) => nativeTheme.setSystemDark(dark),
    isShortcutRegistered: (accelerator) => globalShortcut.isRegistered(accelerator),
  };
}
