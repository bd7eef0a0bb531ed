// Says when the network is back, for takes that wait for it: looks while one waits and does nothing at all otherwise.
// While the system says that there is no network, only that word is asked for; else the service's address is called, at
// growing pauses of at most half a minute. The take itself is sent when that has worked. Knows no Electron.
import { setTimeout as delay } from 'node:timers/promises';

export interface NetworkWatchOptions {
  /** The system's word, without any traffic: false when there is surely no network. */
  readonly linked: () => boolean;
  /** Whether somebody answers at the service's address (or its proxy's). Never rejects. */
  readonly reaches: (signal: AbortSignal) => Promise<boolean>;
  readonly onBack: () => void;
  readonly timing?: Partial<NetworkTiming>;
}

export interface NetworkTiming {
  /** Pauses before the calls; the last one stays. */
  readonly callsMs: readonly number[];
  /** Pause between questions for the system's word. */
  readonly lookMs: number;
}

const usualTiming: NetworkTiming = { callsMs: [2000, 4000, 8000, 15_000, 30_000], lookMs: 2000 };

export class NetworkWatch implements Disposable {
  readonly #options: NetworkWatchOptions;
  readonly #timing: NetworkTiming;
  #looking: AbortController | null = null;
  /** Calls since something began to wait. Not counted anew when a take fails again although the call went through. */
  #calls = 0;

  constructor(options: NetworkWatchOptions) {
    this.#options = options;
    this.#timing = { ...usualTiming, ...options.timing };
  }

  /** @param waits whether any take waits for the network */
  want(waits: boolean): void {
    if (!waits) {
      this.#looking?.abort();
      this.#looking = null;
      this.#calls = 0;
    } else if (this.#looking === null) {
      const looking = new AbortController();
      this.#looking = looking;
      void this.#look(looking.signal).then((back) => {
        if (this.#looking !== looking) return;
        this.#looking = null;
        if (back) this.#options.onBack();
      });
    }
  }

  /** Whether it looks at the moment. */
  get isLooking(): boolean {
    return this.#looking !== null;
  }

  [Symbol.dispose](): void {
    this.want(false);
  }

  async #look(signal: AbortSignal): Promise<boolean> {
    const { linked, reaches } = this.#options;
    while (!signal.aborted) {
      const wasLinked = linked();
      const { callsMs, lookMs } = this.#timing;
      const pauseMs = wasLinked ? (callsMs[Math.min(this.#calls, callsMs.length - 1)] ?? lookMs) : lookMs;
      await pause(pauseMs, signal);
      if (signal.aborted || !linked()) continue;
      // The link came up a moment ago: whatever was counted while it was down says nothing any more.
      this.#calls = wasLinked ? this.#calls + 1 : 0;
      if (await reaches(signal)) return true;
    }
    return false;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch((thrown: unknown) => {
    if (!signal.aborted) throw thrown;
  });
}
