// The user's D-Bus session bus with promises, loaded only when it is needed: calls, signals, and the request/response
// habit of the desktop portals (xdg-desktop-portal, org.freedesktop.portal.Request). Its end is an event, not a crash.
import type { EventEmitter } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A D-Bus error answered, or the bus is not there. `dbusName` is the error's name on the bus, "" for the latter. */
export class BusError extends Error {
  override readonly name = 'BusError';
  readonly dbusName: string;

  constructor(message: string, dbusName = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.dbusName = dbusName;
  }
}

/** `[signature, value]`, as a{sv} wants it. */
export type Variant = readonly [string, unknown];
export type VariantMap = Readonly<Record<string, Variant>>;

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** What of @homebridge/dbus-native 0.7.9 is used; its own types leave most of it out. */
interface NativeBus {
  readonly name?: string;
  readonly connection: EventEmitter & { end(): void };
  readonly signals: EventEmitter;
  invoke(call: BusCall, done: (error: NativeError | null | undefined, ...values: unknown[]) => void): void;
  mangle(path: string, iface: string, member: string): string;
}
interface NativeError {
  readonly name?: string;
  readonly message?: unknown;
}
interface Native {
  createClient(options: { readonly stream: Socket }): NativeBus;
}

const callTimeoutMs = 5_000;

const theBus = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;
export const portal = {
  destination: 'org.freedesktop.portal.Desktop',
  path: '/org/freedesktop/portal/desktop',
} as const;

/** Address of the session bus from the environment; empty when there is none. */
export function sessionBusAddress(env: Readonly<Record<string, string | undefined>>): string {
  if (env.DBUS_SESSION_BUS_ADDRESS) return env.DBUS_SESSION_BUS_ADDRESS;
  return env.XDG_RUNTIME_DIR ? `unix:path=${env.XDG_RUNTIME_DIR}/bus` : '';
}

export class SessionBus implements Disposable {
  readonly #bus: NativeBus;
  readonly #lost = new AbortController();
  #requests = 0;

  private constructor(bus: NativeBus, socket: Socket) {
    this.#bus = bus;
    bus.connection.on('error', () => this.#lose());
    bus.connection.on('end', () => this.#lose());
    socket.on('close', () => this.#lose());
  }

  /** @throws BusError */
  static async open(address: string): Promise<SessionBus> {
    // Its types describe a fraction of it; `Native` says what is used.
    const native = (await import('@homebridge/dbus-native')) as unknown as Native & { readonly default?: Native };
    // In one go: a socket that fails finds its listener.
    const socket = connectTo(address);
    const bus = (native.default ?? native).createClient({ stream: socket });
    const session = new SessionBus(bus, socket);
    try {
      await session.call({ ...theBus, member: 'GetId' }); // the first answer proves that we were let in
      return session;
    } catch (error) {
      session[Symbol.dispose]();
      throw error;
    }
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** @throws BusError when the call is refused, takes longer than 5 s, or the bus goes. */
  call(call: BusCall): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      const fail = (message: string): void => reject(new BusError(`${call.interface}.${call.member}: ${message}`));
      if (this.lost.aborted) return fail('the session bus has gone');
      const timer = setTimeout(() => fail('no answer'), callTimeoutMs);
      const onLost = (): void => fail('the session bus has gone');
      this.lost.addEventListener('abort', onLost, { once: true });
      this.#bus.invoke(call, (error, ...values) => {
        clearTimeout(timer);
        this.lost.removeEventListener('abort', onLost);
        if (!error) return resolve(values);
        reject(new BusError(`${call.interface}.${call.member}: ${String(error.message)}`, error.name));
      });
    });
  }

  /** @returns what ends it. @throws BusError as `call` does: a bus that goes meanwhile must not be waited for. */
  async onSignal(
    path: string,
    iface: string,
    member: string,
    listener: (body: readonly unknown[]) => void,
  ): Promise<() => void> {
    const event = this.#bus.mangle(path, iface, member);
    this.#bus.signals.on(event, listener);
    const off = (): void => void this.#bus.signals.off(event, listener);
    const rule = `type='signal',path='${path}',interface='${iface}',member='${member}'`;
    try {
      await this.call({ ...theBus, member: 'AddMatch', signature: 's', body: [rule] });
    } catch (error) {
      off();
      throw error;
    }
    return off;
  }

  /**
   * A portal call whose answer comes as a Response signal, perhaps after a question to the user.
   * @param body everything before the options
   * @throws BusError with dbusName "cancelled" when the user said no
   */
  async request(
    iface: string,
    member: string,
    signature: string,
    body: readonly unknown[],
    options: VariantMap,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, unknown>> {
    this.#requests += 1;
    const token = `sotto_${process.pid}_${this.#requests}`;
    const sender = (this.#bus.name ?? '').replace(/^:/, '').replaceAll('.', '_');
    const path = `${portal.path}/request/${sender}/${token}`;
    const answer = Promise.withResolvers<readonly unknown[]>();
    answer.promise.catch(() => undefined); // awaited below; the call itself may fail first
    const off = await this.onSignal(path, 'org.freedesktop.portal.Request', 'Response', answer.resolve);
    const ended = AbortSignal.any([signal, this.lost]);
    const giveUp = (): void => answer.reject(new BusError(`${iface}.${member}: no answer`));
    ended.addEventListener('abort', giveUp, { once: true });
    try {
      const all = { ...options, handle_token: ['s', token] as const };
      await this.call({ ...portal, interface: iface, member, signature, body: [...body, Object.entries(all)] });
      const [code, results] = await answer.promise;
      if (code !== 0) throw new BusError(`${iface}.${member}: the user said no`, 'cancelled');
      return readVariants(results);
    } finally {
      off();
      ended.removeEventListener('abort', giveUp);
    }
  }

  [Symbol.dispose](): void {
    this.#bus.connection.end();
    this.#lose();
  }

  #lose(): void {
    if (!this.#lost.signal.aborted) this.#lost.abort();
  }
}

/** a{sv} comes as [name, [type tree, [value]]] pairs. */
export function readVariants(pairs: unknown): ReadonlyMap<string, unknown> {
  const map = new Map<string, unknown>();
  if (!Array.isArray(pairs)) return map;
  for (const pair of pairs as unknown[]) {
    if (!Array.isArray(pair)) continue;
    const [name, variant] = pair as [unknown, unknown]; // checked: an array
    const value: unknown = Array.isArray(variant) && Array.isArray(variant[1]) ? variant[1][0] : undefined;
    if (typeof name === 'string') map.set(name, value);
  }
  return map;
}

function connectTo(address: string): Socket {
  for (const one of address.split(';')) {
    const [kind, rest = ''] = one.split(':', 2);
    const facts = new Map(
      rest.split(',').map((fact) => [fact.split('=', 1).join(), fact.slice(fact.indexOf('=') + 1)]),
    );
    if (kind !== 'unix') continue;
    const path = facts.get('path');
    const abstract = facts.get('abstract');
    if (path) return connect(decodeURIComponent(path));
    if (abstract) return connect(`\0${decodeURIComponent(abstract)}`);
  }
  throw new BusError('There is no session bus.');
}
