// Wayland: keys through wtype where the compositor has a virtual keyboard, through the RemoteDesktop portal on GNOME and
// KDE, through ydotool where its daemon runs; windows where the compositor tells. Untested against real compositors here.
import { AppError } from '../contract/app-error.ts';
import type { Chord } from './chord.ts';
import type { RunCommand } from './command-runner.ts';
import { type CompositorWindows, compositorWindows } from './compositor-windows.ts';
import type { Activation, DesktopDriver, TargetWindow } from './driver.ts';
import { isNewYdotool, wtypeChord, wtypeText, ydotoolChord, ydotoolQuestion } from './key-commands.ts';
import type { KeyPressPortal } from './key-press-portal.ts';
import type { Desktop } from './session.ts';

export type KeyTool = 'wtype' | 'portal' | 'ydotool';

/** Mutter and KWin don't have wtype's protocol; elsewhere it is the quickest and asks nobody. */
export function keyToolOrder(desktop: Desktop): readonly KeyTool[] {
  return desktop === 'gnome' || desktop === 'kde' ? ['portal', 'ydotool'] : ['wtype', 'portal', 'ydotool'];
}

export interface WaylandPorts {
  readonly desktop: Desktop;
  readonly run: RunCommand;
  /** Whether a program of this name is on the PATH. */
  readonly has: (program: string) => boolean;
  readonly portal: KeyPressPortal;
}

/** Nobody tells a Wayland client which modifiers are held: the hotkey's are given a moment to come up. */
const settleMs = 60;

/** wtype 0.4 sleeps 4 ms at each character and asks the compositor twice: a minute of speech takes four seconds or more. */
const typingMsPerCharacter = 20;

export class WaylandDriver implements DesktopDriver {
  readonly tellsWindows: boolean;
  readonly #ports: WaylandPorts;
  readonly #windows: CompositorWindows | null;
  #tool: Promise<KeyTool | null> | null = null;
  #toolName: KeyTool | 'none' = 'none';

  constructor(ports: WaylandPorts) {
    this.#ports = ports;
    this.#windows = compositorWindows(ports.desktop, ports.run);
    this.tellsWindows = this.#windows !== null;
  }

  get name(): string {
    return this.#toolName;
  }

  async can(): Promise<{ chord: boolean; type: boolean; primary: boolean }> {
    const tool = await this.#keyTool();
    return { chord: tool !== null, type: tool === 'wtype', primary: true };
  }

  active(): Promise<TargetWindow | null> {
    return this.#windows?.active() ?? Promise.resolve(null);
  }

  activate(id: string): Promise<Activation> {
    return this.#windows?.activate(id) ?? Promise.resolve('unknown');
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, settleMs));
  }

  async hasKeys(chord: Chord): Promise<boolean> {
    return (await this.#keyTool()) !== 'ydotool' || ydotoolChord(chord) !== null;
  }

  async press(chord: Chord, signal?: AbortSignal): Promise<void> {
    const tool = await this.#keyTool();
    if (tool === 'portal') return this.#ports.portal.press(chord, signal);
    const command = tool === 'wtype' ? wtypeChord(chord) : tool === 'ydotool' ? ydotoolChord(chord) : null;
    if (!command) throw new AppError('paste_failed', 'Nothing here can press the paste keys.');
    const { ok, stderr } = await this.#ports.run(command, signal ? { signal } : {});
    if (!ok) throw new AppError('paste_failed', `${command[0]} did not press the keys.`, { cause: stderr });
  }

  async type(text: string, signal?: AbortSignal): Promise<void> {
    // Ended early, it would leave half of the text in the window, and all of it on the clipboard to be pasted behind that.
    const patienceMs = 4_000 + text.length * typingMsPerCharacter;
    const { ok, stderr } = await this.#ports.run(wtypeText, { input: text, patienceMs, ...(signal ? { signal } : {}) });
    if (!ok) throw new AppError('paste_failed', 'wtype did not type the text.', { cause: stderr });
  }

  [Symbol.dispose](): void {
    this.#ports.portal[Symbol.dispose]();
  }

  #keyTool(): Promise<KeyTool | null> {
    if (this.#tool) return this.#tool;
    const finding = this.#find();
    this.#tool = finding;
    const lookAgain = (): void => {
      this.#tool = null; // installed, or come up after the login, it counts at the next text
    };
    finding.then((tool) => (tool === null ? lookAgain() : undefined), lookAgain);
    return finding;
  }

  async #find(): Promise<KeyTool | null> {
    const { desktop, run, has, portal } = this.#ports;
    for (const tool of keyToolOrder(desktop)) {
      const works =
        tool === 'portal'
          ? await portal.available()
          : has(tool) && (tool === 'wtype' || isNewYdotool(helpOf(await run(ydotoolQuestion))));
      if (!works) continue;
      this.#toolName = tool;
      return tool;
    }
    return null;
  }
}

const helpOf = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string => stdout + stderr;
