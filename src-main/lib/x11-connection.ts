// One connection to an X server with promises instead of callbacks. When the server goes, everything that waits is
// rejected, `lost` is aborted, and the process lives on; the next `X11Link.get()` connects anew.
// Knows the wire and its faults, nothing of keys, windows or clipboards.
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Done, XClient, XDisplay, XEvent } from 'x11';
import x11 from 'x11';

/** The X server refused a request (code 3 is BadWindow: the window is gone) or is not there (code 0). */
export class X11Error extends Error {
  override readonly name = 'X11Error';
  readonly code: number;

  constructor(message: string, code = 0, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export interface X11Connection extends Disposable {
  readonly client: XClient;
  readonly display: XDisplay;
  readonly root: number;
  /** Aborted when the connection ended, whoever ended it. */
  readonly lost: AbortSignal;
  /** @throws X11Error when the server refuses the request or goes away before it answers. */
  ask<T>(send: (done: Done<T>) => void): Promise<T>;
  atom(name: string): Promise<number>;
  atomName(atom: number): Promise<string>;
  /** @returns what ends it. */
  onEvent(listener: (event: XEvent) => void): () => void;
}

const connectTimeoutMs = 3_000;

/** @param displayName as in DISPLAY, ":0" */
export async function connectX11(displayName: string, xauthority?: string): Promise<X11Connection> {
  await checkCookieFile(xauthority);
  const ready = Promise.withResolvers<XDisplay>();
  const options = { display: displayName, stream: connectTo(displayName), auth: undefined, disableBigRequests: true };
  const client = x11.createClient(options, (error, display) => (error ? ready.reject(error) : ready.resolve(display)));
  const timer = setTimeout(() => ready.reject(new Error('no answer')), connectTimeoutMs);
  const refused = (error: unknown): void => ready.reject(error);
  client.on('error', refused);
  try {
    const display = await ready.promise;
    client.off('error', refused);
    return wrap(client, display);
  } catch (error) {
    client.on('error', () => undefined); // it was given up; what it still says is of no use
    options.stream.destroy();
    throw new X11Error(`The X server ${displayName} can’t be reached.`, 0, error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The package's own way tries TCP when there is no socket, and throws past every handler for display numbers that are no
 * ports. Local displays are sockets, "host:number" is TCP (a display forwarded by ssh).
 */
function connectTo(displayName: string): Socket {
  const [, host = '', number = ''] = /^([^/:]*):(\d{1,5})(?:\.\d+)?$/.exec(displayName) ?? [];
  if (number === '') throw new X11Error(`"${displayName}" is not the name of an X display.`);
  if (host === '' || host === 'unix') return connect(`/tmp/.X11-unix/X${number}`);
  const port = 6000 + Number(number);
  if (port > 65_535) throw new X11Error(`"${displayName}" is not the name of an X display.`);
  return connect(port, host);
}

/** The package throws out of a file callback, past every handler, when the cookie file exists and can't be read. */
async function checkCookieFile(xauthority: string | undefined): Promise<void> {
  try {
    await access(xauthority || join(homedir(), '.Xauthority'), constants.R_OK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new X11Error('The X authority file can’t be read.', 0, error);
  }
}

function wrap(client: XClient, display: XDisplay): X11Connection {
  const lost = new AbortController();
  const waiting = new Set<(error: Error) => void>();
  const listeners = new Set<(event: XEvent) => void>();
  const lose = (): void => {
    if (lost.signal.aborted) return;
    lost.abort();
    for (const reject of waiting) reject(new X11Error('The X server has gone.'));
    waiting.clear();
    listeners.clear();
    client.stream.destroy();
  };
  // Errors of requests that nobody waits for (a window that went meanwhile) come here too: they are no end.
  client.on('error', (error: unknown) => {
    if (!(error instanceof Error && 'error' in error)) lose();
  });
  client.on('end', lose);
  client.stream.on('close', lose);
  client.on('event', (event: XEvent) => {
    for (const listener of [...listeners]) listener(event);
  });
  const [screen] = display.screen;
  if (!screen) throw new X11Error('The X server has no screen.');

  const ask = <T>(send: (done: Done<T>) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (lost.signal.aborted) return reject(new X11Error('The X server has gone.'));
      waiting.add(reject);
      send((error, value) => {
        waiting.delete(reject);
        if (error) reject(new X11Error(error.message || 'The X server refused a request.', error.error ?? 0, error));
        else resolve(value);
        return true;
      });
    });

  return {
    client,
    display,
    root: screen.root,
    lost: lost.signal,
    ask,
    atom: (name) => ask((done) => client.InternAtom(false, name, done)),
    atomName: (atom) => ask((done) => client.GetAtomName(atom, done)),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.dispose]: lose,
  };
}

/** Connects when it is first needed, keeps the connection, and connects again after it was lost. */
export class X11Link implements Disposable {
  readonly #display: string;
  readonly #xauthority: string | undefined;
  #connection: Promise<X11Connection> | null = null;
  #disposed = false;

  constructor(display: string, xauthority?: string) {
    this.#display = display;
    this.#xauthority = xauthority;
  }

  async get(): Promise<X11Connection> {
    if (this.#disposed) throw new X11Error('The link to the X server was closed.');
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async #connect(): Promise<X11Connection> {
    const forget = (): void => {
      this.#connection = null;
    };
    try {
      const connection = await connectX11(this.#display, this.#xauthority);
      connection.lost.addEventListener('abort', forget, { once: true });
      if (this.#disposed) connection[Symbol.dispose]();
      return connection;
    } catch (error) {
      forget();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    // A connection that never came about has nothing to close.
    this.#connection?.then(
      (connection) => connection[Symbol.dispose](),
      () => undefined,
    );
    this.#connection = null;
  }
}
