// Electron's colour strings (#RGB, #RRGGBB, #AARRGGBB) as the DevTools protocol wants them. PURE.

export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  /** 0 to 1. */
  readonly a: number;
}

/** @throws for a notation that the host does not read */
export function parseColour(text: string): Colour {
  const [, hex] = /^#([0-9a-f]{3,8})$/i.exec(text) ?? [];
  const full = hex?.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  if (full === undefined || (full.length !== 6 && full.length !== 8))
    throw new Error(`electron host: the colour ${text} can't be read`);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => Number.parseInt(full.slice(-6).slice(at, at + 2), 16));
  return { r, g, b, a: full.length === 8 ? Number.parseInt(full.slice(0, 2), 16) / 255 : 1 };
}
