// Keeps the microphone open for a while after use, so that the next take begins with its first word: what was heard just
// before the key went down is given to the take as its beginning. That lies in memory only, a fraction of a second of
// it, and is forgotten when no take asks for it. Says when the microphone is open without a take, since people must know.
import type { Log } from '../../lib/log.ts';
import type { Recorder, RecorderOptions, Recording } from '../shapes.ts';
import { OpenMicrophone } from './open-microphone.ts';

export interface KeptOpen {
  readonly device: string;
  /** On the clock of `now`. */
  readonly until: number;
}

export interface KeptOpenRecorderOptions {
  readonly recorder: Recorder;
  /** Asked when a take ends; 0 closes the microphone with the take, as if this were not here. */
  readonly keepOpenMs: () => number;
  /** Which recorder programs are wanted: another choice needs another opening. */
  readonly choice: () => string;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Open without a take, until when; null: not so any more. */
  readonly onKept: (kept: KeptOpen | null) => void;
  readonly log: Log;
}

export class KeptOpenRecorder implements Recorder, AsyncDisposable {
  readonly #options: KeptOpenRecorderOptions;
  #microphone: { readonly open: OpenMicrophone; readonly key: string } | null = null;
  #timer: NodeJS.Timeout | undefined;
  #away = false;

  constructor(options: KeptOpenRecorderOptions) {
    this.#options = options;
  }

  open(options: RecorderOptions): Recording {
    const key = this.#keyOf(options);
    const kept = this.#microphone;
    if (kept && kept.key === key && kept.open.idle && kept.open.lively) {
      this.#forgetTimer();
      this.#options.log.info('microphone was still open', { recorder: kept.open.recorder });
      return kept.open.lease(true);
    }
    if (kept?.open.idle) void this.close();
    const recording = this.#options.recorder.open(options);
    if (this.#options.keepOpenMs() === 0 || this.#away) return recording;
    const open = new OpenMicrophone({
      recording,
      sampleRate: options.sampleRate,
      now: this.#options.now,
      mayStay: () => this.#microphone?.open === open && this.#options.keepOpenMs() > 0 && !this.#away,
      onIdle: () => this.#keep(open),
      onEnded: () => this.#ended(open),
    });
    this.#microphone = { open, key };
    return open.lease(false);
  }

  /** Sleep, lock: nothing stays open, and nothing is kept open until they are over. */
  away(away: boolean): void {
    this.#away = away;
    if (away) void this.close();
  }

  /** A microphone that is open for nothing but the next take must fit the settings as they are now. */
  settingsChanged(wanted: RecorderOptions): void {
    const kept = this.#microphone;
    if (!kept?.open.idle) return;
    if (this.#options.keepOpenMs() === 0 || kept.key !== this.#keyOf(wanted)) void this.close();
    else this.#keep(kept.open);
  }

  /** Resolves when the recorder has ended. A take that is being recorded is left alone. */
  async close(): Promise<void> {
    const kept = this.#microphone;
    if (!kept?.open.idle) return;
    this.#microphone = null;
    this.#forgetTimer();
    await kept.open.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#away = true;
    await this.close();
    await this.#microphone?.open.close();
  }

  #keep(open: OpenMicrophone): void {
    this.#forgetTimer();
    const ms = this.#options.keepOpenMs();
    this.#timer = setTimeout(() => void this.close(), ms);
    this.#options.onKept({ device: open.device, until: this.#options.now() + ms });
  }

  #ended(open: OpenMicrophone): void {
    if (this.#microphone?.open !== open) return;
    this.#microphone = null;
    this.#forgetTimer();
  }

  #forgetTimer(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.onKept(null);
  }

  #keyOf({ device, sampleRate }: RecorderOptions): string {
    return JSON.stringify([this.#options.choice(), device, sampleRate]);
  }
}
