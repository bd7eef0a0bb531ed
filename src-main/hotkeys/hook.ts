// Supervises the key hook's process: starts it, starts it again when it dies (a little later each time), gives up when it
// keeps dying, and says so. Its death means "every key is up", so that a held recording is finished, not lost.
// Knows the protocol and a launcher, nothing of Electron or uiohook.
import { AppError } from '../contract/app-error.ts';
import {
  type FromHook,
  type HookFailure,
  type HookSign,
  readFromHook,
  type ToHook,
  type Watch,
} from './hook-protocol.ts';

/** A process that speaks hook-protocol.ts. */
export interface HookChild {
  send(message: ToHook): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Once, however it ended. */
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

export interface ChildLauncher {
  /** Throws only when the process can't even be created. */
  launch(): HookChild;
}

export type HookState =
  | { readonly is: 'off' }
  | { readonly is: 'starting' }
  | { readonly is: 'works' }
  | { readonly is: 'unavailable'; readonly error: AppError };

export interface HookListener {
  onKey(sign: HookSign): void;
  /** No ups will come for what is down. */
  onLost(): void;
  onState(state: HookState): void;
}

/** Times in milliseconds; tests make them short. */
export interface HookTimes {
  readonly start: number;
  readonly pong: number;
  /** Waiting time before each new start; after the last one it is given up. */
  readonly again: readonly number[];
  /** A process that lived this long starts the counting anew. */
  readonly proven: number;
}

export const hookTimes: HookTimes = {
  start: 5_000,
  pong: 2_000,
  again: [250, 500, 1_000, 2_000, 5_000],
  proven: 60_000,
};

export class KeyHook implements Disposable {
  readonly #launcher: ChildLauncher;
  readonly #listener: HookListener;
  readonly #times: HookTimes;
  #child: HookChild | null = null;
  #state: HookState = { is: 'off' };
  #watches: readonly Watch[] = [];
  #deaths = 0;
  #timer: NodeJS.Timeout | undefined;
  #proven: NodeJS.Timeout | undefined;

  constructor(launcher: ChildLauncher, listener: HookListener, times: HookTimes = hookTimes) {
    this.#launcher = launcher;
    this.#listener = listener;
    this.#times = times;
  }

  get state(): HookState {
    return this.#state;
  }

  /** Starts it, or starts it anew after it was given up (Doctor's button). */
  start(): void {
    if (this.#child || this.#state.is === 'starting') return;
    this.#deaths = 0;
    this.#launch();
  }

  watch(watches: readonly Watch[]): void {
    this.#watches = watches;
    if (this.#state.is === 'works') this.#child?.send({ type: 'watch', watches });
  }

  /** Sleep, lock, resume: whatever was down is up, and the process has to show that it is alive. */
  reset(): void {
    if (this.#state.is !== 'works') return;
    this.#child?.send({ type: 'reset' });
    this.#listener.onLost();
    this.check();
  }

  /** Asks for a sign of life; none in time means a new process. */
  check(): void {
    if (this.#state.is !== 'works' || !this.#child) return;
    const child = this.#child;
    child.send({ type: 'ping' });
    this.#expect(this.#times.pong, () => this.#replace(child, 'it did not answer'));
  }

  stop(): void {
    this.#forget();
    this.#set({ is: 'off' });
  }

  [Symbol.dispose](): void {
    this.#forget();
    this.#state = { is: 'off' };
  }

  #launch(): void {
    this.#set({ is: 'starting' });
    let child: HookChild;
    try {
      child = this.#launcher.launch();
    } catch (error) {
      this.#giveUp('The key hook could not be started.', error);
      return;
    }
    this.#child = child;
    child.onMessage((message) => {
      if (this.#child === child) this.#hear(readFromHook(message));
    });
    child.onExit((how) => {
      if (this.#child === child) this.#died(how);
    });
    // It was seen to lock up in its start without a display; a process that hangs is a dead one.
    this.#expect(this.#times.start, () => this.#replace(child, 'it did not start'));
  }

  #hear(message: FromHook | null): void {
    if (!message) return;
    switch (message.type) {
      case 'ready':
        this.#expectNothing();
        this.#child?.send({ type: 'watch', watches: this.#watches });
        this.#proven = setTimeout(() => {
          this.#deaths = 0;
        }, this.#times.proven).unref();
        this.#set({ is: 'works' });
        break;
      case 'pong':
        this.#expectNothing();
        break;
      case 'watching':
        break; // nothing waits for it but tests
      case 'failed':
        this.#forget();
        this.#giveUp(failureWords[message.why], message.detail);
        break;
      case 'key':
        this.#listener.onKey(message);
        break;
    }
  }

  #replace(child: HookChild, how: string): void {
    if (this.#child !== child) return;
    child.kill();
    this.#died(how);
  }

  #died(how: string): void {
    const worked = this.#state.is === 'works';
    this.#forget();
    if (worked) this.#listener.onLost();
    const pause = this.#times.again[this.#deaths];
    this.#deaths += 1;
    if (pause === undefined) {
      this.#giveUp('The key hook keeps ending.', how);
      return;
    }
    this.#set({ is: 'starting' });
    this.#timer = setTimeout(() => this.#launch(), pause);
  }

  #giveUp(message: string, cause: unknown): void {
    this.#set({ is: 'unavailable', error: new AppError('hook_unavailable', message, { cause }) });
  }

  #forget(): void {
    this.#expectNothing();
    clearTimeout(this.#proven);
    const child = this.#child;
    this.#child = null;
    child?.kill();
  }

  #expect(withinMs: number, otherwise: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(otherwise, withinMs);
  }

  #expectNothing(): void {
    clearTimeout(this.#timer);
  }

  #set(state: HookState): void {
    if (state.is === this.#state.is && state.is !== 'unavailable') return;
    this.#state = state;
    this.#listener.onState(state);
  }
}

const failureWords: Readonly<Record<HookFailure, string>> = {
  'not-installed': 'The key hook is not installed for this system.',
  'no-display': 'The key hook found no X display.',
  wayland: 'Wayland does not let programs see a held key.',
  refused: 'The system refused the key hook (on a Mac: allow it under Privacy, Accessibility).',
};
