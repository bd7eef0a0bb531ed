// Windows: one PowerShell process, kept open, presses keys by SendInput and tells of windows. It is started when it is first
// needed and again when it died. The real script is untested here; the line protocol is tested with another program.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError } from '../contract/app-error.ts';
import type { Chord } from './chord.ts';
import type { Activation, DesktopDriver, TargetWindow } from './driver.ts';
import { windowsCommand } from './windows-script.ts';

const answerMs = 5_000;

interface Helper {
  readonly child: ChildProcessWithoutNullStreams;
  readonly waiting: ((answer: string) => void)[];
}

export class WindowsDriver implements DesktopDriver {
  readonly name = 'sendinput';
  readonly tellsWindows = true;
  readonly #command: readonly [string, ...string[]];
  #helper: Helper | null = null;

  constructor(command: readonly [string, ...string[]] = windowsCommand()) {
    this.#command = command;
  }

  async can(): Promise<{ chord: boolean; type: boolean; primary: boolean }> {
    return { chord: true, type: true, primary: false };
  }

  async active(): Promise<TargetWindow | null> {
    const answer = await this.#ask('active');
    const [, window, pid, name] = /^ok (\d+) (\d+) (.*)$/.exec(answer) ?? [];
    if (!window || !name) return null;
    return { id: `windows:${window}:${pid}`, className: name, name };
  }

  async activate(id: string): Promise<Activation> {
    const window = /^windows:(\d+):/.exec(id)?.[1];
    if (!window) return 'unknown';
    const answer = await this.#ask(`activate ${window}`);
    if (answer === 'no gone') return 'gone';
    return answer === 'ok' ? 'active' : 'refused';
  }

  async settle(): Promise<void> {
    await this.#ask('settle');
  }

  /** Virtual keys follow the layout. */
  async hasKeys(): Promise<boolean> {
    return true;
  }

  async press(chord: Chord): Promise<void> {
    await this.#must(`press ${chord}`, 'Windows did not take the paste keys (a program that runs as administrator?).');
  }

  async type(text: string): Promise<void> {
    const encoded = Buffer.from(text.replaceAll('\r\n', '\n')).toString('base64');
    await this.#must(`type ${encoded}`, 'Windows did not take the typed keys.');
  }

  [Symbol.dispose](): void {
    this.#helper?.child.kill();
    this.#helper = null;
  }

  async #must(command: string, message: string): Promise<void> {
    const answer = await this.#ask(command);
    if (answer !== 'ok') throw new AppError('paste_failed', message, { cause: answer });
  }

  /** One answer a command, in order; "no …" also when the helper is not there. */
  #ask(command: string): Promise<string> {
    const helper = this.#helper ?? this.#start();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        // Later answers would belong to earlier questions: a helper that is late is replaced.
        this.#end(helper, 'no answer');
      }, answerMs);
      helper.waiting.push((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      helper.child.stdin.write(`${command}\n`);
    });
  }

  #start(): Helper {
    const [program, ...args] = this.#command;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const helper: Helper = { child, waiting: [] };
    this.#helper = helper;
    child.stderr.resume(); // what it complains of comes as an answer, too
    child.stdin.on('error', () => undefined); // the exit below answers for it
    child.on('error', () => this.#end(helper, 'no helper'));
    child.on('exit', () => this.#end(helper, 'no helper'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line !== 'ok ready') helper.waiting.shift()?.(line);
    });
    return helper;
  }

  #end(helper: Helper, answer: string): void {
    if (this.#helper === helper) this.#helper = null;
    helper.child.kill();
    for (const resolve of helper.waiting.splice(0)) resolve(answer);
  }
}
