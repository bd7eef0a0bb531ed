// The Host rule: a page whose name was rebound to this machine says its own name here, and nothing else would stop it,
// since it is same-origin and sends no Origin with GET. So only this machine's own names with the right port pass.
import type { IncomingMessage } from 'node:http';
import { AppError } from '../contract/app-error.ts';

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Looks at the Host header and at the authority of an absolute-form target; both must be ours.
 * @returns undefined when they are; `missing_host` (400) or `host_not_allowed` (403) when not
 */
export function hostRefusal(request: IncomingMessage): AppError | undefined {
  const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  const host = request.headers.host ?? '';
  if (hosts.length === 0 || host === '') return new AppError('missing_host', 'The request names no host.');
  if (hosts.length > 1) return new AppError('missing_host', 'The request names more than one host.');
  const { localAddress = '', localPort = 0 } = request.socket;
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.url ?? '')?.[1];
  for (const name of authority === undefined ? [host] : [host, authority]) {
    if (!isOwn(name, localAddress, localPort)) {
      return new AppError('host_not_allowed', 'The host that the request names is not this server.');
    }
  }
  return undefined;
}

function isOwn(authority: string, localAddress: string, localPort: number): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[^:@[\]\s]+)(?::(\d{1,5}))?$/i.exec(authority);
  if (match === null) return false;
  const name = (match[1] ?? '').toLowerCase().replace(/\.$/, '');
  const port = match[2] === undefined ? 80 : Number(match[2]);
  if (port !== localPort) return false;
  // The address that the connection came to is no name that anybody could rebind.
  return ownNames.has(name) || name === bracketed(localAddress.replace(/^::ffff:(?=\d+\.)/i, ''));
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address.toLowerCase()}]` : address;
}
