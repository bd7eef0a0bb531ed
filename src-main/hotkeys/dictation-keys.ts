// The one place where key sources meet: the grab (keeps the key away from the focused program, tells of presses only), the
// hook (tells of presses and releases, keeps nothing away) and the desktop's shortcut portal (both, on Wayland). Out come
// intents. Knows ports, timers and the gesture, no Electron, no uiohook, no D-Bus.
import { AppError } from '../contract/app-error.ts';
import type { Settings } from '../contract/settings.ts';
import { type Accelerator, formatAccelerator, isSingleModifier, parseAccelerator } from './accelerator.ts';
import { EscapeKey } from './escape-key.ts';
import { nowMs } from './event-time.ts';
import { type DictationKeyEvent, type GestureState, gesture, type Intent, idleGesture } from './gesture.ts';
import { type ChildLauncher, type HookState, type HookTimes, KeyHook } from './hook.ts';
import type { HookSign } from './hook-protocol.ts';
import type { PortalKeys } from './portal.ts';
import { PressPairs } from './press-pairs.ts';
import { RepeatFilter } from './repeat-filter.ts';

export interface ShortcutGrabber {
  /** @returns false when another program has the key, or when it is no key. */
  grab(accelerator: string, onPress: () => void): boolean;
  release(accelerator: string): void;
}

export interface DictationKeysPorts {
  readonly platform: NodeJS.Platform;
  readonly grabber: ShortcutGrabber;
  /** Null where there is no hook (Wayland). */
  readonly launcher: ChildLauncher | null;
  /** Wayland's shortcut portal; null elsewhere. */
  readonly portal: PortalKeys | null;
  readonly settings: () => Pick<Settings['dictation'], 'mode' | 'tapMs' | 'doubleTapLock' | 'escape'>;
  /** Whether a dictation is being recorded now. */
  readonly listening: () => boolean;
  readonly onIntent: (intent: Intent) => void;
  readonly onPasteLast: () => void;
  readonly onState: (state: KeysState) => void;
  readonly hookTimes?: HookTimes;
  /** Milliseconds on the clock of `HookSign.at`; for tests. */
  readonly now?: () => number;
}

export interface KeysState {
  readonly accelerator: string;
  readonly works: 'hold' | 'toggle' | 'none';
  /** Why it is less than `hold`. */
  readonly error?: AppError;
}

/** What the hook reports comes a little later than the keys. */
const muteTailMs = 120;

export class DictationKeys implements AsyncDisposable {
  readonly #ports: DictationKeysPorts;
  readonly #now: () => number;
  readonly #hook: KeyHook | null;
  readonly #filter: RepeatFilter;
  readonly #escape: EscapeKey;
  readonly #pairs: PressPairs;
  #gesture: GestureState = idleGesture;
  #dictate: Accelerator | null = null;
  #pasteLast: Accelerator | null = null;
  /** Where that is a lone modifier: when it went down, as long as it may still be a tap. */
  #pasteLastDownAt: number | null = null;
  #taken: AppError | null = null;
  #grabbed = new Set<string>();
  #muted = 0;
  #suspended = false;

