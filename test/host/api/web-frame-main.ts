// electron.d.ts `class WebFrameMain`, the top frame of a page: who sent a message.
import { appOrigin } from '../custom-scheme.ts';

export class HostWebFrame {
  readonly processId: number;
  readonly routingId = 1;
  /** Only top frames have a preload here, so only they send. */
  readonly parent = null;
  url = '';
  readonly #send: (channel: string, args: unknown[]) => void;

  constructor(processId: number, send: (channel: string, args: unknown[]) => void) {
    this.processId = processId;
    this.#send = send;
  }

  get origin(): string {
    return appOrigin(this.url);
  }

  get top(): this {
    return this;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#send(channel, args);
  }
}
