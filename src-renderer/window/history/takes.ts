// History's one list and what is done with takes: the commands behind buttons and keys.
import { CommandError, on, rpc, run } from '../../parts/bridge.ts';
import { createStore } from '../../parts/store.ts';
import { t, tn } from '../../words/words.ts';
import { showToast } from '../toasts.tsx';
import { noSelection, type Selection } from './selection.ts';
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

let undoLast: (() => void) | null = null;

/** Never asks: the rows go, and come back with Undo. */
export async function deleteTakes(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  takeList.hide(ids);
  const done = await run('history.delete', { ids: [...ids] });
  if (done === undefined) return takeList.changed([]);
  const undo = (): void => {
    undoLast = null;
    close();
    void run('history.undelete', { ids: [...ids] });
  };
  const close = showToast({ text: tn('deletedTakes', ids.length), action: { label: t('undo'), run: undo } });
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
