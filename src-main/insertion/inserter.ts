// Brings a finished text into the window that was active when the user began to speak, or leaves it on the clipboard and
// says so. "Pasted" is claimed only for a cause: that window was active, the chord was delivered, and where the platform
// tells who reads the clipboard, the program read the text. One insertion at a time. Knows ports, no platform.
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toAppError } from '../contract/app-error.ts';
import { type Chord, chordWords, type PasteChord } from './chord.ts';
import type { Clipboard } from './clipboard.ts';
import { ClipboardLoan } from './clipboard-loan.ts';
import type { DesktopDriver, TargetWindow } from './driver.ts';
import { type InsertionPlan, type InsertionSettings, leastRestoreMs, planInsertion, withoutLetters } from './plan.ts';
import type { DesktopSession } from './session.ts';

export interface InserterPorts {
  readonly settings: () => InsertionSettings;
  readonly session: DesktopSession;
  readonly driver: DesktopDriver;
  readonly clipboard: Clipboard;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
  /** While Sotto presses keys itself, they must not be taken for the user's hotkey. */
  readonly muteKeys?: () => Disposable;
  /** Monotonic milliseconds; for tests. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface Target {
  readonly windowId: string;
  readonly name?: string;
}

export interface Inserted {
  readonly insertion: 'pasted' | 'copied';
  readonly chord?: string;
  readonly reason?: AppError;
}

export interface RoundTrip {
  readonly driver: string;
  readonly canPaste: boolean;
  readonly clipboardError: AppError | null;
  /** Save, write, read back and restore. */
  readonly clipboardMs: number;
  /** Class of the window that is active now, for "add current window". */
  readonly activeClass: string;
}

/** After this a program that has not asked for the text did not paste. */
const readReceiptMs = 1_500;
/** Between a paste and Enter: programs insert what they read a little later. */
const enterAfterMs = 80;
/** The user may be in another window when the clipboard was waited for longer than this. */
const surelyInFrontMs = 100;
const rememberedTargets = 50;

