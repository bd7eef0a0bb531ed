// electron.d.ts `class ClientRequest`, by Node's own client. Redirects are reported and never followed by themselves, as with
// `redirect: 'manual'`, the only way that is built; the response is a stream with the members of IncomingMessage.
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { LoudEmitter } from '../loud.ts';

const open = new Set<HostClientRequest>();

/** Session.closeAllConnections: whoever waits for an answer gets an error. */
export function closeRequests(): void {
  for (const request of open) request.breakOff();
}

export class HostClientRequest extends LoudEmitter {
  /** The last two are Node's: libraries listen for them everywhere, Electron never emits them either. */
  static readonly events = ['response', 'login', 'redirect', 'abort', 'error', 'close', 'finish', 'socket', 'aborted'];
  readonly #request: ClientRequest;
  #aborted = false;

  constructor(options: Electron.ClientRequestConstructorOptions) {
    super('ClientRequest', HostClientRequest.events);
    const { protocol = 'https:', hostname = 'localhost', port, path = '/', method = 'GET', headers = {} } = options;
    const url = new URL(path, `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
    this.#request = (protocol === 'http:' ? httpRequest : httpsRequest)(url, { method, headers });
    this.#request.on('response', (response) => this.#answered(response, url));
    this.#request.on('error', (error) => {
      if (!this.#aborted) this.emit('error', error);
    });
    open.add(this);
    this.#request.on('close', () => {
      open.delete(this);
      this.emit('close');
    });
  }

  #answered(response: IncomingMessage, url: URL): void {
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) {
      this.emit('response', response);
      return;
    }
    response.resume();
    this.emit('redirect', statusCode, this.#request.method, new URL(headers.location, url).href);
  }

  end(chunk?: string | Buffer): this {
    this.#request.end(chunk);
    return this;
  }

  breakOff(): void {
    this.#request.destroy(new Error('net::ERR_ABORTED'));
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#request.destroy();
    this.emit('abort');
  }
}
