// Which part of a window is drawn and which takes clicks (X Shape extension), held against Chromium, which forgets the shape
// whenever it is resized.
import type { XClient } from './x-client.ts';

/** Rectangles [x, y, width, height] in the window's own pixels; none at all hides, `everywhere` is no shape. */
export type Region = readonly number[][] | 'everywhere';

interface ShapeExtension {
  Rectangles(op: number, kind: number, window: number, x: number, y: number, rectangles: readonly number[][]): void;
  Mask(op: number, kind: number, window: number, x: number, y: number, bitmap: number): void;
  SelectInput(window: number, on: number): void;
}

interface ShapeNotify {
  readonly name: string;
  readonly window?: number;
  readonly kind?: number;
  readonly shaped?: number;
}

const bounding = 0;
const input = 2;
const set = 0;

export class WindowShape {
  readonly #extension: ShapeExtension;
  readonly #window: number;
  readonly #wanted = new Map<number, Region>();

  private constructor(x: XClient, extension: ShapeExtension, window: number) {
    this.#extension = extension;
    this.#window = window;
    extension.SelectInput(window, 1);
    x.onEvent((event: ShapeNotify) => {
      if (event.name !== 'ShapeNotify' || event.window !== window || event.shaped || event.kind === undefined) return;
      const wanted = this.#wanted.get(event.kind);
      if (wanted !== undefined && wanted !== 'everywhere') this.#apply(event.kind, wanted);
    });
  }

  /** @returns what makes the shape of a window, once the server has said that it knows the extension */
  static async maker(x: XClient): Promise<(window: number) => WindowShape> {
    const extension = await x.extension<ShapeExtension>('shape');
    return (window) => new WindowShape(x, extension, window);
  }

  /** What is drawn. */
  drawn(region: Region): void {
    this.#apply(bounding, region);
  }

  /** What takes clicks, inside of what is drawn. */
  clickable(region: Region): void {
    this.#apply(input, region);
  }

  #apply(kind: number, region: Region): void {
    this.#wanted.set(kind, region);
    if (region === 'everywhere') this.#extension.Mask(set, kind, this.#window, 0, 0, 0);
    else this.#extension.Rectangles(set, kind, this.#window, 0, 0, region);
  }
}