  constructor(ports: DictationKeysPorts) {
    this.#ports = ports;
    this.#now = ports.now ?? nowMs;
    this.#filter = new RepeatFilter(ports.platform, this.#now, (kind, at) => {
      this.#feed(kind === 'down' ? this.#pairs.pairDown(at) : kind, at);
    });
    const missed = (): void => {
      this.#feed('press');
      this.#hook?.check();
    };
    this.#pairs = new PressPairs(missed, ports.platform === 'linux', this.#now);
    const { grabber, settings, launcher, portal } = ports;
    this.#escape = new EscapeKey(
      grabber,
      this.#now,
      () => settings().escape,
      () => this.#feed('cancel'),
    );
    this.#hook =
      launcher &&
      new KeyHook(
        launcher,
        {
          onKey: (sign) => this.#hookKey(sign),
          onLost: () => this.#lost(),
          onState: () => this.#tell(),
        },
        ports.hookTimes,
      );
    portal?.listen({
      onKey: (id, kind) => this.#portalKey(id, kind),
      onLost: () => this.#lost(),
      onState: () => this.#tell(),
    });
  }

  /** Takes the keys. Called at the start and when the settings change; empty text = no key. */
  use(keys: { readonly dictate: string; readonly pasteLast: string }): void {
    this.#letGo();
    this.#lost();
    this.#dictate = parseAccelerator(keys.dictate, this.#ports.platform);
    this.#pasteLast = parseAccelerator(keys.pasteLast, this.#ports.platform);
    this.#taken =
      keys.dictate !== '' && !this.#dictate
        ? new AppError('hotkey_invalid', `"${keys.dictate}" is not a key that Sotto knows.`)
        : null;
    if (!this.#suspended) this.#take();
    this.#tell();
  }

  /** A dictation began or ended, by whatever door: Escape is taken only meanwhile. */
  listeningChanged(): void {
    const listening = this.#ports.listening() && !this.#suspended;
    this.#escape.take(listening, this.#dictate?.modifiers ?? []);
    this.#watch();
  }

  /**
   * Around the paste chord, and a little longer: its Control or Shift must not be taken for a hotkey that is a lone
   * modifier.
   */
  mute(): Disposable {
    this.#muted += 1;
    let over = false;
    return {
      [Symbol.dispose]: () => {
        if (over) return;
        over = true;
        setTimeout(() => {
          this.#muted -= 1;
        }, muteTailMs).unref();
      },
    };
  }

  /** The same, where it matters: when the dictation key is a modifier alone. Null: nothing of Sotto's can be mistaken. */
  muteIfLone(): Disposable | null {
    return this.#dictate && isSingleModifier(this.#dictate) ? this.mute() : null;
  }

  /** While the settings page records a key. */
  suspend(on: boolean): void {
    if (on === this.#suspended) return;
    this.#suspended = on;
    this.#lost();
    if (on) this.#letGo();
    else this.#take();
    this.listeningChanged();
  }

  /** Sleep, lock and resume of the computer. */
  reset(): void {
    this.#filter.forget();
    this.#hook?.reset();
    this.#lost();
  }

  /** The Doctor's button: the hook is started anew. */
  retry(): void {
    this.#hook?.start();
    void this.#ports.portal?.retry();
  }

  /** Whether this accelerator is grabbed by us already. */
  has(accelerator: string): boolean {
    return this.#grabbed.has(accelerator);
  }

  get state(): KeysState {
    const accelerator = this.#dictate ? formatAccelerator(this.#dictate) : '';
    const { portal } = this.#ports;
    const hook: HookState = this.#hook?.state ?? { is: 'off' };
    const holds = hook.is === 'works' || portal?.state.is === 'works';
    const grabs = this.#dictate !== null && this.#grabbed.has(accelerator);
    if (!this.#dictate) return { accelerator, works: 'none', ...(this.#taken ? { error: this.#taken } : {}) };
    if (holds && (grabs || portal || isSingleModifier(this.#dictate))) return { accelerator, works: 'hold' };
    const why = hook.is === 'unavailable' ? hook.error : portal?.state.is === 'unavailable' ? portal.state.error : null;
    const error = this.#taken ?? why;
    const works = grabs ? 'toggle' : holds ? 'hold' : 'none';
    return { accelerator, works, ...(error ? { error } : {}) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#letGo();
    this.#escape.take(false, []);
    this.#filter.forget();
    this.#pairs[Symbol.dispose]();
    this.#hook?.[Symbol.dispose]();
    await this.#ports.portal?.[Symbol.asyncDispose]();
  }

  // --- sources -----------------------------------------------------------------------------------------------------

  #take(): void {
    const dictate = this.#dictate;
    if (dictate && !isSingleModifier(dictate) && !this.#ports.portal) {
      const taken = this.#grab(dictate, () => this.#grabPress());
      const text = `Another program has ${formatAccelerator(dictate)}.`;
      this.#taken = taken ? null : new AppError('hotkey_taken', text);
    }
    const again = this.#pasteLast;
    if (again && !isSingleModifier(again) && !this.#ports.portal) this.#grab(again, () => this.#pasteLastPress());
    if (dictate || (again && isSingleModifier(again))) this.#hook?.start();
    this.#watch();
    const shortcuts = [
      ...(dictate ? [{ id: 'dictate', accelerator: dictate }] : []),
      ...(this.#pasteLast ? [{ id: 'paste-last', accelerator: this.#pasteLast }] : []),
    ];
    void this.#ports.portal?.bind(shortcuts);
  }

  #letGo(): void {
    for (const accelerator of this.#grabbed) this.#ports.grabber.release(accelerator);
    this.#grabbed = new Set();
    this.#hook?.watch([]);
    this.#pairs.forget();
  }

  #grab(accelerator: Accelerator, onPress: () => void): boolean {
    const text = formatAccelerator(accelerator);
    const taken = this.#ports.grabber.grab(text, onPress);
    if (taken) this.#grabbed.add(text);
    return taken;
  }

  #watch(): void {
    const dictate = this.#dictate && !this.#suspended ? formatAccelerator(this.#dictate) : null;
    const again = this.#pasteLast && !this.#suspended && isSingleModifier(this.#pasteLast) ? this.#pasteLast : null;
    const cancels = this.#ports.listening() && this.#ports.settings().escape !== 'off' && !this.#suspended;
    this.#hook?.watch([
      ...(dictate ? [{ id: 'dictate', accelerator: dictate }] : []),
      ...(again ? [{ id: 'paste-last', accelerator: formatAccelerator(again) }] : []),
      ...(cancels ? [{ id: 'cancel', accelerator: 'Escape', anyModifiers: true }] : []),
    ]);
  }

  /** The grab repeats while the key is held and never tells of a release: with a hook it only shows that the hook lives. */
  #grabPress(): void {
    if (this.#suspended) return;
    const first = this.#filter.grabPress();
    const pair = this.#pairs.pairGrab();
    if (!first) return;
    if (this.#hook?.state.is !== 'works') {
      this.#pairs.count();
      this.#feed('press');
      return;
    }
    if (pair === 'doubted') this.#feed('down');
    if (pair !== 'new' || this.#filter.isDown) return;
    if (this.#pairs.awaitHook() === 'held') this.#filter.down(this.#now());
  }

  #pasteLastPress(): void {
    if (!this.#suspended && this.#filter.otherPress()) this.#ports.onPasteLast();
  }

  /** A lone modifier can't be grabbed, and may yet become part of a shortcut: only its tap counts. */
  #pasteLastSign(kind: HookSign['kind'], at: number): void {
    const downAt = this.#pasteLastDownAt;
    this.#pasteLastDownAt = kind === 'down' ? at : null;
    if (kind === 'up' && downAt !== null && at - downAt <= this.#ports.settings().tapMs) this.#pasteLastPress();
  }

  #hookKey({ id, kind, sure, at }: HookSign): void {
    if (id === 'paste-last') {
      this.#pasteLastSign(kind, at);
      return;
    }
    if (id === 'cancel') {
      if (kind === 'down') this.#escape.press(at);
      return;
    }
    const notOurs = this.#muted > 0 && this.#dictate !== null && isSingleModifier(this.#dictate);
    if (id !== 'dictate' || (kind !== 'up' && (notOurs || this.#suspended))) return;
    if (kind === 'combo') this.#feed('combo', at);
    else if (kind === 'held') this.#hookHeld();
    else if (kind === 'down') this.#filter.down(at);
    else {
      this.#filter.up(at, sure);
      this.#pairs.release(at);
    }
  }

  /** Pressed before the hook worked: if the grab told of it, the release ends what that press began. */
  #hookHeld(): void {
    const pressedAt = this.#pairs.pairHeld();
    if (pressedAt !== null) this.#filter.down(pressedAt);
  }

  /** The portal's own times have no agreed unit (some desktops send seconds): the moment of hearing has to do. */
  #portalKey(id: string, kind: 'down' | 'up'): void {
    if (id === 'paste-last') {
      if (kind === 'down') this.#pasteLastPress();
      return;
    }
    if (id !== 'dictate' || (kind === 'down' && this.#suspended)) return;
    if (kind === 'down') this.#filter.down(this.#now());
    else this.#filter.up(this.#now(), false);
  }

  // --- meaning -----------------------------------------------------------------------------------------------------

  #lost(): void {
    this.#filter.forget();
    this.#feed('lost');
  }

  #feed(kind: DictationKeyEvent['kind'], at = this.#now()): void {
    const { listening, settings, onIntent } = this.#ports;
    const { state, intent } = gesture(this.#gesture, { kind, at }, listening(), settings());
    this.#gesture = state;
    if (intent) onIntent(intent);
  }

  #tell(): void {
    this.#ports.onState(this.state);
  }
}
