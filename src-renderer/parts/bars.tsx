// Voice: bars that stand on the line like letters. Rubric until they are text, ink when they are, ghost where nothing
// was played yet. Three SVG paths, so that colours follow theme and contrast by themselves.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface BarsProps {
  /** 0..1 each, oldest first; resampled to as many bars as there is room for. */
  readonly levels: readonly number[];
  /** Colour of the part before `share` and of the rest. */
  readonly before?: 'ink' | 'voice' | 'ghost';
  readonly after?: 'ink' | 'voice' | 'ghost';
  /** 0..1: where the colour changes. */
  readonly share?: number;
  readonly height: number;
  /** A fixed width in px; otherwise the bars fill their place. */
  readonly width?: number;
  readonly bar?: number;
  readonly gap?: number;
}

export function Bars({
  levels,
  before = 'ink',
  after = 'voice',
  share = 0,
  height,
  ...rest
}: BarsProps): ComponentChildren {
  const { bar = 2, gap = 2 } = rest;
  const place = useRef<SVGSVGElement>(null);
  const [measured, setMeasured] = useState(rest.width ?? 0);
  useLayoutEffect(() => {
    if (rest.width !== undefined || !place.current) return;
    const observer = new ResizeObserver(([entry]) => setMeasured(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [rest.width]);
  const width = rest.width ?? measured;
  const count = Math.max(0, Math.floor((width + gap) / (bar + gap)));
  const heights = resample(levels, count);
  const turn = Math.round(count * share);
  return (
    <svg
      ref={place}
      class={rest.width === undefined ? 'bars wide' : 'bars'}
      height={height}
      {...(rest.width === undefined ? {} : { width: rest.width })}
      aria-hidden="true"
      focusable="false"
    >
      <path class={before} d={barPath(heights, 0, turn, bar, gap, height)} />
      <path class={after} d={barPath(heights, turn, count, bar, gap, height)} />
    </svg>
  );
}

function barPath(heights: readonly number[], from: number, to: number, bar: number, gap: number, full: number): string {
  let path = '';
  for (let k = from; k < to; k++) {
    const tall = Math.max(1.5, Math.round((heights[k] ?? 0) * full * 2) / 2);
    path += `M${k * (bar + gap)} ${full}v${-tall}h${bar}v${tall}z`;
  }
  return path;
}

/** The loudest of each stretch, so that no syllable vanishes; too few levels stand at the end, where "now" is. */
export function resample(levels: readonly number[], count: number): number[] {
  if (levels.length <= count) return [...Array<number>(count - levels.length).fill(0), ...levels];
  return Array.from({ length: count }, (_, k) => {
    const from = Math.floor((k * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((k + 1) * levels.length) / count));
    let loudest = 0;
    for (let at = from; at < to; at++) loudest = Math.max(loudest, levels[at] ?? 0);
    return loudest;
  });
}
