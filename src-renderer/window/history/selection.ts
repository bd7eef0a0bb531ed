// Which rows are chosen: one current row, and a range or a set around it. PURE.

export interface Selection {
  /** The row that the keyboard is on and the detail shows. */
  readonly current: string | null;
  /** Where a range began. */
  readonly anchor: string | null;
  readonly chosen: ReadonlySet<string>;
}

export const noSelection: Selection = { current: null, anchor: null, chosen: new Set() };

export const single = (id: string): Selection => ({ current: id, anchor: id, chosen: new Set([id]) });

/** Ctrl+click. */
export function toggle(selection: Selection, id: string): Selection {
  const chosen = new Set(selection.chosen);
  if (chosen.delete(id)) {
    const current = selection.current === id ? ([...chosen].at(-1) ?? null) : selection.current;
    return { current, anchor: current, chosen };
  }
  return { current: id, anchor: id, chosen: chosen.add(id) };
}

/** Shift+click and Shift+arrow: everything between the anchor and this row. @param order ids as they stand. */
export function extend(selection: Selection, id: string, order: readonly string[]): Selection {
  const from = order.indexOf(selection.anchor ?? id);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return single(id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { current: id, anchor: selection.anchor ?? id, chosen: new Set(range) };
}

export const all = (selection: Selection, order: readonly string[]): Selection => ({
  ...selection,
  chosen: new Set(order),
});

/** Rows that went (deleted, filtered) leave the selection; the row that stood next takes the keyboard. */
export function remain(selection: Selection, before: readonly string[], now: readonly string[]): Selection {
  const there = new Set(now);
  const chosen = new Set([...selection.chosen].filter((id) => there.has(id)));
  if (selection.current === null || there.has(selection.current)) {
    return chosen.size === selection.chosen.size ? selection : { ...selection, chosen };
  }
  const at = before.indexOf(selection.current);
  const next =
    before.slice(at + 1).find((id) => there.has(id)) ??
    before.slice(0, Math.max(0, at)).findLast((id) => there.has(id));
  if (next === undefined) return noSelection;
  return chosen.size > 0 ? { current: next, anchor: next, chosen } : single(next);
}
