// electron.d.ts `class NativeImage`: PNG files and buffers. Other formats are empty images, as for Electron what it can't read.
import { existsSync, readFileSync } from 'node:fs';
import { LoudEmitter, loudModule } from '../loud.ts';
import { decodePng, isPng, type Pixels } from '../png.ts';

export class HostNativeImage extends LoudEmitter {
  static readonly events: readonly string[] = [];
  readonly #png: Buffer;
  readonly #larger = new Map<number, Buffer>();
  #template = false;

  constructor(png: Buffer) {
    super('nativeImage', HostNativeImage.events);
    this.#png = isPng(png) ? png : Buffer.alloc(0);
  }

  isEmpty(): boolean {
    return this.#png.length === 0;
  }

  getSize(): Electron.Size {
    return this.isEmpty()
      ? { width: 0, height: 0 }
      : { width: this.#png.readUInt32BE(16), height: this.#png.readUInt32BE(20) };
  }

  toPNG(): Buffer {
    return this.#png;
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.#png.toString('base64')}`;
  }

  addRepresentation(options: Electron.AddRepresentationOptions): void {
    if (options.buffer !== undefined) this.#larger.set(options.scaleFactor ?? 1, options.buffer);
  }

  getScaleFactors(): number[] {
    return [1, ...this.#larger.keys()];
  }

  setTemplateImage(on: boolean): void {
    this.#template = on;
  }

  isTemplateImage(): boolean {
    return this.#template;
  }

  /** For the tray: pixels of every representation, smallest first. */
  pixels(): Pixels[] {
    return [this.#png, ...this.#larger.values()].filter(isPng).map(decodePng);
  }
}

export function imageFromPng(png: Buffer): HostNativeImage {
  return new HostNativeImage(png);
}

/** `name.png`, with `name@2x.png` beside it as the larger representation (electron docs, nativeImage). */
function fromPath(path: string): HostNativeImage {
  const image = imageFromPng(existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
  for (const scaleFactor of [2, 3]) {
    const larger = path.replace(/(\.png)$/i, `@${scaleFactor}x$1`);
    if (larger !== path && existsSync(larger)) image.addRepresentation({ scaleFactor, buffer: readFileSync(larger) });
  }
  return image;
}

/** What APIs accept as an icon: an image, or the path of one. */
export function toImage(icon: HostNativeImage | string): HostNativeImage {
  return typeof icon === 'string' ? fromPath(icon) : icon;
}

export const nativeImage = loudModule('nativeImage', {
  createEmpty: () => imageFromPng(Buffer.alloc(0)),
  createFromBuffer: (buffer: Buffer) => imageFromPng(buffer),
  createFromDataURL: (url: string) => imageFromPng(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')),
  createFromPath: fromPath,
});
