// A small client of the Chrome DevTools Protocol: one socket, flat sessions, promises for commands, events by name.
// Knows nothing of windows. Protocol: https://chromedevtools.github.io/devtools-protocol/
import { EventEmitter } from 'node:events';

export type CdpParams = Record<string, unknown>;

interface CdpMessage {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A command was refused, or the connection ended before it was answered. */
export class CdpError extends Error {
  override name = 'CdpError';
}

/** One target's (or the browser's own) conversation. Emits protocol events under their full name, and `closed`. */
export class CdpSession {
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #send: (method: string, params: CdpParams) => Promise<unknown>;

  constructor(send: (method: string, params: CdpParams) => Promise<unknown>) {
    this.#send = send;
  }

  /** The caller names the result's shape as the protocol documents it. */
  send<T = unknown>(method: string, params: CdpParams = {}): Promise<T> {
    return this.#send(method, params) as Promise<T>;
  }

  /** For commands whose failure only means that the target is gone. */
  trySend(method: string, params: CdpParams = {}): void {
    this.#send(method, params).catch(() => {});
  }

  on<T>(method: string, listener: (params: T) => void): this {
    this.#events.on(method, listener);
    return this;
  }

  once<T>(method: string, listener: (params: T) => void): this {
    this.#events.once(method, listener);
    return this;
  }

  off<T>(method: string, listener: (params: T) => void): this {
    this.#events.off(method, listener);
    return this;
  }

  receive(method: string, params: unknown): void {
    this.#events.emit(method, params);
  }
}

export class CdpConnection {
  /** The browser's own session. */
  readonly browser: CdpSession;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #sessions = new Map<string, CdpSession>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.browser = new CdpSession((method, params) => this.#command(method, params));
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)) as CdpMessage); // the protocol's own shape
    socket.onclose = () => {
      for (const { method, reject } of this.#waiting.values()) reject(new CdpError(`${method}: the browser is gone`));
      this.#waiting.clear();
      this.browser.receive('closed', {});
    };
  }

  static async connect(url: string): Promise<CdpConnection> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new CdpError(`no connection to ${url}`));
    });
    return new CdpConnection(socket);
  }

  session(id: string): CdpSession {
    let session = this.#sessions.get(id);
    if (session === undefined) {
      session = new CdpSession((method, params) => this.#command(method, params, id));
      this.#sessions.set(id, session);
    }
    return session;
  }

  forget(id: string): void {
    this.#sessions.delete(id);
    // Commands that a destroyed target never answers would wait for ever; Chromium answers those itself with an error.
  }

  close(): void {
    this.#socket.close();
  }

  #command(method: string, params: CdpParams, sessionId?: string): Promise<unknown> {
    if (this.#socket.readyState !== WebSocket.OPEN)
      return Promise.reject(new CdpError(`${method}: the browser is gone`));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    });
  }

  #receive(message: CdpMessage): void {
    if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) waiting?.reject(new CdpError(`${waiting.method}: ${message.error.message}`));
      else waiting?.resolve(message.result);
      return;
    }
    const session = message.sessionId === undefined ? this.browser : this.#sessions.get(message.sessionId);
    if (message.method !== undefined) session?.receive(message.method, message.params);
  }
}
