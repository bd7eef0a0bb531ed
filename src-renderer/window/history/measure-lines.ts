// Whether a row's text needs one line or two, measured with the font that draws it, before it is drawn.
import type { Take } from '../../../src-main/contract/take.ts';
import { excerpt } from './hits.ts';

const context = document.createElement('canvas').getContext('2d');
let font = '';
let known = new WeakMap<Take, { readonly width: number; readonly query: string; readonly lines: 1 | 2 }>();

/** To be called when fonts have loaded: everything is measured anew. */
export function forgetMeasures(): void {
  known = new WeakMap();
  font = '';
}

/** @param width px that a line has. */
export function linesOf(take: Take, width: number, query: string, terms: readonly string[]): 1 | 2 {
  if (take.state !== 'done') return 1;
  const before = known.get(take);
  if (before && before.width === width && before.query === query) return before.lines;
  const text = excerpt(take.text, terms);
  const lines = text.length > 24 && widthOf(text) > width ? 2 : 1;
  known.set(take, { width, query, lines });
  return lines;
}

function widthOf(text: string): number {
  if (!context) return 0;
  if (font === '') {
    font = `13px ${getComputedStyle(document.body).fontFamily}`;
    context.font = font;
  }
  return context.measureText(text).width;
}
