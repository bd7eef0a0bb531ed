// electron.d.ts `interface Net`: the app's own schemes through their handlers, everything else through Node's fetch.
// Chromium's network stack (system proxy, its TLS) is not behind it here.
import { loudModule } from '../loud.ts';
import { HostClientRequest } from './net-request.ts';
import { schemeHandler } from './protocol.ts';

export const net = loudModule('net', {
  online: true,
  isOnline: () => true,
  request: (options: Electron.ClientRequestConstructorOptions) => new HostClientRequest(options),
  fetch: async (input: string | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const handler = schemeHandler(request.url.slice(0, request.url.indexOf(':')));
    return handler === undefined ? fetch(request) : handler(request);
  },
});
