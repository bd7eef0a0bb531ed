// The rows of History: pages of takes, newest first, for one search and one chip; kept up to date by `takes` events.
// Knows its source as a port, nothing of drawing.
import type { TakeCounts, TakePage } from '../../../src-main/contract/commands.ts';
import type { Take, TakeFilter } from '../../../src-main/contract/take.ts';
import { createStore, type Store } from '../../parts/store.ts';

export interface TakeListSource {
  list(input: {
    query?: string;
    filter?: TakeFilter;
    before?: { createdAt: number; id: string };
    limit?: number;
  }): Promise<TakePage>;
  /** Null: there is no such take (any more). */
  get(id: string): Promise<Take | null>;
  counts(): Promise<TakeCounts>;
}

export interface ListState {
  readonly takes: readonly Take[];
  readonly query: string;
  readonly filter: TakeFilter;
  /** Everything that matches is loaded. */
  readonly complete: boolean;
  /** The first page for this search has come. */
  readonly ready: boolean;
  readonly counts: TakeCounts | null;
}

const firstPage = 60;
const furtherPage = 120;
/** The contract's limit. */
const largestPage = 500;
const deepest = 5000;
/** More changed rows than this are asked for as a page. */
const singly = 24;

export class TakeList {
  readonly state: Store<ListState> = createStore<ListState>({
    takes: [],
    query: '',
    filter: 'all',
    complete: false,
    ready: false,
    counts: null,
  });
  readonly #source: TakeListSource;
  #search = 0;
  #loading: Promise<void> | null = null;
  #next: TakePage['next'];

  constructor(source: TakeListSource) {
    this.#source = source;
  }

  /** Shows another search or chip; the answer to an older one is dropped. Old rows stay until the new ones are there. */
  async look(change: { query?: string; filter?: TakeFilter }): Promise<void> {
    this.#set({ ...change, ready: false });
    await this.#loadTop(firstPage);
  }

  /** As `look`, with at least so many rows: where the list was left, up to a depth that loads in no time. */
  async lookDown(rows: number, change: { query?: string; filter?: TakeFilter }): Promise<void> {
    const wanted = Math.min(deepest, rows + firstPage);
    this.#set({ ...change, ready: false });
    const loaded = this.#loadTop(Math.min(largestPage, wanted));
    const search = this.#search;
    await loaded;
    while (search === this.#search && this.#next && this.state.get().takes.length < wanted)
      await this.#loadMore(largestPage);
  }

  /** The next page; one at a time. */
  async more(): Promise<void> {
    const { complete, ready } = this.state.get();
    if (complete || !ready) return;
    this.#loading ??= this.#loadMore().finally(() => {
      this.#loading = null;
    });
    await this.#loading;
  }

  /** @param ids rows that changed, came or went; empty: everything. */
  async changed(ids: readonly string[]): Promise<void> {
    const { query, takes } = this.state.get();
    void this.countAgain();
    const anew = ids.length === 0 || ids.length > singly || query !== '';
    if (anew) return this.#loadTop(Math.min(largestPage, Math.max(firstPage, takes.length)));
    const search = this.#search;
    const found = await Promise.all(ids.map(async (id) => ({ id, take: await this.#source.get(id) })));
    if (search !== this.#search) return;
    this.#set({ takes: merge(this.state.get(), found) });
  }

  async countAgain(): Promise<void> {
    this.#set({ counts: await this.#source.counts() });
  }

  /** Takes rows away before the main process has answered. */
  hide(ids: readonly string[]): void {
    const gone = new Set(ids);
    this.#set({ takes: this.state.get().takes.filter(({ id }) => !gone.has(id)) });
  }

  find(id: string): Take | undefined {
    return this.state.get().takes.find((take) => take.id === id);
  }

  async #loadTop(limit: number): Promise<void> {
    const search = ++this.#search;
    const { query, filter } = this.state.get();
    const page = await this.#source.list({ query, filter, limit });
    if (search !== this.#search) return;
    this.#next = page.next;
    this.#set({ takes: page.takes, complete: page.next === undefined, ready: true });
  }

  async #loadMore(limit = furtherPage): Promise<void> {
    const search = this.#search;
    const { query, filter } = this.state.get();
    const before = this.#next;
    if (!before) return;
    const page = await this.#source.list({ query, filter, before, limit });
    if (search !== this.#search) return;
    this.#next = page.next;
    this.#set({ takes: [...this.state.get().takes, ...page.takes], complete: page.next === undefined });
  }

  #set(change: Partial<ListState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}

const newerFirst = (a: Take, b: Take): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

export function passes(take: Take, filter: TakeFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'starred':
      return take.starred;
    case 'failed':
    case 'discarded':
      return take.state === filter;
  }
}

/** Changed rows into the loaded ones; a new row below the last loaded one comes with its page. */
function merge(
  { takes, filter, complete }: ListState,
  found: readonly { readonly id: string; readonly take: Take | null }[],
): readonly Take[] {
  const changed = new Map(found.map(({ id, take }) => [id, take && passes(take, filter) ? take : null]));
  const kept = takes.flatMap((take) => {
    const now = changed.get(take.id);
    changed.delete(take.id);
    return now === undefined ? [take] : now === null ? [] : [now];
  });
  const last = takes.at(-1);
  const added = [...changed.values()].filter((take) => take !== null);
  const shown = added.filter((take) => complete || last === undefined || newerFirst(take, last) < 0);
  return shown.length === 0 ? kept : [...kept, ...shown].sort(newerFirst);
}
