// Which part of a picture is seen: the outline of a window whose page is transparent. PURE.
import type { Pixels } from '../png.ts';

const halfOpaque = 128;

/** Rectangles [x, y, width, height] that cover every pixel which is at least half opaque; equal lines are joined. */
export function visibleRectangles({ width, height, rgba }: Pixels): number[][] {
  const rectangles: number[][] = [];
  let runsAbove: string | undefined;
  let openAbove: number[][] = [];
  for (let y = 0; y < height; y += 1) {
    const runs = visibleRuns(rgba, y * width * 4, width);
    const key = runs.join(';');
    if (key === runsAbove) {
      for (const rectangle of openAbove) rectangle[3] = (rectangle[3] ?? 0) + 1;
      continue;
    }
    runsAbove = key;
    openAbove = runs.map(([x = 0, length = 0]) => [x, y, length, 1]);
    rectangles.push(...openAbove);
  }
  return rectangles;
}

function visibleRuns(rgba: Uint8Array, at: number, width: number): number[][] {
  const runs: number[][] = [];
  let start = -1;
  for (let x = 0; x <= width; x += 1) {
    const seen = x < width && (rgba[at + x * 4 + 3] ?? 0) >= halfOpaque;
    if (seen && start < 0) start = x;
    if (!seen && start >= 0) {
      runs.push([start, x - start]);
      start = -1;
    }
  }
  return runs;
}

/** What two sets of rectangles share. */
export function commonRectangles(some: readonly number[][], others: readonly number[][]): number[][] {
  return some.flatMap(([x = 0, y = 0, width = 0, height = 0]) =>
    others.flatMap(([left = 0, top = 0, across = 0, down = 0]) => {
      const from = [Math.max(x, left), Math.max(y, top)] as const;
      const size = [Math.min(x + width, left + across) - from[0], Math.min(y + height, top + down) - from[1]] as const;
      return size[0] > 0 && size[1] > 0 ? [[...from, ...size]] : [];
    }),
  );
}
