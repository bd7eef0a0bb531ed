// When a newer version is looked for, fetched and installed: a total function (state, event) → state and effects. PURE.
// Two rules stand above all: off means that nothing leaves the machine, and nothing is asked or installed while a take is
// being recorded, sent or pasted.
import type { ErrorReport } from '../contract/app-error.ts';
import type { UpdateOffer, UpdateState } from '../contract/update.ts';
import type { UpdateAbility } from './ports.ts';

export interface UpdateMachine {
  readonly on: boolean;
  readonly ability: UpdateAbility;
  /** A take is being recorded, sent or pasted. */
  readonly busy: boolean;
  /** A look is owed as soon as the app is not busy. */
  readonly owed: boolean;
  readonly view: UpdateState;
}

export type UpdateEvent =
  | { readonly type: 'switched'; readonly on: boolean; readonly atStart: boolean }
  | { readonly type: 'busy'; readonly busy: boolean }
  /** The day is over, or the user asks. */
  | { readonly type: 'due' }
  | { readonly type: 'found'; readonly offer: UpdateOffer }
  | { readonly type: 'nothing' }
  | { readonly type: 'fetch' }
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'fetched' }
  | { readonly type: 'install' }
  | { readonly type: 'failed'; readonly error: ErrorReport };

export type UpdateEffect =
  | { readonly do: 'look' | 'fetch' | 'install' }
  /** Ends a running look or fetch; its result must not arrive any more. */
  | { readonly do: 'stop' }
  /** The next `due`; replaces an earlier one. */
  | { readonly do: 'schedule'; readonly afterMs: number }
  | { readonly do: 'unschedule' };

export interface UpdateStep {
  readonly machine: UpdateMachine;
  readonly effects: readonly UpdateEffect[];
}

/** Start-up belongs to the dictation. */
export const firstLookMs = 60_000;
export const dayMs = 24 * 60 * 60_000;

export const idleMachine = (ability: UpdateAbility): UpdateMachine => ({
  on: false,
  ability,
  busy: false,
  owed: false,
  view: { kind: 'off' },
});

export function stepUpdate(machine: UpdateMachine, event: UpdateEvent): UpdateStep {
  const stay: UpdateStep = { machine, effects: [] };
  if (event.type === 'switched') return switched(machine, event);
  if (event.type === 'busy') return busyChanged(machine, event.busy);
  // What comes late, or was asked for before the switch went off, changes nothing.
  if (!machine.on || machine.ability === 'none') return stay;
  const { view } = machine;
  switch (event.type) {
    case 'due':
      return due(machine);
    case 'found':
      if (view.kind !== 'checking') return stay;
      return show(
        machine,
        { kind: 'available', offer: event.offer, install: machine.ability === 'install' },
        { do: 'schedule', afterMs: dayMs },
      );
    case 'nothing':
      if (view.kind !== 'checking') return stay;
      return show(machine, { kind: 'none' }, { do: 'schedule', afterMs: dayMs });
    case 'fetch':
      if (view.kind !== 'available' || !view.install) return stay;
      return show(machine, { kind: 'downloading', offer: view.offer, fraction: 0 }, { do: 'fetch' });
    case 'progress':
      if (view.kind !== 'downloading' || event.fraction <= view.fraction) return stay;
      return show(machine, { ...view, fraction: Math.min(1, event.fraction) });
    case 'fetched':
      if (view.kind !== 'downloading') return stay;
      return show(machine, { kind: 'ready', offer: view.offer });
    case 'install':
      if (view.kind !== 'ready' || machine.busy) return stay;
      return show(machine, { kind: 'installing', offer: view.offer }, { do: 'install' });
    case 'failed':
      return failed(machine, event.error);
  }
}

function switched(machine: UpdateMachine, { on, atStart }: { on: boolean; atStart: boolean }): UpdateStep {
  if (on === machine.on) return { machine, effects: [] };
  if (!on) {
    const next = { ...machine, on, owed: false, view: { kind: 'off' } } as const;
    return { machine: next, effects: [{ do: 'stop' }, { do: 'unschedule' }] };
  }
  if (machine.ability === 'none') return { machine: { ...machine, on, view: { kind: 'unpackaged' } }, effects: [] };
  const next: UpdateMachine = { ...machine, on, view: { kind: 'waiting' } };
  return atStart ? { machine: next, effects: [{ do: 'schedule', afterMs: firstLookMs }] } : due(next);
}

function busyChanged(machine: UpdateMachine, busy: boolean): UpdateStep {
  if (busy === machine.busy) return { machine, effects: [] };
  const next = { ...machine, busy };
  if (busy && machine.view.kind === 'checking') {
    return { machine: { ...next, owed: true, view: { kind: 'waiting' } }, effects: [{ do: 'stop' }] };
  }
  return !busy && machine.owed ? due(next) : { machine: next, effects: [] };
}

function due(machine: UpdateMachine): UpdateStep {
  const { kind } = machine.view;
  // What is being fetched or waits for the user's word is the newest that we know; it is looked for again next time.
  if (kind === 'checking' || kind === 'downloading' || kind === 'ready' || kind === 'installing')
    return { machine, effects: [{ do: 'schedule', afterMs: dayMs }] };
  if (machine.busy) return { machine: { ...machine, owed: true, view: { kind: 'waiting' } }, effects: [] };
  return show({ ...machine, owed: false }, { kind: 'checking' }, { do: 'look' });
}

function failed(machine: UpdateMachine, error: ErrorReport): UpdateStep {
  const { view } = machine;
  if (view.kind === 'checking') return show(machine, { kind: 'failed', error }, { do: 'schedule', afterMs: dayMs });
  if (view.kind === 'downloading' || view.kind === 'installing')
    return show(machine, { kind: 'available', offer: view.offer, install: machine.ability === 'install', error });
  return { machine, effects: [] };
}

function show(machine: UpdateMachine, view: UpdateState, ...effects: UpdateEffect[]): UpdateStep {
  return { machine: { ...machine, view }, effects };
}
