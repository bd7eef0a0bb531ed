// The virtual list: draws only what is in sight, whatever the number of rows. Rows stand in normal flow between spacers,
// so that day heads stick by CSS alone; the row that has the keyboard and the head of the first day are always there.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../words/words.ts';
import type { TopRow } from '../remembered.ts';
import { itemAt, type ListItem, offsetsOf, rangeOf } from './list-items.ts';

export interface TakeGridProps {
  readonly items: readonly ListItem[];
  readonly complete: boolean;
  readonly currentId: string | null;
  /** Set when the current row was asked for (by key, click or link): it is brought into sight, once. */
  readonly follow: { current: boolean };
  readonly draw: (item: ListItem, index: number) => ComponentChildren;
  /** Other rows are on their way. */
  readonly busy: boolean;
  /** Another search or chip: the list begins at its top. */
  readonly search: string;
  /** Where the list was left. */
  readonly top: TopRow | null;
  readonly onTop: (top: TopRow | null) => void;
  /** The end is near: more rows, please. */
  readonly onNearEnd: () => void;
  readonly onWidth: (px: number) => void;
  readonly onKeyDown: (event: KeyboardEvent, rowsPerPage: number) => void;
  readonly onRowClick: (takeId: string, event: MouseEvent) => void;
  readonly onRowHover: (takeId: string | null) => void;
  readonly onRowOpen: (takeId: string) => void;
}

export function TakeGrid(props: TakeGridProps): ComponentChildren {
  const { items, currentId } = props;
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const offsets = useMemo(() => offsetsOf(items), [items]);
  const [from, to] = rangeOf(offsets, view.top, view.height);
  const currentAt = useMemo(() => items.findIndex(({ key }) => key === currentId), [items, currentId]);
  const drawn = drawnIndexes(items, from, to, itemAt(offsets, view.top), currentAt);

  // Where the list was left; held while rows are measured (widths, fonts), until somebody scrolls.
  const left = useRef(props.top);
  const putTo = useRef(0);
  useLayoutEffect(() => {
    const element = place.current;
    const at = left.current ? items.findIndex(({ key }) => key === left.current?.key) : -1;
    if (!element || at < 0) return;
    element.scrollTop = (offsets[at] ?? 0) + (left.current?.into ?? 0);
    putTo.current = element.scrollTop;
    setView({ top: element.scrollTop, height: element.clientHeight });
  }, [offsets]);

  const searched = useRef(props.search);
  useLayoutEffect(() => {
    if (searched.current === props.search || !place.current) return;
    searched.current = props.search;
    left.current = null;
    place.current.scrollTop = 0;
  }, [props.search]);

  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      props.onWidth(element.clientWidth);
      setView({ top: element.scrollTop, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [props.onWidth]);

  // The keyboard moved to a row: bring it into sight, below the sticking day head. A row that became current by itself
  // (the first one, the next after one that went) moves nothing under the reader's eyes.
  useLayoutEffect(() => {
    const element = place.current;
    if (!element || currentAt < 0 || !props.follow.current) return;
    props.follow.current = false;
    left.current = null;
    const top = offsets[currentAt] ?? 0;
    const bottom = offsets[currentAt + 1] ?? top;
    const head = 40;
    if (top - head < element.scrollTop) element.scrollTop = Math.max(0, top - head);
    else if (bottom + 8 > element.scrollTop + element.clientHeight)
      element.scrollTop = bottom + 8 - element.clientHeight;
    // Only when another row becomes current, not when rows come or go.
  }, [currentId]);

  const nearEnd = (offsets.at(-1) ?? 0) - view.top - view.height < 3000;
  useLayoutEffect(() => {
    if (nearEnd) props.onNearEnd();
  }, [nearEnd, items, props.onNearEnd]);

  const rowOf = (event: Event): string | null =>
    event.target instanceof Element ? (event.target.closest<HTMLElement>('[data-take]')?.dataset.take ?? null) : null;

  return (
    <div
      ref={place}
      class="rows scroll"
      role="grid"
      aria-label={t('takes')}
      aria-multiselectable="true"
      aria-busy={props.busy}
      aria-rowcount={props.complete ? items.length : -1}
      onScroll={({ currentTarget }) => {
        const top = currentTarget.scrollTop;
        // Redrawn when another row comes near, not for every pixel.
        const [a, b] = rangeOf(offsets, top, view.height);
        const firstAt = itemAt(offsets, top);
        const first = items[firstAt];
        if (Math.abs(top - putTo.current) > 1) left.current = null;
        props.onTop(first && top > 0 ? { key: first.key, into: top - (offsets[firstAt] ?? 0), above: firstAt } : null);
        if (a !== from || b !== to || firstAt !== itemAt(offsets, view.top)) setView({ top, height: view.height });
      }}
      onKeyDown={(event) => props.onKeyDown(event, Math.max(1, Math.floor(view.height / 78) - 1))}
      onPointerOver={(event) => props.onRowHover(rowOf(event))}
      onPointerLeave={() => props.onRowHover(null)}
      onClick={(event) => {
        const id = rowOf(event);
        if (id !== null && !(event.target instanceof Element && event.target.closest('button')))
          props.onRowClick(id, event);
      }}
      onDblClick={(event) => {
        const id = rowOf(event);
        if (id !== null && !(event.target instanceof Element && event.target.closest('button'))) props.onRowOpen(id);
      }}
    >
      {withSpacers(drawn, offsets, items, props.draw)}
    </div>
  );
}

function drawnIndexes(items: readonly ListItem[], from: number, to: number, first: number, current: number): number[] {
  const drawn = new Set<number>();
  for (let at = Math.min(first, items.length - 1); at >= 0; at--) {
    if (items[at]?.kind !== 'day') continue;
    drawn.add(at);
    break;
  }
  for (let at = from; at < to; at++) drawn.add(at);
  if (current >= 0) drawn.add(current);
  return [...drawn].sort((a, b) => a - b);
}

function withSpacers(
  drawn: readonly number[],
  offsets: Float64Array,
  items: readonly ListItem[],
  draw: TakeGridProps['draw'],
): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let y = 0;
  const spacer = (until: number, key: string): void => {
    // An SVG's height is an attribute: no inline style.
    if (until > y) out.push(<svg key={key} class="spacer" width="1" height={until - y} aria-hidden="true" />);
    y = until;
  };
  for (const at of drawn) {
    const item = items[at];
    if (!item) continue;
    spacer(offsets[at] ?? 0, `before ${item.key}`);
    out.push(draw(item, at));
    y = offsets[at + 1] ?? y;
  }
  spacer(offsets.at(-1) ?? 0, 'end');
  return out;
}
