// Makes everything that the host lacks fail at once and by name, instead of being undefined somewhere later.
import { EventEmitter } from 'node:events';

/** Asked for by promises, inspectors and serializers of whatever they get; absent on Electron's objects as well. */
const askedOfEverything = new Set([
  'then',
  'toJSON',
  'constructor',
  'inspect',
  'nodeType',
  'asymmetricMatch',
  '$$typeof',
  'default',
]);

function notImplemented(name: string): Error {
  return new Error(`electron host: ${name} is not implemented`);
}

/** A module of the API: reading a member that is not there throws. */
export function loudModule<T extends object>(name: string, members: T): T {
  const handler: ProxyHandler<T> = { get: loudGet(name) };
  return new Proxy(members, handler);
}

function loudGet(name: string): (target: object, key: string | symbol, receiver: unknown) => unknown {
  return (target, key, receiver) => {
    if (key in target || typeof key === 'symbol' || askedOfEverything.has(key))
      return Reflect.get(target, key, receiver);
    throw notImplemented(`${name}.${key}`);
  };
}

/** An emitter that refuses listeners for events which the host can't give: they would wait for ever. */
export class LoudEmitter extends EventEmitter {
  /** Name of the class in Electron, for what is said about missing members. */
  readonly hostName: string;
  readonly #events: ReadonlySet<string>;

  constructor(name: string, events: readonly string[]) {
    super();
    this.setMaxListeners(0);
    this.hostName = name;
    this.#events = new Set(events);
    super.on('newListener', (event) => {
      if (typeof event === 'string' && event !== 'removeListener' && !this.#events.has(event))
        throw notImplemented(`${this.hostName} event '${event}'`);
    });
  }
}

// Ends the prototype chain of all emitters so that reading an unknown member of an instance throws.
Object.setPrototypeOf(
  LoudEmitter.prototype,
  new Proxy(EventEmitter.prototype, {
    get: (target, key, receiver: LoudEmitter) => {
      if (key in target || typeof key === 'symbol' || askedOfEverything.has(key))
        return Reflect.get(target, key, receiver);
      throw notImplemented(`${Object.hasOwn(receiver, 'hostName') ? receiver.hostName : 'emitter'}.${key}`);
    },
  }),
);

/** The event object that listeners get first (electron.d.ts, interface Event). */
export class HostEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** An event object with more on it, as many of Electron's newer events have. */
export function eventWith<T extends object>(extra: T): HostEvent & T {
  return Object.assign(new HostEvent(), extra);
}
