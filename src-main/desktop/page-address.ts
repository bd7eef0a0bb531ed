// The pages' own scheme: which file an app:// address means, and which headers every answer carries. PURE.
import { extname, resolve, sep } from 'node:path';

export const scheme = 'app';
export const host = 'sotto';
export const origin = `${scheme}://${host}`;

/** Sent with every page, so that no page can load, run or talk to anything but its own files. */
export const pageHeaders: Readonly<Record<string, string>> = Object.freeze({
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
});

export type PageRequest =
  | { readonly kind: 'file'; readonly path: string; readonly contentType: string }
  | { readonly kind: 'audio'; readonly takeId: string }
  | { readonly kind: 'none' };

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.wav': 'audio/wav',
};

/** @param folder absolute path of the built pages. Anything outside it, of another host or of an unknown type is `none`. */
export function resolvePage(address: string, folder: string): PageRequest {
  const url = URL.parse(address);
  if (!url || url.protocol !== `${scheme}:` || url.host !== host) return { kind: 'none' };
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return { kind: 'none' }; // not decodable: no file of ours
  }
  if (path.includes('\0') || path.includes('\\')) return { kind: 'none' };
  const take = /^\/audio\/([0-9A-Za-z_-]{1,64})$/.exec(path);
  if (take?.[1]) return { kind: 'audio', takeId: take[1] };
  const file = resolve(folder, `.${path}`);
  if (!file.startsWith(folder + sep)) return { kind: 'none' };
  const contentType = contentTypes[extname(file)];
  return contentType ? { kind: 'file', path: file, contentType } : { kind: 'none' };
}

/** Only our own pages may talk to the main process: the top frame of a window of ours, on our origin. */
export function isTrustedSender(sender: {
  readonly url: string;
  readonly isTop: boolean;
  readonly ours: boolean;
}): boolean {
  const url = URL.parse(sender.url);
  return sender.ours && sender.isTop && url !== null && url.protocol === `${scheme}:` && url.host === host;
}

/** The permissions table: a page may listen to the microphone where capture needs it, everything else is refused. */
export function isPermitted(
  permission: string,
  details: { readonly mediaTypes?: readonly string[] | undefined; readonly page: string },
): boolean {
  const audioOnly = details.mediaTypes?.length === 1 && details.mediaTypes[0] === 'audio';
  return permission === 'media' && audioOnly && details.page === 'capture.html';
}

/** Addresses that the user's browser may be sent to. */
export function isAllowedExternal(address: string, extraOrigins: readonly string[] = []): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password) return false;
  if (extraOrigins.includes(url.origin)) return true;
  return (
    url.protocol === 'https:' && ['auth.openai.com', 'chatgpt.com', 'github.com', 'help.openai.com'].includes(url.host)
  );
}
