// electron.d.ts `class ClipboardItem` (asynchronous since Electron 44): what can be written, and what was read.

type Payload = string | Blob | Electron.ClipboardBookmark | Promise<string | Blob>;

export class HostClipboardItem {
  readonly types: string[];
  readonly #payloads: Readonly<Record<string, Payload | (() => Promise<Blob>)>>;

  /** Functions are the host's own: contents of another program that are fetched when asked for. */
  constructor(items: Readonly<Record<string, Payload | (() => Promise<Blob>)>>) {
    this.types = Object.keys(items);
    this.#payloads = items;
  }

  async getType(type: string): Promise<Blob> {
    const payload = this.#payloads[type];
    if (payload === undefined) throw new Error(`The type '${type}' was not found`);
    const value = await (typeof payload === 'function' ? payload() : payload);
    if (typeof value === 'string') return new Blob([value], { type });
    if (value instanceof Blob) return value;
    throw new Error(`electron host: ${type} is not implemented`);
  }
}
