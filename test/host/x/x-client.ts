// One connection to the X server, with promises instead of callbacks. Knows the protocol, nothing of windows of ours.
import { createRequire } from 'node:module';

export interface XEvent {
  readonly name: string;
  readonly wid: number;
  readonly parent: number;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly overrideRedirect: number;
  readonly atom: number;
  readonly keycode: number;
  readonly buttons: number;
  readonly time: number;
  readonly requestor: number;
  readonly selection: number;
  readonly target: number;
  readonly property: number;
  readonly owner: number;
  readonly state: number;
  readonly type: number;
}

export interface XProperty {
  readonly type: number;
  readonly data: Buffer;
  readonly bytesAfter: number;
}

/** The part of the x11 package that is used; it ships no types. */
interface RawClient {
  on(event: string, listener: (value: never) => void): void;
  off(event: string, listener: (value: never) => void): void;
  terminate(): void;
  AllocID(): number;
  require(name: string, done: (error: Error | null, extension: unknown) => void): void;
}

interface RawDisplay {
  readonly client: RawClient & Record<string, (...args: unknown[]) => unknown>;
  readonly screen: readonly { readonly root: number; readonly pixel_width: number; readonly pixel_height: number }[];
  readonly min_keycode: number;
  readonly max_keycode: number;
}

interface X11 {
  createClient(options: { display: string }, done: (error: Error | null, display: RawDisplay) => void): void;
}

const badWindow = 3;
const badMatch = 8;
const badDrawable = 9;

export class XClient {
  readonly root: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly minKeycode: number;
  readonly maxKeycode: number;
  readonly #client: RawDisplay['client'];
  readonly #atoms = new Map<string, Promise<number>>();

  constructor(display: RawDisplay) {
    const [screen] = display.screen;
    if (screen === undefined) throw new Error('the X server has no screen');
    this.#client = display.client;
    this.root = screen.root;
    this.widthPx = screen.pixel_width;
    this.heightPx = screen.pixel_height;
    this.minKeycode = display.min_keycode;
    this.maxKeycode = display.max_keycode;
    this.#client.on('error', (error: { error?: number; message: string }) => {
      // Windows of another program vanish at any time: those three are no fault of ours.
      if (error.error !== undefined && [badWindow, badMatch, badDrawable].includes(error.error)) return;
      console.error(`electron host: X error: ${error.message}`);
    });
  }

  /** @throws when there is no server at `display` */
  static connect(display: string): Promise<XClient> {
    // The package is CommonJS without types: its shape is declared above.
    const x11 = createRequire(import.meta.url)('x11') as X11;
    return new Promise((resolve, reject) => {
      x11.createClient({ display }, (error, opened) => (error ? reject(error) : resolve(new XClient(opened))));
    });
  }

  /** A request without an answer; its errors arrive later and are ignored or logged. */
  send(request: string, ...args: unknown[]): void {
    this.#method(request)(...args);
  }

  /** A request whose answer (or success, for those without one) is awaited; X errors reject. */
  ask<T>(request: string, ...args: unknown[]): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#method(request)(...args, (error: Error | null, value: T) => {
        if (error) reject(error);
        else resolve(value);
        return true; // handled here: not an 'error' event as well
      });
    });
  }

  atom(name: string): Promise<number> {
    let known = this.#atoms.get(name);
    if (known === undefined) {
      known = this.ask<number>('InternAtom', false, name);
      this.#atoms.set(name, known);
    }
    return known;
  }

  atomName(atom: number): Promise<string> {
    return this.ask<string>('GetAtomName', atom);
  }

  async property(window: number, name: string): Promise<XProperty | undefined> {
    const atom = await this.atom(name);
    const found = await this.ask<XProperty>('GetProperty', 0, window, atom, 0, 0, 0x0fffffff).catch(() => undefined);
    return found === undefined || found.type === 0 ? undefined : found;
  }

  /** A property of 32-bit values, or an empty list. */
  async cardinals(window: number, name: string): Promise<number[]> {
    const data = (await this.property(window, name))?.data;
    return data === undefined ? [] : Array.from({ length: data.length >> 2 }, (_, at) => data.readUInt32LE(at * 4));
  }

  async setProperty(
    window: number,
    name: string,
    type: string,
    format: 8 | 32,
    data: Buffer | number[],
  ): Promise<void> {
    const [nameAtom, typeAtom] = await Promise.all([this.atom(name), this.atom(type)]);
    this.send('ChangeProperty', 0, window, nameAtom, typeAtom, format, data);
  }

  newId(): number {
    return this.#client.AllocID();
  }

  /** An extension module of the x11 package; the caller names its shape. */
  extension<T>(name: 'shape' | 'randr' | 'res'): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#client.require(name, (error, extension) => (error ? reject(error) : resolve(extension as T)));
    });
  }

  onEvent(listener: (event: XEvent) => void): void {
    this.#client.on('event', listener);
  }

  /** The server is gone. */
  onEnd(listener: () => void): void {
    this.#client.on('end', listener);
  }

  close(): void {
    this.#client.terminate();
  }

  #method(request: string): (...args: unknown[]) => unknown {
    const method = this.#client[request];
    if (method === undefined) throw new Error(`the X client has no request ${request}`);
    return method.bind(this.#client);
  }
}
