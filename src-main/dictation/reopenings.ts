// When and with which microphone a take goes on after its recorder ended by itself: the one that was chosen first, the
// system's default right after, both again at growing pauses while a sound server restarts, and not for ever. PURE.
import type { AppError } from '../contract/app-error.ts';

/** How long without a sample the same take is waited with. A sound server is back after one to three seconds. */
export const patienceMs = 8000;
/** Recorders that come back and die again and again within this time … */
const deathsWithinMs = 30_000;
/** … are given up at this death. */
const lastDeath = 3;
const pausesMs = [0, 250, 500, 1000];

export interface Ending {
  /** Whether this opening delivered samples. */
  readonly heard: boolean;
  readonly error: AppError;
  /** Clock time. */
  readonly at: number;
}

export interface NextOpening {
  /** '' = the system's default. */
  readonly device: string;
  readonly pauseMs: number;
}

export class Reopenings {
  #chosen: string;
  #everHeard = false;
  #deaths: number[] = [];
  #outageSince: number | null = null;
  #tries = 0;

  /** @param chosen the device of the settings; '' = the system's default */
  constructor(chosen: string) {
    this.#chosen = chosen;
  }

  /** The user took another microphone for the rest of the take. */
  choose(device: string): void {
    this.#chosen = device;
    this.#outageSince = null;
    this.#tries = 0;
  }

  /** @returns null: the take ends here. */
  next({ heard, error, at }: Ending): NextOpening | null {
    if (heard) {
      this.#everHeard = true;
      this.#deaths = [...this.#deaths, at].filter((death) => at - death < deathsWithinMs);
      this.#outageSince = at;
      this.#tries = 0;
      if (this.#deaths.length >= lastDeath) return null;
    }
    if (!this.#everHeard) return this.#atKeyDown(error);
    this.#outageSince ??= at;
    if (at - this.#outageSince >= patienceMs) return null;
    const devices = this.#chosen === '' ? [''] : [this.#chosen, ''];
    const round = Math.floor(this.#tries / devices.length);
    const device = devices[this.#tries % devices.length] ?? '';
    const isNewRound = this.#tries % devices.length === 0;
    this.#tries += 1;
    return { device, pauseMs: isNewRound ? (pausesMs[Math.min(round, pausesMs.length - 1)] ?? 0) : 0 };
  }

  /** Nothing was ever heard. A chosen microphone that is unplugged or taken is no reason to hear nothing at all. */
  #atKeyDown({ code }: AppError): NextOpening | null {
    const another = this.#chosen !== '' && (code === 'microphone_missing' || code === 'microphone_busy');
    if (!another) return null;
    this.#chosen = '';
    return { device: '', pauseMs: 0 };
  }
}
