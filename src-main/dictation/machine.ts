// The life of dictations as a pure, total function: (state, event) -> {state, effects}. At most one take listens at a
// time; earlier ones may still be on their way and are delivered in the order in which they were spoken, never while the
// next one is being recorded (a paste would hit the keys that are held). PURE: no clock, no ports, no words.
import type { AppError } from '../contract/app-error.ts';
import type { Hold, Phase } from '../contract/state.ts';
import type { EmptyReason } from '../contract/take.ts';

/** opening -> recording -> closing (post-roll) -> transcribing -> ready -> inserting -> gone from the list */
export type Stage = 'opening' | 'recording' | 'closing' | 'transcribing' | 'ready' | 'inserting';

export interface Run {
  readonly id: string;
  readonly stage: Stage;
  readonly hold: Hold;
  readonly text: string;
}

export interface MachineState {
  /** In the order of key-down. */
  readonly runs: readonly Run[];
}

export const idleMachine: MachineState = { runs: [] };

export type MachineEvent =
  | { readonly type: 'start'; readonly id: string; readonly hold: Hold }
  /** A tap was recognised: the running take goes on without the key. */
  | { readonly type: 'hold'; readonly hold: Hold }
  | { readonly type: 'stop' }
  | { readonly type: 'cancel' }
  | { readonly type: 'first-sample'; readonly id: string }
  /** The recorder ended and the take's audio is closed on disk. */
  | { readonly type: 'captured'; readonly id: string; readonly failure?: AppError }
  | { readonly type: 'heard'; readonly id: string; readonly text: string }
  | { readonly type: 'nothing'; readonly id: string; readonly reason: EmptyReason }
  | { readonly type: 'failed'; readonly id: string; readonly error: AppError }
  | { readonly type: 'delivered'; readonly id: string }
  /** A discarded take is wanted after all: it is sent and delivered like any other. */
  | { readonly type: 'undo'; readonly id: string };

export type Effect =
  | { readonly do: 'open'; readonly id: string }
  /** Post-roll, then end the recording. */
  | { readonly do: 'close'; readonly id: string }
  /** End the recording at once, keep its audio under Discarded. */
  | { readonly do: 'discard'; readonly id: string }
  | { readonly do: 'transcribe'; readonly id: string; readonly stored: boolean }
  | { readonly do: 'abort'; readonly id: string }
  | { readonly do: 'deliver'; readonly id: string; readonly text: string }
  | { readonly do: 'tell-nothing'; readonly id: string; readonly reason: EmptyReason }
  | { readonly do: 'tell-failed'; readonly id: string; readonly error: AppError };

export interface Step {
  readonly state: MachineState;
  readonly effects: readonly Effect[];
}

const listening = (run: Run): boolean => run.stage === 'opening' || run.stage === 'recording';

export function listeningRun(state: MachineState): Run | null {
  return state.runs.find(listening) ?? null;
}

