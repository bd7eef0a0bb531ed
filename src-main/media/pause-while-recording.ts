// Pauses players while a take is recorded and lets them go on after it. One thing after the other: a key that is pressed
// again quickly neither resumes in between nor forgets whom it paused. Knows no players itself.
import type { Phase } from '../contract/state.ts';
import type { Log } from '../lib/log.ts';
import type { MediaPlayers, PausedPlayers } from './players.ts';

export interface PauseWhileRecordingOptions {
  readonly players: MediaPlayers;
  /** Asked when a recording begins. */
  readonly wanted: () => boolean;
  readonly log: Log;
}

export class PauseWhileRecording implements AsyncDisposable {
  readonly #options: PauseWhileRecordingOptions;
  #recording = false;
  #paused: PausedPlayers | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(options: PauseWhileRecordingOptions) {
    this.#options = options;
  }

  follow(phase: Phase): void {
    const recording = phase === 'opening' || phase === 'recording';
    if (recording === this.#recording) return;
    this.#recording = recording;
    if (recording) this.#then(() => this.#pause());
    else this.#then(() => this.#resume());
  }

  /** Players go on, also when the app quits in the middle of a take. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.follow('idle');
    await this.#work;
  }

  async #pause(): Promise<void> {
    const { players, wanted, log } = this.#options;
    if (!this.#recording || this.#paused || !wanted()) return; // over already, or still paused
    this.#paused = await players.pausePlaying();
    if (this.#paused.names.length > 0) log.info('players paused', { players: this.#paused.names.join(', ') });
  }

  async #resume(): Promise<void> {
    if (this.#recording) return; // the next take has begun
    const paused = this.#paused;
    this.#paused = null;
    await paused?.resume();
  }

  #then(step: () => Promise<void>): void {
    // A player that fails is no reason to fail a dictation: it is told to the log.
    this.#work = this.#work.then(step).catch(this.#options.log.unexpected);
  }
}
