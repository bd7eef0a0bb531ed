// electron.d.ts `class Notification`: handed to the desktop's notification service where there is one, and always remembered.
import { hostSettings } from '../host-state.ts';
import { HostEvent, LoudEmitter } from '../loud.ts';
import { SessionBus } from '../tray/session-bus.ts';
import { app } from './app.ts';

/** Every notification that was shown, oldest first, for tests. */
export const notifications: HostNotification[] = [];

const service = 'org.freedesktop.Notifications';

export class HostNotification extends LoudEmitter {
  static readonly events = ['show', 'click', 'close', 'reply', 'action', 'failed'];
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super('Notification', HostNotification.events);
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    notifications.push(this);
    this.emit('show', new HostEvent());
    const address = hostSettings().env.DBUS_SESSION_BUS_ADDRESS;
    if (address !== undefined) {
      this.#tellDesktop(address).catch((error: unknown) => console.error('electron host: no notification:', error));
    }
  }

  /** A service that is not running is not started: tests look at `notifications`. */
  async #tellDesktop(address: string): Promise<void> {
    const bus = await SessionBus.connect(address, () => {});
    if (await bus.ask<boolean>('NameHasOwner', 's', [service])) {
      const body = [app.getName(), 0, '', this.title, this.body, ['default', ''], [], -1];
      const where = {
        destination: service,
        path: '/org/freedesktop/Notifications',
        interface: service,
        member: 'Notify',
      };
      await bus.call({ ...where, signature: 'susssasa{sv}i', body });
    }
    bus.close();
  }

  close(): void {
    this.emit('close', new HostEvent());
  }
}
