// The DevTools sessions of all pages that are open, for what concerns every page (theme).
import type { CdpSession } from '../chromium/cdp.ts';

const pages = new Set<CdpSession>();

export function addPage(page: CdpSession): void {
  pages.add(page);
}

export function removePage(page: CdpSession): void {
  pages.delete(page);
}

export function forEachPage(act: (page: CdpSession) => void): void {
  for (const page of pages) act(page);
}
