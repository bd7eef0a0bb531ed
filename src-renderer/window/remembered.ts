// What was looked at, so that the window opens where it was closed and a place is found again as it was left: History's
// search, chip, take and scroll; the place in Settings. Kept in the page's own storage, written shortly after a change.
import { type Remembered, readRemembered } from './read-remembered.ts';

export type { TopRow } from './read-remembered.ts';

const storageKey = 'sotto.view';
const writeAfterMs = 150;

let now = readRemembered(localStorage.getItem(storageKey));
let writing: ReturnType<typeof setTimeout> | null = null;

export const remembered = (): Remembered => now;

export function remember(part: Partial<Remembered>): void {
  now = { ...now, ...part };
  writing ??= setTimeout(write, writeAfterMs);
}

/** The window may close before the time is up. */
addEventListener('pagehide', () => writing !== null && write());

function write(): void {
  if (writing !== null) clearTimeout(writing);
  writing = null;
  localStorage.setItem(storageKey, JSON.stringify(now));
}
