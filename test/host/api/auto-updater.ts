// electron.d.ts `interface AutoUpdater`: Squirrel's own, which is not on Linux. Update libraries announce the quit through it.
import { LoudEmitter } from '../loud.ts';

class HostAutoUpdater extends LoudEmitter {
  static readonly events = ['before-quit-for-update', 'error'];

  constructor() {
    super('autoUpdater', HostAutoUpdater.events);
  }
}

export const autoUpdater = new HostAutoUpdater();
