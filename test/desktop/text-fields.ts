// Two programs that are not ours, with a text field that says what arrived in it: xterm and Chromium.
export { openBrowserField } from './browser-field.ts';
export { openTerminalField } from './terminal-field.ts';

export interface TextField extends AsyncDisposable {
  /** X window id of the program. */
  readonly windowId: number;
  /** Everything that stands in the field now. */
  read(): string;
  /** Resolves as soon as the field holds exactly `text`; the answer is `performance.now()` of that moment. */
  waitForText(text: string, options?: { timeoutMs?: number }): Promise<number>;
  /** Forgets what arrived so far (and empties the field). */
  clear(): Promise<void>;
  /** Gives the keyboard to the field. */
  focus(): Promise<void>;
}
