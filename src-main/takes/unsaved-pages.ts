// Pages and counts over what the database holds and what the disk has refused so far, as one history.
import type { TakeCounts } from '../contract/commands.ts';
import type { Take, TakeFilter } from '../contract/take.ts';
import { matchesFilter, type PageInput, page, readCounts, readPage } from './history-pages.ts';
import type { RowBook } from './row-book.ts';
import { matchesAll, matchRanges, searchTerms } from './search-query.ts';
import type { StoredTake } from './stored-take.ts';
import type { HistoryPage } from './take-store-types.ts';
import { wordsOf } from './take-table.ts';

export function readMixedPage(book: RowBook, input: PageInput, view: (row: StoredTake) => Take): HistoryPage {
  const terms = searchTerms(input.query ?? '');
  const limit = input.limit ?? 50;
  const stored = book.ask((table) => readPage(table, input, view));
  const extra = [...book.unsaved.values()].filter((row) => isWanted(row, input, terms)).map(view);
  const mixed =
    book.unsaved.size === 0
      ? stored
      : page(
          // One more than asked for stands for "there is more".
          [...stored.takes.filter((take) => !book.unsaved.has(take.id)), ...extra].sort(newestFirst),
          limit,
          stored.next !== undefined,
        );
  const marks: HistoryPage['marks'] =
    terms.length === 0 ? {} : Object.fromEntries(mixed.takes.map((take) => [take.id, matchRanges(take.text, terms)]));
  return { ...mixed, marks };
}

export function readMixedCounts(book: RowBook): TakeCounts {
  const counts = { ...book.ask(readCounts) };
  for (const [id, row] of book.unsaved) {
    const before = book.ask((table) => table.read(id));
    for (const filter of ['all', 'failed', 'discarded', 'starred'] as const satisfies readonly TakeFilter[]) {
      counts[filter] += Number(matchesFilter(row, filter)) - Number(before !== null && matchesFilter(before, filter));
    }
  }
  return counts;
}

function isWanted(row: StoredTake, { filter, before }: PageInput, terms: readonly string[]): boolean {
  if (!matchesFilter(row, filter ?? 'all') || !matchesAll(wordsOf(row), terms)) return false;
  return before === undefined || newestFirst(before, row.take) < 0;
}

type Place = Pick<Take, 'createdAt' | 'id'>;

function newestFirst(a: Place, b: Place): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}
