// What the window remembers of where one was, read from text that anybody may have changed. PURE.
import type { TakeFilter } from '../../src-main/contract/take.ts';

/** A row by its key, not by pixels: takes that came meanwhile stand above it. */
export interface TopRow {
  /** Key of the first row in sight. */
  readonly key: string;
  /** Pixels of it that are out of sight. */
  readonly into: number;
  /** Rows above it. */
  readonly above: number;
}

/** A place in Settings by its section: what stands above it is known a moment later than the rest. */
export interface SettingsPlace {
  readonly section: string;
  /** Pixels of the section that are out of sight; negative: it begins lower. */
  readonly into: number;
}

export interface Remembered {
  readonly query: string;
  readonly filter: TakeFilter;
  readonly takeId: string | null;
  readonly top: TopRow | null;
  readonly settingsQuery: string;
  readonly settingsAt: SettingsPlace | null;
}

const filters: readonly TakeFilter[] = ['all', 'failed', 'discarded', 'starred'];
const nothing: Remembered = { query: '', filter: 'all', takeId: null, top: null, settingsQuery: '', settingsAt: null };

/** Anything that another version or a hand has left there is taken as far as it fits. */
export function readRemembered(text: string | null): Remembered {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '{}');
  } catch {
    return nothing;
  }
  if (typeof value !== 'object' || value === null) return nothing;
  const { query, filter, takeId, top, settingsQuery, settingsAt } = value as Partial<Record<string, unknown>>; // checked below
  return {
    query: typeof query === 'string' ? query.slice(0, 500) : '',
    filter: filters.find((name) => name === filter) ?? 'all',
    takeId: typeof takeId === 'string' ? takeId : null,
    top: isTopRow(top) ? top : null,
    settingsQuery: typeof settingsQuery === 'string' ? settingsQuery.slice(0, 500) : '',
    settingsAt: isSettingsPlace(settingsAt) ? settingsAt : null,
  };
}

function isTopRow(value: unknown): value is TopRow {
  if (typeof value !== 'object' || value === null) return false;
  const { key, into, above } = value as Partial<Record<keyof TopRow, unknown>>; // checked here
  return typeof key === 'string' && typeof into === 'number' && typeof above === 'number' && above >= 0;
}

function isSettingsPlace(value: unknown): value is SettingsPlace {
  if (typeof value !== 'object' || value === null) return false;
  const { section, into } = value as Partial<Record<keyof SettingsPlace, unknown>>; // checked here
  return typeof section === 'string' && /^[a-z]{1,40}$/.test(section) && typeof into === 'number';
}
