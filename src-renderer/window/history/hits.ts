// Where a search was found in a text: marks for rows, ranges for the detail, and the stretch of a long text that a row
// shows. PURE. The search itself is the main process's (every word must occur, without case).

export function termsOf(query: string): string[] {
  return query
    .toLowerCase()
    .split(/["\s]+/)
    .filter((term) => term !== '');
}

export interface Stretch {
  readonly text: string;
  readonly hit: boolean;
}

/** @returns [start, end) of each hit, in order, without overlaps. */
export function hitRanges(text: string, terms: readonly string[], limit = 500): [number, number][] {
  if (terms.length === 0) return [];
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return []; // a few capitals change length ("İ"): no marks rather than wrong ones
  const found: [number, number][] = [];
  for (const term of terms) {
    for (let at = lower.indexOf(term); at >= 0 && found.length < limit; at = lower.indexOf(term, at + 1)) {
      found.push([at, at + term.length]);
    }
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const apart: [number, number][] = [];
  for (const range of found) {
    const last = apart.at(-1);
    if (last && range[0] < last[1]) last[1] = Math.max(last[1], range[1]);
    else apart.push(range);
  }
  return apart;
}

export function stretches(text: string, terms: readonly string[]): Stretch[] {
  const parts: Stretch[] = [];
  let at = 0;
  for (const [from, to] of hitRanges(text, terms, 40)) {
    if (from > at) parts.push({ text: text.slice(at, from), hit: false });
    parts.push({ text: text.slice(from, to), hit: true });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), hit: false });
  return parts;
}

const shownLetters = 160;

/** The beginning, or for a search the surroundings of the first hit; white space in one line. */
export function excerpt(text: string, terms: readonly string[]): string {
  const first = hitRanges(text, terms, 1)[0]?.[0] ?? 0;
  const from = first < 60 ? 0 : wordStart(text, first - 30);
  const part = text
    .slice(from, from + shownLetters * 2)
    .replace(/\s+/g, ' ')
    .trim();
  return (from > 0 ? `… ${part}` : part).slice(0, shownLetters);
}

function wordStart(text: string, near: number): number {
  const space = text.indexOf(' ', near);
  return space >= 0 && space < near + 25 ? space + 1 : near;
}
