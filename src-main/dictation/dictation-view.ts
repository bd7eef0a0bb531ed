// Shows what the dictations are doing in the app's one state: phase, the running take, the notice that goes by itself,
// standing problems. Writes state, decides nothing.
import { type AppError, errorReport } from '../contract/app-error.ts';
import {
  type AppState,
  lastTakeOf,
  type Microphone,
  type Notice,
  type Phase,
  type Problem,
} from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import type { StateStore } from '../lib/state-store.ts';
import type { Run } from './machine.ts';
import type { Clock } from './ports.ts';

/** How long a notice stays, milliseconds (the words table of the look). Failures that need the user stay. */
export const noticeMs = {
  pasted: 1200,
  copied: 6000,
  nothing: 4000,
  discarded: 5000,
  mendsItself: 6000,
  moved: 4000,
} as const;

export class DictationView {
  readonly #state: StateStore<AppState>;
  readonly #clock: Clock;
  #noticeTimer: NodeJS.Timeout | undefined;
  #movedTimer: NodeJS.Timeout | undefined;

  constructor(state: StateStore<AppState>, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** @param firstSampleAt clock time; null while the microphone opens. */
  show(phase: Phase, run: Run | null, device: string, firstSampleAt: number | null): void {
    const { now, unix } = { now: this.#clock.now(), unix: this.#clock.unix() };
    this.#state.update((state) => {
      if (!run) return { ...state, phase, dictation: null };
      const old = state.dictation?.takeId === run.id ? state.dictation : null;
      const since =
        old?.speakingSince ?? (firstSampleAt === null ? undefined : Math.round(unix - (now - firstSampleAt)));
      const dictation = {
        ...(old ?? { takeId: run.id, device }),
        hold: run.hold,
        ...(since === undefined ? {} : { speakingSince: since }),
      };
      return { ...state, phase, dictation };
    });
  }

  target(id: string, name: string | undefined): void {
    if (!name) return;
    this.#state.update((state) =>
      state.dictation?.takeId === id ? { ...state, dictation: { ...state.dictation, target: name } } : state,
    );
  }

  /** @param moved it is another one than was meant: said for a moment */
  hears(id: string, device: string, moved: boolean): void {
    this.#state.update((state) => {
      if (state.dictation?.takeId !== id) return state;
      return { ...state, dictation: { ...state.dictation, device, ...(moved ? { movedTo: device } : {}) } };
    });
    if (!moved) return;
    clearTimeout(this.#movedTimer);
    this.#movedTimer = setTimeout(() => this.#forgetMove(), noticeMs.moved);
  }

  #forgetMove(): void {
    this.#state.update((state) => {
      if (state.dictation?.movedTo === undefined) return state;
      const { movedTo: _said, ...dictation } = state.dictation;
      return { ...state, dictation };
    });
  }

  /** Raises or ends the dead-microphone alarm of one take. */
  alarm(id: string, silent: boolean, device: string, next?: Microphone): void {
    this.#state.update((state) => {
      if (state.dictation?.takeId !== id) return state;
      const { alarm: old, ...rest } = state.dictation;
      if (!silent) return old ? { ...state, dictation: rest } : state;
      const alarm = { device, ...(next ? { next: { id: next.id, label: next.label } } : {}) };
      return { ...state, dictation: { ...rest, alarm } };
    });
  }

  get alarmed(): boolean {
    return this.#state.get().dictation?.alarm !== undefined;
  }

  /** @param sent 0..1 of all bytes known so far; at 1 the seconds of waiting begin. */
  progress(id: string, sent: number): void {
    this.#state.update((state) => {
      if (state.dictation?.takeId !== id) return state;
      const { waitingSince, ...rest } = state.dictation;
      const waits = sent >= 1 && state.phase === 'transcribing';
      const waiting = waits ? { waitingSince: waitingSince ?? this.#clock.unix() } : {};
      return { ...state, dictation: { ...rest, sent, ...waiting } };
    });
  }

  notice(notice: Notice | null): void {
    clearTimeout(this.#noticeTimer);
    this.#state.update((state) => (state.notice === notice ? state : { ...state, notice }));
    if (notice?.until === undefined) return;
    const goes = (): void =>
      this.#state.update((state) => (state.notice === notice ? { ...state, notice: null } : state));
    this.#noticeTimer = setTimeout(goes, Math.max(0, notice.until - this.#clock.unix()));
  }

  /** Unix milliseconds from now, for a notice's end. */
  in(ms: number): number {
    return this.#clock.unix() + ms;
  }

  problem(id: Problem['id'], error: AppError): void {
    const problem: Problem = { id, error: errorReport(error) };
    this.#state.update((state) => ({
      ...state,
      problems: [...state.problems.filter((other) => other.id !== id), problem],
    }));
  }

  solved(id: Problem['id']): void {
    this.#state.update((state) =>
      state.problems.some((problem) => problem.id === id)
        ? { ...state, problems: state.problems.filter((problem) => problem.id !== id) }
        : state,
    );
  }

  last(take: Take): void {
    this.#state.update((state) => ({ ...state, lastTake: lastTakeOf(take) }));
  }

  /** No timer stays behind. */
  close(): void {
    clearTimeout(this.#noticeTimer);
    clearTimeout(this.#movedTimer);
  }
}
