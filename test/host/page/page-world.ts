// What the host puts into the page's own world: the receiver of contextBridge.exposeInMainWorld, and guards that ask the
// app before a page may listen to a microphone or open a window. As source text: self-contained.
import type { MediaWish, PageClick, PageGlobals } from './page-globals.ts';
import type { WorldLink } from './world-link.ts';

export function pageWorld(link: WorldLink): void {
  const page = globalThis as unknown as PageGlobals; // runs in a page only

  const freeze = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (!Array.isArray(value) && prototype !== Object.prototype) return value;
    for (const member of Object.values(value)) freeze(member);
    return Object.freeze(value);
  };

  link.offer('expose', (key: string, api: unknown) => {
    if (Object.hasOwn(globalThis, key))
      throw new Error('Cannot bind an API on top of an existing property on the window object');
    Object.defineProperty(globalThis, key, {
      value: freeze(api),
      enumerable: true,
      configurable: false,
      writable: false,
    });
  });

  const ask = (permission: string, detail: object, how: 'request' | 'check') =>
    link.call('permission', [permission, detail, how]) as Promise<boolean>; // see preload-world.ts

  const media = page.MediaDevices?.prototype;
  if (media !== undefined) {
    const original = media.getUserMedia;
    media.getUserMedia = async function getUserMedia(constraints: MediaWish = {}) {
      const mediaTypes = (['audio', 'video'] as const).filter(
        (kind) => constraints[kind] !== undefined && constraints[kind] !== false,
      );
      if (!(await ask('media', { mediaTypes }, 'request')))
        throw new page.DOMException('Permission denied', 'NotAllowedError');
      return original.call(this, constraints);
    };
  }
  const permissions = page.Permissions?.prototype;
  if (permissions !== undefined) {
    const original = permissions.query;
    const mediaTypes: Record<string, string> = { microphone: 'audio', camera: 'video' };
    permissions.query = async function query(wish: { name: string }) {
      const status = await original.call(this, wish);
      const mediaType = mediaTypes[wish.name];
      if (mediaType === undefined) return status;
      const state = (await ask('media', { mediaType }, 'check')) ? 'granted' : 'denied';
      Object.defineProperty(status, 'state', { value: state });
      return status;
    };
  }

  // No window is ever opened: the app hears what was asked for, and the page gets what it gets when the app refuses.
  page.open = (url = 'about:blank', name = '') => {
    link.call('open', [URL.parse(url, page.document.baseURI)?.href ?? url, name]);
    return null;
  };
  const followLink = (event: unknown) => {
    const click = event as PageClick; // listens for clicks only
    const anchor = click.composedPath().find(({ tagName, href }) => tagName === 'A' && href);
    const { href, target = '' } = anchor ?? {};
    const elsewhere =
      !['', '_self', '_top', '_parent'].includes(target) || click.ctrlKey || click.shiftKey || click.button === 1;
    if (href === undefined || click.defaultPrevented || click.button > 1 || !elsewhere) return;
    click.preventDefault();
    page.open(href, target);
  };
  page.addEventListener('click', followLink);
  page.addEventListener('auxclick', followLink);
}
