import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import {
  type Effect,
  idleMachine,
  listeningRun,
  type MachineEvent,
  type MachineState,
  phaseOf,
  step,
} from '../../../src-main/dictation/machine.ts';

function play(events: readonly MachineEvent[]): { state: MachineState; effects: Effect[] } {
  let state = idleMachine;
  const effects: Effect[] = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const whole = (id: string): MachineEvent[] => [
  { type: 'start', id, hold: 'held' },
  { type: 'first-sample', id },
  { type: 'stop' },
  { type: 'captured', id },
  { type: 'heard', id, text: id },
];

describe('a dictation', () => {
  it('goes from key-down to delivered text and leaves nothing behind', () => {
    const { state, effects } = play([...whole('a'), { type: 'delivered', id: 'a' }]);
    expect(effects.map((effect) => effect.do)).toEqual(['open', 'close', 'transcribe', 'deliver']);
    expect(state).toEqual(idleMachine);
  });

  it('shows the phase nearest to the user', () => {
    expect(phaseOf(play([{ type: 'start', id: 'a', hold: 'held' }]).state)).toBe('opening');
    expect(phaseOf(play(whole('a').slice(0, 2)).state)).toBe('recording');
    expect(phaseOf(play(whole('a').slice(0, 3)).state)).toBe('recording');
    expect(phaseOf(play(whole('a').slice(0, 4)).state)).toBe('transcribing');
    expect(phaseOf(play(whole('a')).state)).toBe('inserting');
    expect(phaseOf(play([...whole('a').slice(0, 4), { type: 'start', id: 'b', hold: 'held' }]).state)).toBe('opening');
  });

  it('is still transcribing while the later one is heard already and waits its turn, and can be taken back', () => {
    const events: MachineEvent[] = [...whole('a').slice(0, 4), ...whole('b')];
    expect(phaseOf(play(events).state)).toBe('transcribing');
    const { state, effects } = play([...events, { type: 'cancel' }]);
    expect(effects).toContainEqual({ do: 'discard', id: 'a' });
    expect(effects.at(-1)).toEqual({ do: 'deliver', id: 'b', text: 'b' });
    expect(phaseOf(state)).toBe('inserting');
  });

  it('is not delivered while the next one is being spoken, and comes before it', () => {
    const { effects } = play([
      ...whole('a').slice(0, 4),
      { type: 'start', id: 'b', hold: 'held' },
      { type: 'heard', id: 'a', text: 'a' },
      { type: 'first-sample', id: 'b' },
      { type: 'stop' },
      { type: 'captured', id: 'b' },
      { type: 'heard', id: 'b', text: 'b' },
      { type: 'delivered', id: 'a' },
      { type: 'delivered', id: 'b' },
    ]);
    expect(effects.filter((effect) => effect.do === 'deliver').map((effect) => effect.id)).toEqual(['a', 'b']);
    const order = effects.map((effect) => effect.do);
    expect(order.indexOf('deliver')).toBeGreaterThan(order.lastIndexOf('close'));
  });

  it('lets the next one through when an earlier one fails', () => {
    const { effects } = play([
      ...whole('a').slice(0, 4),
      ...whole('b'),
      { type: 'failed', id: 'a', error: new AppError('network', 'No network.') },
    ]);
    expect(effects.at(-1)).toEqual({ do: 'deliver', id: 'b', text: 'b' });
  });

  it('is discarded, never deleted, by cancel in every stage before the paste', () => {
    for (const length of [1, 2, 3, 4]) {
      const { state, effects } = play([...whole('a').slice(0, length), { type: 'cancel' }]);
      expect(effects).toContainEqual({ do: 'discard', id: 'a' });
      expect(state).toEqual(idleMachine);
    }
  });

  it('ignores facts about takes that are gone', () => {
    const { effects } = play([...whole('a').slice(0, 4), { type: 'cancel' }, { type: 'heard', id: 'a', text: 'late' }]);
    expect(effects.some((effect) => effect.do === 'deliver')).toBe(false);
  });

  it('comes back after Undo and is delivered once', () => {
    const { effects } = play([
      { type: 'start', id: 'a', hold: 'held' },
      { type: 'cancel' },
      { type: 'undo', id: 'a' },
      { type: 'undo', id: 'a' },
      { type: 'heard', id: 'a', text: 'kept' },
    ]);
    expect(effects.filter((effect) => effect.do === 'transcribe')).toEqual([
      { do: 'transcribe', id: 'a', stored: true },
    ]);
    expect(effects.filter((effect) => effect.do === 'deliver')).toEqual([{ do: 'deliver', id: 'a', text: 'kept' }]);
  });
});

describe('whatever happens in whatever order', () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const event: fc.Arbitrary<MachineEvent> = fc.oneof(
    id.map((i): MachineEvent => ({ type: 'start', id: i, hold: 'held' })),
    fc.constant<MachineEvent>({ type: 'stop' }),
    fc.constant<MachineEvent>({ type: 'cancel' }),
    id.map((i): MachineEvent => ({ type: 'first-sample', id: i })),
    id.map((i): MachineEvent => ({ type: 'captured', id: i })),
    id.map((i): MachineEvent => ({ type: 'heard', id: i, text: i })),
    id.map((i): MachineEvent => ({ type: 'nothing', id: i, reason: 'noise-only' })),
    id.map((i): MachineEvent => ({ type: 'failed', id: i, error: new AppError('network', 'No network.') })),
    id.map((i): MachineEvent => ({ type: 'delivered', id: i })),
    id.map((i): MachineEvent => ({ type: 'undo', id: i })),
  );

  it('listens to at most one take, inserts at most one, and inserts none while listening starts', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state = idleMachine;
        for (const next of events) {
          const before = listeningRun(state);
          const stepped = step(state, next);
          state = stepped.state;
          expect(
            state.runs.filter((run) => run.stage === 'opening' || run.stage === 'recording').length,
          ).toBeLessThanOrEqual(1);
          expect(state.runs.filter((run) => run.stage === 'inserting').length).toBeLessThanOrEqual(1);
          expect(new Set(state.runs.map((run) => run.id)).size).toBe(state.runs.length);
          if (stepped.effects.some((effect) => effect.do === 'deliver')) expect(listeningRun(state)).toBeNull();
          if (
            before === null &&
            next.type === 'start' &&
            !state.runs.some((run) => run.id === next.id && run.stage !== 'opening')
          ) {
            expect(listeningRun(state)?.id).toBe(next.id);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
