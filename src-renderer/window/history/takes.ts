// History's one list and what is done with takes: the commands behind buttons and keys.
import { CommandError, on, rpc, run } from '../../parts/bridge.ts';
import { createStore } from '../../parts/store.ts';
import { t, tn } from '../../words/words.ts';
import { remember, remembered } from '../remembered.ts';
import { showToast } from '../toasts.tsx';
import { noSelection, type Selection, single } from './selection.ts';
import { TakeList } from './take-list.ts';

export const takeList = new TakeList({
  list: (input) => rpc('history.list', input),
  counts: () => rpc('history.counts'),
  get: async (id) => {
    try {
      return await rpc('history.get', { id });
    } catch (thrown) {
      if (thrown instanceof CommandError && thrown.report.code === 'take_not_found') return null;
      throw thrown;
    }
  },
});

export const selection = createStore<Selection>(noSelection);

export function followTakes(): void {
  on('takes', ({ ids }) => void takeList.changed(ids));
}

/** History as it was left; resolves when its rows are there. From then on it is remembered. */
export async function restoreHistory(): Promise<void> {
  const { query, filter, takeId, top } = remembered();
  await takeList.lookDown(top?.above ?? 0, { query, filter });
  if (takeId !== null && takeList.find(takeId)) selection.set(single(takeId));
  selection.subscribe(() => {
    const { current } = selection.get();
    // The newest take is nobody's choice: who opens the window after a dictation wants to see that one.
    remember({ takeId: current === takeList.state.get().takes[0]?.id ? null : current });
  });
  takeList.state.subscribe(() => {
    const { query: nextQuery, filter: nextFilter } = takeList.state.get();
    const before = remembered();
    if (nextQuery === before.query && nextFilter === before.filter) return;
    remember({ query: nextQuery, filter: nextFilter, top: null });
  });
}

let undoLast: (() => void) | null = null;

/** Never asks: the rows go, and come back with Undo. */
export async function deleteTakes(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  takeList.hide(ids);
  const done = await run('history.delete', { ids: [...ids] });
  const deleted = done?.ids ?? [];
  if (deleted.length < ids.length) void takeList.changed([]); // hidden too early
  if (done && deleted.length === 0) showToast({ text: tn('notDeletedTakes', ids.length) });
  if (deleted.length === 0) return;
  const undo = (): void => {
    undoLast = null;
    close();
    void run('history.undelete', { ids: [...deleted] });
  };
  const close = showToast({ text: tn('deletedTakes', deleted.length), action: { label: t('undo'), run: undo } });
  undoLast = undo;
}

/** Ctrl+Z. @returns whether there was something to undo. */
export function undoDelete(): boolean {
  const undo = undoLast;
  undo?.();
  return undo !== null;
}

export async function copyTake(id: string): Promise<void> {
  if ((await run('history.copy', { id })) !== undefined) showToast({ text: t('copied') }, 2500);
}

export const retryTakes = (ids: readonly string[]): Promise<unknown> => run('history.retry', { ids: [...ids] });

export const starTakes = (ids: readonly string[], starred: boolean): Promise<unknown> =>
  run('history.star', { ids: [...ids], starred });