/** Facts about takes that are gone, or that come twice, change nothing. */
export function step(state: MachineState, event: MachineEvent): Step {
  switch (event.type) {
    case 'start': {
      if (listeningRun(state) || state.runs.some((run) => run.id === event.id)) return { state, effects: [] };
      const run: Run = { id: event.id, stage: 'opening', hold: event.hold, text: '' };
      return { state: { runs: [...state.runs, run] }, effects: [{ do: 'open', id: event.id }] };
    }
    case 'hold':
      return { state: change(state, listeningRun(state)?.id, (run) => ({ ...run, hold: event.hold })), effects: [] };
    case 'stop': {
      const run = listeningRun(state);
      if (!run) return { state, effects: [] };
      return { state: stage(state, run.id, 'closing'), effects: [{ do: 'close', id: run.id }] };
    }
    case 'cancel':
      return cancel(state);
    case 'first-sample': {
      const run = state.runs.find((r) => r.id === event.id);
      return { state: run?.stage === 'opening' ? stage(state, event.id, 'recording') : state, effects: [] };
    }
    case 'captured': {
      const run = state.runs.find((r) => r.id === event.id);
      if (!run || !(listening(run) || run.stage === 'closing')) return { state, effects: [] };
      if (event.failure) return leave(state, event.id, { do: 'tell-failed', id: event.id, error: event.failure });
      return settle(stage(state, event.id, 'transcribing'), [{ do: 'transcribe', id: event.id, stored: false }]);
    }
    case 'heard': {
      const run = state.runs.find((r) => r.id === event.id);
      if (run?.stage !== 'transcribing') return { state, effects: [] };
      return settle(
        change(state, event.id, (r) => ({ ...r, stage: 'ready', text: event.text })),
        [],
      );
    }
    case 'nothing':
      return leaveIf(state, event.id, ['closing', 'transcribing'], {
        do: 'tell-nothing',
        id: event.id,
        reason: event.reason,
      });
    case 'failed':
      return leaveIf(state, event.id, ['opening', 'recording', 'closing', 'transcribing'], {
        do: 'tell-failed',
        id: event.id,
        error: event.error,
      });
    case 'delivered':
      return leaveIf(state, event.id, ['inserting'], null);
    case 'undo': {
      if (state.runs.some((run) => run.id === event.id)) return { state, effects: [] };
      const run: Run = { id: event.id, stage: 'transcribing', hold: 'hands-free', text: '' };
      return { state: { runs: [...state.runs, run] }, effects: [{ do: 'transcribe', id: event.id, stored: true }] };
    }
  }
}

/** The phase that tray, overlay and REST show: what is nearest to the user wins. */
export function phaseOf(state: MachineState): Phase {
  const listeningNow = listeningRun(state);
  if (listeningNow) return listeningNow.stage === 'opening' ? 'opening' : 'recording';
  if (state.runs.some((run) => run.stage === 'closing')) return 'recording';
  // One that is ready waits for an earlier one, which is on its way to the service.
  if (state.runs.some((run) => run.stage === 'inserting')) return 'inserting';
  return state.runs.length > 0 ? 'transcribing' : 'idle';
}

/** Esc ends what listens; when nothing does, it takes back the newest take that is still on its way. */
function cancel(state: MachineState): Step {
  const run = listeningRun(state) ?? state.runs.findLast((r) => r.stage === 'closing' || r.stage === 'transcribing');
  if (!run) return { state, effects: [] };
  const effects: Effect[] = run.stage === 'transcribing' ? [{ do: 'abort', id: run.id }] : [];
  return settle(without(state, run.id), [...effects, { do: 'discard', id: run.id }]);
}

function leaveIf(state: MachineState, id: string, stages: readonly Stage[], effect: Effect | null): Step {
  const run = state.runs.find((r) => r.id === id);
  return run && stages.includes(run.stage) ? leave(state, id, effect) : { state, effects: [] };
}

function leave(state: MachineState, id: string, effect: Effect | null): Step {
  return settle(without(state, id), effect ? [effect] : []);
}

/** Hands the first run over when its text is ready, nothing is being inserted and nothing listens. */
function settle(state: MachineState, effects: readonly Effect[]): Step {
  const first = state.runs[0];
  if (first?.stage !== 'ready' || listeningRun(state)) return { state, effects };
  return {
    state: stage(state, first.id, 'inserting'),
    effects: [...effects, { do: 'deliver', id: first.id, text: first.text }],
  };
}

const without = (state: MachineState, id: string): MachineState => ({
  runs: state.runs.filter((run) => run.id !== id),
});

const stage = (state: MachineState, id: string, to: Stage): MachineState =>
  change(state, id, (run) => ({ ...run, stage: to }));

function change(state: MachineState, id: string | undefined, by: (run: Run) => Run): MachineState {
  return { runs: state.runs.map((run) => (run.id === id ? by(run) : run)) };
}
