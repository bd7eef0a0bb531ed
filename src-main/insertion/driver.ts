// What a desktop lets us do with other programs' windows and with keys. One driver per kind of desktop. PURE: types only.
import type { Chord } from './chord.ts';

export interface TargetWindow {
  /** Stable while the window lives; says enough to notice that an id was given to another window. */
  readonly id: string;
  /** For people: "Slack", or the window's title. */
  readonly name?: string;
  /** What stands in its title bar, where the desktop tells. */
  readonly title?: string;
  /** WM_CLASS as "instance\0class", app id, bundle id or program name; empty when unknown. */
  readonly className: string;
  /** The X server's id, for the clipboard's read receipt. */
  readonly nativeWindow?: number;
}

/** `unknown`: this desktop does not tell which window is active. */
export type Activation = 'active' | 'gone' | 'refused' | 'unknown';

export interface DesktopDriver extends Disposable {
  /** For the log and the Doctor: "x11", "wtype", "portal", "ydotool", "osascript", "sendinput", "none". */
  readonly name: string;
  can(): Promise<{ readonly chord: boolean; readonly type: boolean; readonly primary: boolean }>;
  /** False where the active window can't be asked for (GNOME and KDE on Wayland): the text goes where the focus is. */
  readonly tellsWindows: boolean;
  /** The active window; null when there is none or this desktop does not tell. Never throws. */
  active(): Promise<TargetWindow | null>;
  /** Waits, up to a second, until the user let go of the hotkey's modifiers. Never throws but for the signal. */
  settle(signal?: AbortSignal): Promise<void>;
  /** Makes the window the active one again if it isn't and still exists. */
  activate(id: string, signal?: AbortSignal): Promise<Activation>;
  /** False when the keyboard layout has no key for the chord's letter. */
  hasKeys(chord: Chord): Promise<boolean>;
  /** @throws AppError paste_failed when it was not delivered. */
  press(chord: Chord, signal?: AbortSignal): Promise<void>;
  /** Types the text as keys. @throws AppError paste_failed. */
  type(text: string, signal?: AbortSignal): Promise<void>;
}
