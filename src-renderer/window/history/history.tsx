// History: chips, the list of takes, the take that is read. Keys: arrows, Shift, Enter, Delete, Ctrl+C, Ctrl+A.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Take } from '../../../src-main/contract/take.ts';
import { jobs as jobStore, useAppState, useSettings } from '../../parts/app-stores.ts';
import { platform } from '../../parts/bridge.ts';
import { useNow } from '../../parts/clock.ts';
import { forgetLevels } from '../../parts/levels.ts';
import { useStore } from '../../parts/store.ts';
import { dayName } from '../../words/format.ts';
import { keyLine } from '../../words/key-names.ts';
import { locale, t, tn } from '../../words/words.ts';
import { BatchHead, JobRow } from '../files/job-rows.tsx';
import { usePlace } from '../place.ts';
import { remember, remembered, type TopRow } from '../remembered.ts';
import { Chips } from './chips.tsx';
import { Detail } from './detail.tsx';
import { termsOf } from './hits.ts';
import { type ListItem, listItems } from './list-items.ts';
import { forgetMeasures, linesOf } from './measure-lines.ts';
import { NothingFound } from './nothing-found.tsx';
import type { RowContext } from './row-words.ts';
import { all, extend, noSelection, remain, type Selection, single, toggle } from './selection.ts';
import { SeveralDetail } from './several-detail.tsx';
import { TakeGrid } from './take-grid.tsx';
import { TakeRow } from './take-row.tsx';
import { copyTake, deleteTakes, selection as selectionStore, takeList } from './takes.ts';

export function History(): ComponentChildren {
  const list = useStore(takeList.state, (state) => state);
  const jobs = useStore(jobStore, (value) => value);
  const selection = useStore(selectionStore, (value) => value);
  const context = useRowContext(list.takes);
  const [textWidth, setTextWidth] = useState(276);
  const [opened, setOpened] = useState(false); // narrow windows show one of the two
  const [hovered, setHovered] = useState<string | null>(null);
  const fonts = useFontsLoaded();
  const terms = useMemo(() => termsOf(list.query), [list.query]);
  const items = useMemo(
    () =>
      listItems({
        takes: list.takes,
        complete: list.complete,
        jobs,
        linesOf: (take) => linesOf(take, textWidth, list.query, terms),
      }),
    [list.takes, list.complete, jobs, textWidth, list.query, terms, fonts],
  );
  const order = useMemo(() => list.takes.map(({ id }) => id), [list.takes]);
  useKeptSelection(list.takes, order, list.ready);
  const follow = useRef(false);
  useWantedTake(setOpened, follow);
  const focusWanted = useRef(false);
  const select = (next: Selection): void => {
    focusWanted.current = true;
    follow.current = true;
    selectionStore.set(next);
  };
  useLayoutEffect(() => {
    if (!focusWanted.current || selection.current === null) return;
    focusWanted.current = false;
    document.getElementById(`take-${selection.current}`)?.focus({ preventScroll: true });
  }, [selection]);

  const draw = (item: ListItem, index: number): ComponentChildren => {
    switch (item.kind) {
      case 'batch':
        return <BatchHead key={item.key} jobs={jobs} />;
      case 'job':
        return <JobRow key={item.key} job={item.job} />;
      case 'day':
        return (
          <DayHead
            key={item.key}
            at={item.at}
            now={context.now}
            {...(item.count === undefined ? {} : { count: item.count })}
          />
        );
      case 'take':
        return (
          <TakeRow
            key={item.key}
            take={item.take}
            lines={item.lines}
            index={index}
            chosen={selection.chosen.has(item.key)}
            current={selection.current === item.key}
            quick={selection.current === item.key || hovered === item.key}
            terms={terms}
            context={context}
          />
        );
    }
  };
  const current = list.takes.find(({ id }) => id === selection.current);
  const several = list.takes.filter(({ id }) => selection.chosen.has(id));
  return (
    <main class={opened ? 'history opened' : 'history'}>
      <h1 class="sr">{t('history')}</h1>
      <section class="list" aria-label={t('history')}>
        <Chips filter={list.filter} counts={list.counts} />
        {list.ready && list.takes.length === 0 && <NothingFound query={list.query} filter={list.filter} />}
        <TakeGrid
          items={items}
          complete={list.complete}
          busy={!list.ready}
          currentId={selection.current}
          follow={follow}
          search={`${list.filter} ${list.query}`}
          top={remembered().top}
          onTop={rememberTop}
          draw={draw}
          onNearEnd={loadMore}
          onRowHover={setHovered}
          onWidth={useCallback((px: number) => setTextWidth(px - 92), [])}
          onKeyDown={(event, page) =>
            onListKey(event, {
              selection,
              order,
              page,
              select,
              open: () => openDetail(setOpened),
              remove: () => {
                focusWanted.current = true; // the next row takes the keyboard
                follow.current = true;
                void deleteTakes([...selection.chosen]);
              },
            })
          }
          onRowClick={(id, event) => {
            select(
              event.shiftKey ? extend(selection, id, order) : isToggle(event) ? toggle(selection, id) : single(id),
            );
            if (!event.shiftKey && !isToggle(event)) setOpened(true);
          }}
          onRowOpen={() => openDetail(setOpened)}
        />
      </section>
      {several.length > 1 ? (
        <SeveralDetail takes={several} />
      ) : (
        <Detail
          take={current ?? null}
          terms={terms}
          context={context}
          listEmpty={list.takes.length === 0}
          back={() => setOpened(false)}
        />
      )}
    </main>
  );
}

