// macOS: lsappinfo says which program is in front, System Events presses the keys (it needs the Accessibility permission).
// Untested here; the commands and the reading of their answers are tested.
import { AppError } from '../contract/app-error.ts';
import type { Chord } from './chord.ts';
import type { RunCommand } from './command-runner.ts';
import type { Activation, DesktopDriver, TargetWindow } from './driver.ts';
import { lsappinfoFacts, lsappinfoFront, macosLayout, osascriptActivate, osascriptChord } from './key-commands.ts';

/** Keys that the user still holds would change the chord, and nobody tells which: a moment for them to come up. */
const settleMs = 80;

export class MacosDriver implements DesktopDriver {
  readonly name = 'osascript';
  readonly tellsWindows = true;
  readonly #run: RunCommand;

  constructor(run: RunCommand) {
    this.#run = run;
  }

  /** Typing by AppleScript is slow and follows the layout: pasting serves for it. */
  async can(): Promise<{ chord: boolean; type: boolean; primary: boolean }> {
    return { chord: true, type: false, primary: false };
  }

  async active(): Promise<TargetWindow | null> {
    const front = await this.#run(lsappinfoFront);
    const asn = front.stdout.trim();
    if (!front.ok || asn === '') return null;
    const { ok, stdout } = await this.#run(lsappinfoFacts(asn));
    return ok ? readFrontProgram(stdout) : null;
  }

  async activate(id: string): Promise<Activation> {
    const pid = Number(/^macos:(\d+):/.exec(id)?.[1] ?? Number.NaN);
    if (!Number.isInteger(pid)) return 'unknown';
    if ((await this.active())?.id === id) return 'active';
    try {
      process.kill(pid, 0);
    } catch {
      return 'gone';
    }
    await this.#run(osascriptActivate(pid));
    return (await this.active())?.id === id ? 'active' : 'refused';
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, settleMs));
  }

  async hasKeys(): Promise<boolean> {
    return true;
  }

  async press(chord: Chord, signal?: AbortSignal): Promise<void> {
    // Asked each time: who writes in two languages switches between one text and the next.
    const layout = (await this.#run(macosLayout)).stdout.trim();
    const { ok, stderr } = await this.#run(osascriptChord(chord, layout), signal ? { signal } : {});
    if (ok) return;
    throw new AppError('paste_failed', 'macOS did not let Sotto press the keys.', {
      cause: stderr,
      hint: 'Allow Sotto under Privacy & Security, Accessibility; the text is on the clipboard.',
    });
  }

  async type(): Promise<void> {
    throw new AppError('paste_failed', 'Sotto does not type on macOS.');
  }

  [Symbol.dispose](): void {}
}

/** `"pid"=123`, `"CFBundleIdentifier"="com.apple.TextEdit"`, `"LSDisplayName"="TextEdit"`, one a line. */
export function readFrontProgram(text: string): TargetWindow | null {
  const value = (...names: string[]): string =>
    names.map((name) => new RegExp(`"${name}"\\s*=\\s*"?([^"\\n]*)"?`).exec(text)?.[1] ?? '').find(Boolean) ?? '';
  const pid = value('pid');
  if (pid === '') return null;
  const bundle = value('CFBundleIdentifier', 'bundleid');
  const name = value('LSDisplayName', 'name');
  return { id: `macos:${pid}:${bundle}`, className: bundle, ...(name ? { name } : {}) };
}
