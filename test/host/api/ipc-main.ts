// electron.d.ts `interface IpcMain`: handlers by channel. Events come from web-contents.ts.
import { EventEmitter } from 'node:events';

export type InvokeHandler = (event: never, ...args: never[]) => unknown;

class HostIpcMain extends EventEmitter {
  readonly #handlers = new Map<string, InvokeHandler>();

  handle(channel: string, handler: InvokeHandler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: InvokeHandler): void {
    this.handle(channel, (...args) => {
      this.removeHandler(channel);
      return handler(...args);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** For web-contents: what the page's invoke gets, or a rejection. */
  async answer(channel: string, event: object, args: unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler(event as never, ...(args as never[])); // the app's handler knows what its page sends
  }
}

export const ipcMain = new HostIpcMain();
ipcMain.setMaxListeners(0);
