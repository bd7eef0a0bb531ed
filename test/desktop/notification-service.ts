// The desktop's notification service, for tests: owns its name on the session bus and remembers what was shown.
import { createRequire } from 'node:module';
import { connect } from 'node:net';

interface Bus {
  readonly connection: { end(): void };
  requestName(name: string, flags: number, done: (error: unknown) => void): void;
  exportInterface(implementation: object, path: string, description: object): void;
}
const { createClient } = createRequire(import.meta.url)('@homebridge/dbus-native') as {
  createClient(options: { stream: ReturnType<typeof connect> }): Bus; // its own types know only the client's side
};

export interface NotificationService extends Disposable {
  /** Oldest first. */
  readonly shown: { readonly title: string; readonly body: string }[];
}

export async function startNotificationService(env: NodeJS.ProcessEnv): Promise<NotificationService> {
  const socket = /path=([^,;]+)/.exec(env.DBUS_SESSION_BUS_ADDRESS ?? '')?.[1] ?? '';
  const bus = createClient({ stream: connect(socket) });
  const shown: { title: string; body: string }[] = [];
  const name = 'org.freedesktop.Notifications';
  bus.exportInterface(
    {
      Notify: (_app: string, _replaces: number, _icon: string, title: string, body: string) => {
        shown.push({ title, body });
        return shown.length;
      },
    },
    '/org/freedesktop/Notifications',
    { name, methods: { Notify: ['susssasa{sv}i', 'u'] }, signals: {} },
  );
  await new Promise<void>((resolve, reject) =>
    bus.requestName(name, 0, (error) => (error ? reject(error) : resolve())),
  );
  return { shown, [Symbol.dispose]: () => bus.connection.end() };
}
