// What is known of the takes under way, by their ids: the open session, what ends its sending, and the window that the
// text is meant for. Of the discarded ones only the last is remembered: it is the one that Undo takes back.
import type { Capture } from './capture.ts';
import type { InsertionTarget, TakeWriter } from './ports.ts';
import type { LiveTranscription } from './transcription.ts';

export interface Session {
  readonly id: string;
  /** Clock times; null = not yet. */
  readonly keyDownAt: number;
  keyUpAt: number | null;
  firstSampleAt: number | null;
  readonly capture: Capture;
  readonly live: LiveTranscription;
  readonly writer: TakeWriter;
  readonly abort: AbortController;
  readonly target: Promise<InsertionTarget>;
}

export class SessionDesk {
  readonly #sessions = new Map<string, Session>();
  readonly #targets = new Map<string, Promise<InsertionTarget>>();
  readonly #aborts = new Map<string, AbortController>();
  #discarded: { readonly id: string; readonly target: Promise<InsertionTarget> } | null = null;

  open(session: Session): void {
    this.#sessions.set(session.id, session);
    this.#targets.set(session.id, session.target);
    this.#aborts.set(session.id, session.abort);
  }

  session(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** Of a take that is sent from its stored audio. */
  reopen(id: string, abort: AbortController): void {
    this.#aborts.set(id, abort);
    if (this.#discarded?.id !== id) return;
    this.#targets.set(id, this.#discarded.target);
    this.#discarded = null;
  }

  abortOf(id: string): AbortController | undefined {
    return this.#aborts.get(id);
  }

  /** The window that was active at key-down; empty when nobody knows (any more). */
  async target(id: string): Promise<InsertionTarget> {
    return (await this.#targets.get(id)) ?? { windowId: '' };
  }

  /** The take was thrown away, and may be wanted after all. */
  discard(id: string): void {
    const target = this.#targets.get(id);
    this.#discarded = target ? { id, target } : null;
    this.close(id);
  }

  close(id: string): void {
    this.#sessions.delete(id);
    this.#targets.delete(id);
    this.#aborts.delete(id);
  }

  /** How many takes something is remembered of. */
  get size(): number {
    return new Set([...this.#sessions.keys(), ...this.#targets.keys(), ...this.#aborts.keys()]).size;
  }

  /** The app quits: recordings end, nothing is sent any more. */
  stopAll(): void {
    for (const abort of this.#aborts.values()) abort.abort();
    for (const session of this.#sessions.values()) session.capture.stop();
  }
}
