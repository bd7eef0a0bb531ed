import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayMs,
  firstLookMs,
  idleMachine,
  stepUpdate,
  type UpdateEffect,
  type UpdateEvent,
  type UpdateMachine,
} from '../../../src-main/updates/update-machine.ts';

const offer = { version: '9.9.9', notes: 'New.' };
const error = { code: 'network', message: 'Not there.', hint: 'Wait.' } as const;

function run(events: readonly UpdateEvent[], start: UpdateMachine = idleMachine('install')) {
  let machine = start;
  const effects: UpdateEffect[] = [];
  for (const event of events) {
    const step = stepUpdate(machine, event);
    machine = step.machine;
    effects.push(...step.effects);
  }
  return { machine, view: machine.view, did: effects.map((effect) => effect.do), effects };
}
const on: UpdateEvent = { type: 'switched', on: true, atStart: false };
const off: UpdateEvent = { type: 'switched', on: false, atStart: false };
const found: UpdateEvent = { type: 'found', offer };

describe('looking for updates', () => {
  it('does nothing at all while the setting is off', () => {
    const { view, effects } = run([{ type: 'due' }, found, { type: 'fetch' }, { type: 'install' }]);
    expect([view, effects]).toEqual([{ kind: 'off' }, []]);
  });

  it('looks at once when it is switched on, and a minute after a start', () => {
    expect(run([on])).toMatchObject({ view: { kind: 'checking' }, did: ['look'] });
    expect(run([{ ...on, atStart: true }])).toMatchObject({
      view: { kind: 'waiting' },
      effects: [{ do: 'schedule', afterMs: firstLookMs }],
    });
  });

  it('looks again a day after any answer', () => {
    for (const answer of [found, { type: 'nothing' }, { type: 'failed', error }] as const)
      expect(run([on, answer]).effects.at(-1)).toEqual({ do: 'schedule', afterMs: dayMs });
  });

  it('waits for the end of a take, and gives a running look up for one', () => {
    const busy = run([{ type: 'busy', busy: true }, on]);
    expect(busy).toMatchObject({ view: { kind: 'waiting' }, did: [] });
    expect(run([{ type: 'busy', busy: false }], busy.machine).did).toEqual(['look']);
    const stopped = run([on, { type: 'busy', busy: true }]);
    expect(stopped).toMatchObject({ view: { kind: 'waiting' }, did: ['look', 'stop'] });
    expect(run([{ type: 'busy', busy: false }], stopped.machine).view).toEqual({ kind: 'checking' });
  });

  it('fetches only when told to, and installs only when told to', () => {
    expect(run([on, found])).toMatchObject({
      view: { kind: 'available', offer, install: true },
      did: ['look', 'schedule'],
    });
    expect(run([on, found, { type: 'fetch' }, { type: 'fetched' }])).toMatchObject({ view: { kind: 'ready', offer } });
    expect(run([on, found, { type: 'fetch' }, { type: 'fetched' }, { type: 'install' }]).did.at(-1)).toBe('install');
  });

  it('only tells where a package manager installs', () => {
    const told = run([on, found, { type: 'fetch' }], idleMachine('tell'));
    expect(told).toMatchObject({ view: { kind: 'available', install: false }, did: ['look', 'schedule'] });
  });

  it('says so where there is nothing to compare with', () => {
    expect(run([on, { type: 'due' }], idleMachine('none'))).toMatchObject({ view: { kind: 'unpackaged' }, did: [] });
  });

  it('keeps the offer when fetching fails', () => {
    expect(run([on, found, { type: 'fetch' }, { type: 'failed', error }]).view).toEqual({
      kind: 'available',
      offer,
      install: true,
      error,
    });
  });

  it('forgets everything when it is switched off, whatever comes late', () => {
    expect(run([on, found, { type: 'fetch' }, off, { type: 'fetched' }, { type: 'install' }])).toMatchObject({
      view: { kind: 'off' },
      did: ['look', 'schedule', 'fetch', 'stop', 'unschedule'],
    });
  });
});

const anyEvent: fc.Arbitrary<UpdateEvent> = fc.oneof(
  fc.record({ type: fc.constant('switched' as const), on: fc.boolean(), atStart: fc.boolean() }),
  fc.record({ type: fc.constant('busy' as const), busy: fc.boolean() }),
  fc.constantFrom<UpdateEvent[]>(
    { type: 'due' },
    found,
    { type: 'nothing' },
    { type: 'fetch' },
    { type: 'progress', fraction: 0.5 },
    { type: 'fetched' },
    { type: 'install' },
    { type: 'failed', error },
  ),
);

it('whatever happens in whatever order: off is silent, a take is never disturbed, nothing is done unasked', () => {
  void fc.assert(
    fc.property(
      fc.array(anyEvent, { maxLength: 60 }),
      fc.constantFrom('install', 'tell', 'none'),
      (events, ability) => {
        let machine = idleMachine(ability as 'install');
        for (const event of events) {
          const { machine: next, effects } = stepUpdate(machine, event);
          for (const effect of effects) {
            const asks = effect.do === 'look' || effect.do === 'fetch' || effect.do === 'install';
            if (asks) expect([next.on, next.ability === 'none']).toEqual([true, false]);
            if (effect.do === 'look' || effect.do === 'install') expect(next.busy).toBe(false);
            if (effect.do === 'fetch') expect([event.type, next.ability]).toEqual(['fetch', 'install']);
            if (effect.do === 'install') expect([event.type, machine.view.kind]).toEqual(['install', 'ready']);
          }
          if (!next.on) expect(next.view.kind).toBe('off');
          if (next.busy) expect(next.view.kind).not.toBe('checking');
          machine = next;
        }
      },
    ),
  );
});
