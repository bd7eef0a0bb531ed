// What the host puts into the page's own world: the receiver of contextBridge.exposeInMainWorld, and a guard that asks the
// app before a page may listen to a microphone. As source text: self-contained.
import type { MediaWish, PageGlobals } from './page-globals.ts';
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
}