const rememberTop = (top: TopRow | null): void => remember({ top });
const loadMore = (): void => void takeList.more();
const isToggle = (event: MouseEvent): boolean => (platform() === 'darwin' ? event.metaKey : event.ctrlKey);

function openDetail(setOpened: (opened: boolean) => void): void {
  setOpened(true);
  const focus = (): void => document.querySelector<HTMLElement>('.detail [data-first]')?.focus();
  focus();
  requestAnimationFrame(focus); // in a narrow window it is only drawn now
}

function DayHead({
  at,
  now,
  count,
}: {
  readonly at: number;
  readonly now: number;
  readonly count?: number;
}): ComponentChildren {
  return (
    <div class="day" role="row">
      <div role="gridcell" class="cell">
        <h2>{dayName(at, now)}</h2>
        {count !== undefined && <span class="num">{tn('takesOfDay', count)}</span>}
      </div>
    </div>
  );
}

interface ListKeys {
  readonly selection: Selection;
  readonly order: readonly string[];
  readonly page: number;
  readonly select: (next: Selection) => void;
  readonly open: () => void;
  readonly remove: () => void;
}

function onListKey(event: KeyboardEvent, { selection, order, page, select, open, remove }: ListKeys): void {
  if (event.target instanceof Element && event.target.closest('button') && (event.key === 'Enter' || event.key === ' '))
    return;
  const command = platform() === 'darwin' ? event.metaKey : event.ctrlKey;
  const at = selection.current === null ? -1 : order.indexOf(selection.current);
  const move = (to: number): void => {
    const id = order[Math.min(order.length - 1, Math.max(0, to))];
    if (id !== undefined) select(event.shiftKey ? extend(selection, id, order) : single(id));
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(at + 1),
    ArrowUp: () => move(at - 1),
    PageDown: () => move(at + page),
    PageUp: () => move(at - page),
    Home: () => move(0),
    End: () => move(order.length - 1),
    Enter: open,
    Delete: remove,
    Escape: () => selection.current !== null && select(single(selection.current)),
    ...(platform() === 'darwin' ? { Backspace: remove } : {}),
  };
  const withCommand: Readonly<Record<string, () => void>> = {
    a: () => select(all(selection, order)),
    c: () => selection.current !== null && void copyTake(selection.current),
  };
  const action = command ? withCommand[event.key.toLowerCase()] : keys[event.key];
  if (!action) return;
  if (command && event.key.toLowerCase() === 'c' && !(getSelection()?.isCollapsed ?? true)) return; // chosen letters win
  event.preventDefault();
  action();
}

/** Rows that went leave the selection; with none, the newest take that is to be read is shown (but not focused). */
function useKeptSelection(takes: readonly Take[], order: readonly string[], ready: boolean): void {
  const before = useRef<readonly string[]>(order);
  useLayoutEffect(() => {
    if (!ready) return;
    const kept = remain(selectionStore.get(), before.current, order);
    before.current = order;
    const first = (takes.find(({ state }) => !['recording', 'recorded', 'transcribing'].includes(state)) ?? takes[0])
      ?.id;
    selectionStore.set(
      kept.current === null && first !== undefined ? single(first) : kept.current === null ? noSelection : kept,
    );
  }, [takes, order, ready]);
}

/** Another place, or a file's row, asks for a take. */
function useWantedTake(setOpened: (opened: boolean) => void, follow: { current: boolean }): void {
  const { takeId } = usePlace();
  useEffect(() => {
    if (takeId === undefined) return;
    void takeList.look({ query: '', filter: 'all' }).then(() => {
      follow.current = true;
      selectionStore.set(single(takeId));
      setOpened(true);
    });
  }, [takeId, setOpened, follow]);
}

function useRowContext(takes: readonly Take[]): RowContext {
  const dictation = useAppState((state) => state.dictation);
  const phase = useAppState((state) => state.phase);
  const discardedDays = useSettings(({ history }) => history.discardedDays);
  const live = takes.some(({ state }) => state === 'recording' || state === 'transcribing');
  const now = useNow(live || phase !== 'idle' ? 250 : 60_000);
  const takeId = dictation?.takeId;
  useEffect(() => {
    if (takeId !== undefined) forgetLevels('dictation');
  }, [takeId]);
  return {
    dictation,
    now,
    discardedDays,
    pasteChord: keyLine(platform() === 'darwin' ? 'Command+V' : 'Control+V', platform(), locale()),
  };
}

function useFontsLoaded(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const measured = (): void => {
      forgetMeasures();
      setCount((before) => before + 1);
    };
    document.fonts.addEventListener('loadingdone', measured);
    return () => document.fonts.removeEventListener('loadingdone', measured);
  }, []);
  return count;
}
