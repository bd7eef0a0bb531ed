// The app's own schemes in a browser that does not know them: app://sotto/window.html is shown as a secure https address that
// never leaves the machine, and turned back before the app sees it. PURE.

const suffix = 'electron-host.test';
const schemes = new Set<string>();

/** protocol.handle was called for it. */
export function addScheme(scheme: string): void {
  schemes.add(scheme);
}

export function removeScheme(scheme: string): void {
  schemes.delete(scheme);
}

/** What the browser is sent to. */
export function toBrowserUrl(url: string): string {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || host === undefined || !schemes.has(scheme.toLowerCase())) return url;
  return `https://${host || 'host'}.${scheme.toLowerCase()}.${suffix}${rest || '/'}`;
}

/** What the app sees. */
export function toAppUrl(url: string): string {
  const [, host, scheme, rest] = /^https:\/\/([^/?#]+)\.([a-z0-9+-]+)\.electron-host\.test(.*)$/s.exec(url) ?? [];
  return host === undefined || scheme === undefined ? url : `${scheme}://${host}${rest ?? ''}`;
}

/** `app://sotto` for its pages; `null` where a document has no origin. */
export function appOrigin(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return 'null';
  return schemes.has(parsed.protocol.slice(0, -1)) ? `${parsed.protocol}//${parsed.host}` : parsed.origin;
}
