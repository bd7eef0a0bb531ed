// The clipboard is borrowed: our text lies on it while programs paste, and the user's own content comes back once, after
// the last of several pastes in a row, never before a slow program had time to read, and never over something that the
// user copied meanwhile. Knows the clipboard port only.
import type { Clipboard, SavedClipboard, WriteOptions, WrittenText } from './clipboard.ts';

export interface LoanPorts {
  readonly clipboard: Clipboard;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with an AbortError when aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** A program that reads is left in peace for a while: it may ask for another format next. */
const quietEnoughMs = 250;
/**
 * Chromium and what is built on it read twice: when the key comes, and when the page inserts, which a busy page does
 * late; a clipboard that changed in between makes it drop the text. Who has read once may be one of them.
 */
const secondReadMs = 1_000;
const longestReadMs = 3_000;
const lookAgainMs = 50;
/** Woken so much too late: who asked meanwhile was not answered yet. */
const heldUpMs = 100;

interface Loan {
  /** The user's; null when it could not be saved, and then nothing is brought back. */
  readonly saved: SavedClipboard | null;
  readonly text: string;
  readonly dueAt: number;
  /** Not before this for a program that has read once only. */
  readonly secondReadBy: number;
  readonly written: WrittenText;
  readonly cancelled: AbortController;
  readonly returned: Promise<void>;
}

export class ClipboardLoan implements AsyncDisposable {
  readonly #ports: LoanPorts;
  #loan: Loan | null = null;
  /** The user's content on its way back: nothing is saved or written meanwhile. */
  #returning: Promise<void> = Promise.resolve();

  constructor(ports: LoanPorts) {
    this.#ports = ports;
  }

  /**
   * Puts `text` on the clipboard. What is handed back must end in exactly one of `giveBack` (it was pasted) or nothing
   * (the text stays, the user pastes by hand).
   */
  async borrow(
    text: string,
    options: WriteOptions & { readonly save: boolean },
    signal?: AbortSignal,
  ): Promise<{ readonly written: WrittenText; giveBack(afterMs: number, readsOnce: boolean): void }> {
    const { clipboard } = this.#ports;
    const { saved, written } = await this.#inPlaceOf(await this.#takeOver(signal), async (before) => {
      const found = options.save ? await this.#save(before, options.primary, signal) : null;
      signal?.throwIfAborted(); // what was read until then may be a part only
      return { saved: found, written: await clipboard.write(text, options) };
    });
    return {
      written,
      giveBack: (afterMs, readsOnce) => this.#lend({ saved, text, written }, afterMs, readsOnce ? 0 : secondReadMs),
    };
  }

  /** The text stays on the clipboard for the user; nothing comes back. */
  async keep(text: string, options: WriteOptions): Promise<void> {
    await this.#inPlaceOf(await this.#takeOver(), () => this.#ports.clipboard.write(text, options));
  }

  /** At the end of the app. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.settle();
  }

  /** The user's clipboard comes back without delay, but not under a program that still reads. */
  async settle(): Promise<void> {
    const loan = this.#loan;
    if (!loan) return await this.#returning;
    loan.cancelled.abort();
    await loan.returned;
    if (this.#loan !== loan) return; // it was brought back already
    await this.#untilRead(loan);
    await this.#return(loan);
  }

  /** While our own text before lies there, the user's content is the one that was saved ahead of it. */
  async #save(before: Loan | null, primary: boolean, signal?: AbortSignal): Promise<SavedClipboard | null> {
    const { clipboard, log } = this.#ports;
    try {
      if (!before?.saved || !(await clipboard.stillOurs(before.text))) return await clipboard.save({ primary }, signal);
      if (!primary || before.saved.selections.includes('primary')) return before.saved;
      const both = await clipboard.save({ primary }, signal);
      return {
        selections: [...before.saved.selections, 'primary'],
        formats: [...before.saved.formats, ...both.formats.filter((format) => format.selection === 'primary')],
      };
    } catch (error) {
      signal?.throwIfAborted();
      log('clipboard not saved', { error });
      return null;
    }
  }

  /**
   * Waits for the program that may still read the text before, or for the user's content that is on its way back.
   * @returns the loan that is the caller's to end; null when there is none, or none any more
   */
  async #takeOver(signal?: AbortSignal): Promise<Loan | null> {
    const loan = this.#loan;
    if (loan) {
      loan.cancelled.abort();
      await loan.returned;
    }
    if (!loan || this.#loan !== loan) {
      await this.#returning;
      return null;
    }
    try {
      await this.#untilRead(loan, signal);
      this.#loan = null;
      return loan;
    } catch (error) {
      this.#lend(loan, Math.max(0, loan.dueAt - this.#ports.now()), 0); // the newcomer was taken back
      throw error;
    }
  }

  /** A text that does not get as far as the clipboard leaves it to the loan `before`, whose content comes back then. */
  async #inPlaceOf<T>(before: Loan | null, write: (before: Loan | null) => Promise<T>): Promise<T> {
    try {
      return await write(before);
    } catch (error) {
      if (before) this.#lend(before, 0, 0);
      throw error;
    }
  }

  #lend(facts: Pick<Loan, 'saved' | 'text' | 'written'>, afterMs: number, secondMs: number): void {
    const cancelled = new AbortController();
    const now = this.#ports.now();
    const due = { ...facts, dueAt: now + afterMs, secondReadBy: now + Math.max(afterMs, secondMs) };
    const returned = this.#untilRead(due, cancelled.signal).then(
      () => (this.#loan ? this.#return(this.#loan) : undefined),
      () => undefined, // the next paste took the loan over
    );
    this.#loan = { ...due, cancelled, returned };
  }

  /** Until the time is up and the program seems to be through with reading. */
  async #untilRead(loan: Pick<Loan, 'dueAt' | 'secondReadBy' | 'written'>, signal?: AbortSignal): Promise<void> {
    const { now, sleep } = this.#ports;
    let heldUp = false;
    for (const end = loan.dueAt + longestReadMs; heldUp || now() < end; ) {
      const rest = loan.dueAt - now();
      const reads = loan.written.reads?.();
      const reading = reads && (reads.quietMs < quietEnoughMs || (reads.count === 1 && now() < loan.secondReadBy));
      if (rest <= 0 && !reading && !heldUp) return;
      const ms = rest > 0 ? rest : lookAgainMs;
      const wakeAt = now() + ms;
      await sleep(ms, signal);
      heldUp = !heldUp && now() - wakeAt > heldUpMs; // one more look is enough to hear what waited
    }
  }

  #return({ saved, text }: Loan): Promise<void> {
    this.#loan = null;
    this.#returning = saved ? this.#bringBack(saved, text) : Promise.resolve();
    return this.#returning;
  }

  /** Never rejects. */
  async #bringBack(saved: SavedClipboard, text: string): Promise<void> {
    const { clipboard, log } = this.#ports;
    try {
      if (await clipboard.stillOurs(text)) await clipboard.restore(saved);
      else log('clipboard kept as it is', { why: 'somebody else wrote to it' });
    } catch (error) {
      log('clipboard not restored', { error });
    }
  }
}
