// Which addresses may be listened on. Names other than `localhost` are never looked up: what they mean can change. Pure.
import { isIP } from 'node:net';
import { AppError } from '../contract/app-error.ts';

/**
 * @param hasKey whether clients must send one
 * @returns a numeric address. Throws `address_not_allowed`.
 */
export function listenAddress(host: string, hasKey: boolean, allowNetwork: boolean): string {
  const bare = host.trim().replace(/^\[(.*)\]$/, '$1');
  const address = bare.toLowerCase() === 'localhost' ? '127.0.0.1' : bare;
  if (isIP(address) === 0) {
    throw new AppError('address_not_allowed', `"${host}" is no numeric address.`, {
      hint: 'Use 127.0.0.1, ::1 or localhost.',
    });
  }
  if (isLoopback(address)) return address;
  if (!hasKey) {
    throw new AppError('address_not_allowed', `Without a key the server listens on loopback only, not on ${address}.`);
  }
  if (!allowNetwork) {
    throw new AppError('address_not_allowed', `${address} can be reached from other machines.`, {
      hint: 'Use 127.0.0.1, or say --allow-network if that is what you want.',
    });
  }
  return address;
}

export function isLoopback(address: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(address) || /^(?:::1|0{0,4}(?::0{0,4}){6}:0{0,3}1)$/.test(address);
}

/** `http://127.0.0.1:8788`, `http://[::1]:8788`. */
export function addressUrl(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