export class TextInserter implements AsyncDisposable {
  readonly #ports: InserterPorts;
  readonly #loan: ClipboardLoan;
  readonly #now: () => number;
  readonly #sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly #known = new Map<string, TargetWindow>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: InserterPorts) {
    this.#ports = ports;
    this.#sleep = ports.sleep ?? (async (ms, signal) => delay(ms, undefined, signal ? { signal } : {}));
    this.#now = ports.now ?? (() => performance.now());
    const { clipboard, log } = ports;
    this.#loan = new ClipboardLoan({ clipboard, log, now: this.#now, sleep: this.#sleep });
  }

  /** At key-down: the window that is active now. Never throws. */
  async target(): Promise<Target> {
    try {
      const window = await this.#ports.driver.active();
      if (!window) return { windowId: '' };
      this.#remember(window);
      return { windowId: window.id, ...(window.name === undefined ? {} : { name: window.name }) };
    } catch (error) {
      this.#ports.log('active window unknown', { error });
      return { windowId: '' };
    }
  }

  /** The window that is active now; null when there is none or this desktop does not tell. */
  activeWindow(): Promise<TargetWindow | null> {
    return this.#ports.driver.active();
  }

  /** @throws AppError clipboard_failed when the text could not even be copied. */
  insert(text: string, target: Target, signal?: AbortSignal): Promise<Inserted> {
    return this.#inTurn(() => this.#insert(text, target, signal));
  }

  /** The text stays on the clipboard. @throws AppError clipboard_failed. */
  copy(text: string): Promise<Inserted> {
    return this.#inTurn(() => this.#copied(this.#plan(text, ''), null));
  }

  /** For the Doctor: writes to the clipboard, reads it back and restores it; presses nothing. */
  roundTrip(): Promise<RoundTrip> {
    return this.#inTurn(async () => {
      const { driver, clipboard } = this.#ports;
      await this.#loan.settle(); // what is saved is the user's own
      const startedAt = performance.now();
      const probe = `Sotto ${startedAt}`;
      let clipboardError: AppError | null = null;
      try {
        const saved = await clipboard.save({ primary: false });
        await clipboard.write(probe, { keepOutOfHistory: true, primary: false });
        if (await clipboard.stillOurs(probe)) await clipboard.restore(saved);
        else clipboardError = new AppError('clipboard_failed', 'What was written to the clipboard is not there.');
      } catch (error) {
        clipboardError = toAppError(error);
      }
      const clipboardMs = Math.round(performance.now() - startedAt);
      const active = await driver.active();
      const { chord } = await driver.can();
      return {
        driver: driver.name,
        canPaste: chord,
        clipboardError,
        clipboardMs,
        activeClass: active?.className ?? '',
      };
    });
  }

  /** Waits for a running insertion and brings the user's clipboard back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await this.#loan[Symbol.asyncDispose]();
  }

  async #insert(text: string, target: Target, signal?: AbortSignal): Promise<Inserted> {
    signal?.throwIfAborted();
    const { driver } = this.#ports;
    const can = await driver.can();
    const guess = planInsertion({ ...this.#facts(text, this.#known.get(target.windowId)?.className ?? ''), can });
    if (guess.do === 'copy') {
      return this.#copied(guess, guess.why === 'no-chord' ? noKeys() : null);
    }
    await driver.settle(signal);
    const window = await this.#activate(target, signal);
    if (window instanceof AppError) return this.#copied(guess, window);
    let plan = planInsertion({ ...this.#facts(text, window?.className ?? ''), can });
    if (plan.do === 'paste' && !(await driver.hasKeys(plan.chord))) plan = withoutLetters(plan, can);
    if (plan.do === 'copy') return this.#copied(plan, null);
    return plan.do === 'type' ? this.#type(plan, window, signal) : this.#paste(plan, window, target, signal);
  }

  async #paste(
    plan: InsertionPlan & { do: 'paste' },
    window: TargetWindow | null,
    target: Target,
    signal?: AbortSignal,
  ): Promise<Inserted> {
    const { driver, log } = this.#ports;
    const inFrontAt = this.#now();
    const { keepOutOfClipboardHistory: keepOutOfHistory } = this.#ports.settings();
    const options = { keepOutOfHistory, primary: plan.primary, save: plan.restoreAfterMs !== null };
    const { written, giveBack } = await this.#loan.borrow(plan.text, options, signal);
    const reading = new AbortController();
    try {
      signal?.throwIfAborted();
      if (this.#now() - inFrontAt > surelyInFrontMs) {
        const still = await this.#activate(target, signal);
        if (still instanceof AppError) throw still;
      }
      // Listens before the chord: the answer may come before the chord's own confirmation.
      const receipt = written.readBy?.(window?.nativeWindow ?? null, readReceiptMs, reading.signal);
      await this.#press(plan.chord, signal);
      if (receipt && !(await receipt)) throw new AppError('paste_failed', `${nameOf(window)} did not take the text.`);
      if (plan.enter) await this.#enter(window, signal);
    } catch (error) {
      reading.abort();
      if (signal?.aborted) giveBack(leastRestoreMs, true);
      signal?.throwIfAborted();
      // The text stays on the clipboard: the user is told to paste it.
      log('text not pasted', { driver: driver.name, chord: plan.chord });
      return { insertion: 'copied', chord: chordWords[plan.byHand], reason: toAppError(error) };
    }
    giveBack(plan.restoreAfterMs ?? leastRestoreMs, plan.readsOnce);
    return { insertion: 'pasted' };
  }

  async #type(
    plan: InsertionPlan & { do: 'type' },
    window: TargetWindow | null,
    signal?: AbortSignal,
  ): Promise<Inserted> {
    const { driver } = this.#ports;
    try {
      {
        using _muted = this.#ports.muteKeys?.();
        await driver.type(plan.text, signal);
      }
      const after = driver.tellsWindows ? await driver.active() : null;
      if (window && after?.id !== window.id) {
        throw new AppError('paste_failed', `${nameOf(window)} lost the focus while the text was typed.`);
      }
      if (plan.enter) await this.#enter(window, signal);
      return { insertion: 'pasted' };
    } catch (error) {
      signal?.throwIfAborted();
      return this.#copied(plan, toAppError(error));
    }
  }

  /** Not in another window: there it may send what nobody has finished writing. */
  async #enter(window: TargetWindow | null, signal?: AbortSignal): Promise<void> {
    const { driver, log } = this.#ports;
    await this.#sleep(enterAfterMs, signal);
    if (window && driver.tellsWindows && (await driver.active())?.id !== window.id) {
      log('enter not pressed', { driver: driver.name, why: 'another window is active' });
      return;
    }
    await this.#press('enter', signal);
  }

  async #press(chord: Chord, signal?: AbortSignal): Promise<void> {
    using _muted = this.#ports.muteKeys?.();
    await this.#ports.driver.press(chord, signal);
  }

  /** The window, active now; null where that can't be known; the reason when the text must not go anywhere. */
  async #activate(target: Target, signal?: AbortSignal): Promise<TargetWindow | AppError | null> {
    const { driver } = this.#ports;
    if (!driver.tellsWindows) return null;
    if (target.windowId === '') return new AppError('paste_failed', 'No window was active when you began to speak.');
    try {
      const state = await driver.activate(target.windowId, signal);
      const name = target.name ?? 'The window';
      if (state === 'gone') return new AppError('paste_failed', `${name} was closed meanwhile.`);
      if (state === 'refused') return new AppError('paste_failed', `${name} could not be brought to the front.`);
      if (state === 'unknown') return null;
    } catch (error) {
      signal?.throwIfAborted();
      return toAppError(error);
    }
    const known = this.#known.get(target.windowId);
    if (known) return known;
    const active = await driver.active();
    return active?.id === target.windowId ? active : null;
  }

  async #copied(plan: InsertionPlan, reason: AppError | null): Promise<Inserted> {
    const { keepOutOfClipboardHistory: keepOutOfHistory } = this.#ports.settings();
    await this.#loan.keep(plan.text, { keepOutOfHistory, primary: plan.primary });
    const chord = chordWords[plan.byHand satisfies PasteChord];
    return { insertion: 'copied', chord, ...(reason ? { reason } : {}) };
  }

  #plan(text: string, className: string): InsertionPlan {
    const can = { chord: false, type: false, primary: false };
    return planInsertion({ ...this.#facts(text, className), can });
  }

  #facts(text: string, className: string) {
    return { text, className, session: this.#ports.session, settings: this.#ports.settings() };
  }

  #remember(window: TargetWindow): void {
    this.#known.delete(window.id);
    this.#known.set(window.id, window);
    const [oldest] = this.#known.keys();
    if (this.#known.size > rememberedTargets && oldest !== undefined) this.#known.delete(oldest);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined); // the caller has it
    return result;
  }
}

const noKeys = (): AppError =>
  new AppError('paste_failed', 'This desktop does not let Sotto press keys.', {
    hint: 'Paste it yourself; Doctor says what would let Sotto do it.',
  });

const nameOf = (window: TargetWindow | null): string => window?.name ?? 'The program';
