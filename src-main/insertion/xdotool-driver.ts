// X11 when our own connection can't be had (a kind of authority that the library does not know): xdotool, if it is there.
// Without --clearmodifiers, which leaves keys stuck when the user lets go meanwhile.
import { AppError } from '../contract/app-error.ts';
import type { Chord } from './chord.ts';
import type { RunCommand } from './command-runner.ts';
import type { Activation, DesktopDriver, TargetWindow } from './driver.ts';
import { xdotoolChord } from './key-commands.ts';

export class XdotoolDriver implements DesktopDriver {
  readonly name = 'xdotool';
  readonly tellsWindows = true;
  readonly #run: RunCommand;

  constructor(run: RunCommand) {
    this.#run = run;
  }

  async can(): Promise<{ chord: boolean; type: boolean; primary: boolean }> {
    const { ok } = await this.#run(['xdotool', 'getmouselocation']);
    return { chord: ok, type: false, primary: ok };
  }

  async active(): Promise<TargetWindow | null> {
    const { ok, stdout } = await this.#run(['xdotool', 'getactivewindow']);
    const window = stdout.trim();
    if (!ok || window === '') return null;
    const facts = await this.#run(['xprop', '-id', window, 'WM_CLASS']);
    const names = [...facts.stdout.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    const name = names.at(-1);
    return {
      id: `xdotool:${window}`,
      className: names.join('\0'),
      nativeWindow: Number(window),
      ...(name ? { name } : {}),
    };
  }

  async activate(id: string): Promise<Activation> {
    const window = id.replace(/^xdotool:/, '');
    if (!(await this.#run(['xdotool', 'getwindowpid', window])).ok) return 'gone';
    if ((await this.active())?.id === id) return 'active';
    await this.#run(['xdotool', 'windowactivate', '--sync', window]);
    return (await this.active())?.id === id ? 'active' : 'refused';
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 80)); // it can't tell which keys are held
  }

  async hasKeys(): Promise<boolean> {
    return true; // xdotool binds a spare key by itself
  }

  async press(chord: Chord, signal?: AbortSignal): Promise<void> {
    const { ok, stderr } = await this.#run(xdotoolChord(chord), signal ? { signal } : {});
    if (!ok) throw new AppError('paste_failed', 'xdotool did not press the keys.', { cause: stderr });
  }

  async type(): Promise<void> {
    throw new AppError('paste_failed', 'xdotool drops characters; Sotto does not type with it.');
  }

  [Symbol.dispose](): void {}
}
