// One connection to the D-Bus session bus, with promises. Knows the protocol's client library, nothing of trays.
import { createRequire } from 'node:module';

export interface BusMessage {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly destination?: string;
  readonly signature?: string;
  readonly body?: unknown[];
}

export interface BusInterface {
  readonly name: string;
  /** Name → [signature of the arguments, signature of the answer]. */
  readonly methods?: Readonly<Record<string, readonly [string, string]>>;
  /** Name → [signature]. */
  readonly signals?: Readonly<Record<string, readonly [string]>>;
  readonly properties?: Readonly<Record<string, string>>;
}

/** The part of the dbus-native package that is used; its own types leave most of it out. */
interface RawBus {
  readonly connection: { on(event: string, listener: (value: Error) => void): void; end(): void };
  readonly signals: { on(key: string, listener: (body: unknown[]) => void): void };
  invoke(
    message: BusMessage,
    done: (error: { name: string; message: string } | null, ...values: unknown[]) => void,
  ): void;
  exportInterface(object: object, path: string, description: BusInterface): void;
  sendSignal(
    path: string,
    name: string,
    member: string,
    signature: string | undefined,
    body: unknown[] | undefined,
  ): void;
  addMatch(rule: string, done: (error: unknown) => void): void;
  mangle(path: string, name: string, member: string): string;
}

export class SessionBus {
  readonly #bus: RawBus;

  private constructor(bus: RawBus) {
    this.#bus = bus;
  }

  /** @throws when nobody answers at `address` */
  static async connect(address: string, onLost: () => void): Promise<SessionBus> {
    // The package is CommonJS; the shape that is used stands above.
    const library = createRequire(import.meta.url)('@homebridge/dbus-native') as {
      sessionBus(options: object): RawBus;
    };
    const raw = library.sessionBus({ busAddress: address });
    const lost = new Promise<never>((_resolve, reject) => {
      raw.connection.on('error', reject);
      raw.connection.on('end', () => onLost());
    });
    lost.catch(() => {}); // after the start, the end of the stream tells
    const bus = new SessionBus(raw);
    await Promise.race([bus.ask('ListNames'), lost]);
    return bus;
  }

  call<T>(message: BusMessage): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#bus.invoke(message, (error, value) => {
        if (error) reject(new Error(`${message.member}: ${error.message || error.name}`));
        else resolve(value as T); // the caller names what the method answers
      });
    });
  }

  /** A method of the bus itself. */
  ask<T>(member: string, signature?: string, body?: unknown[]): Promise<T> {
    const name = 'org.freedesktop.DBus';
    const address = { destination: name, path: '/org/freedesktop/DBus', interface: name, member };
    return this.call({ ...address, ...(signature === undefined || body === undefined ? {} : { signature, body }) });
  }

  offer(object: object, path: string, description: BusInterface): void {
    this.#bus.exportInterface(object, path, description);
  }

  signal(path: string, name: string, member: string, signature?: string, body?: unknown[]): void {
    this.#bus.sendSignal(path, name, member, signature, body);
  }

  async onSignal(path: string, name: string, member: string, listener: (body: unknown[]) => void): Promise<void> {
    this.#bus.signals.on(this.#bus.mangle(path, name, member), listener);
    await new Promise<void>((resolve, reject) => {
      this.#bus.addMatch(`type='signal',path='${path}',interface='${name}',member='${member}'`, (error) =>
        error ? reject(new Error(`no signals of ${name}`)) : resolve(),
      );
    });
  }

  close(): void {
    this.#bus.connection.end();
  }
}
