// The clipboard through programs: wl-clipboard in a Wayland session, xclip or xsel where the X connection of our own is
// not to be had. Such a program can own one format only, so the best one is saved and brought back.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '../contract/app-error.ts';
import { programEnv } from '../lib/program-env.ts';
import { runProgram } from '../lib/run-program.ts';
import type { Clipboard, SavedClipboard, SavedFormat, Selection, WriteOptions, WrittenText } from './clipboard.ts';
import type { Environment } from './session.ts';

export interface ClipboardCommands {
  readonly program: string;
  /** Lists the formats, one a line; null: text is all it knows. */
  readonly list: ((selection: Selection) => readonly [string, ...string[]]) | null;
  readonly read: (selection: Selection, type: string) => readonly [string, ...string[]];
  /** The content comes on its standard input. */
  readonly write: (selection: Selection, type: string, hidden: boolean) => readonly [string, ...string[]];
  readonly clear: (selection: Selection) => readonly [string, ...string[]];
  readonly textType: string;
  /** The program's own help says whether it can hide content from histories. */
  readonly hides: { readonly ask: readonly [string, ...string[]]; readonly word: string } | null;
}

const primaryFlag = (selection: Selection): string[] => (selection === 'primary' ? ['--primary'] : []);

/** wl-clipboard; --sensitive since 2.3 sets the same hint as password managers do. */
export const waylandCommands: ClipboardCommands = {
  program: 'wl-copy',
  list: (selection) => ['wl-paste', '--list-types', ...primaryFlag(selection)],
  read: (selection, type) => ['wl-paste', '--no-newline', '--type', type, ...primaryFlag(selection)],
  write: (selection, type, hidden) => [
    'wl-copy',
    '--type',
    type,
    ...(hidden ? ['--sensitive'] : []),
    ...primaryFlag(selection),
  ],
  clear: (selection) => ['wl-copy', '--clear', ...primaryFlag(selection)],
  textType: 'text/plain;charset=utf-8',
  hides: { ask: ['wl-copy', '--help'], word: '--sensitive' },
};

export const xclipCommands: ClipboardCommands = {
  program: 'xclip',
  list: (selection) => ['xclip', '-selection', selection, '-o', '-t', 'TARGETS'],
  read: (selection, type) => ['xclip', '-selection', selection, '-o', '-t', type],
  write: (selection, type) => ['xclip', '-selection', selection, '-i', '-t', type],
  clear: (selection) => ['xclip', '-selection', selection, '-i', '/dev/null'],
  textType: 'UTF8_STRING',
  hides: null,
};

export const xselCommands: ClipboardCommands = {
  program: 'xsel',
  list: null,
  read: (selection) => ['xsel', `--${selection}`, '--output'],
  write: (selection) => ['xsel', `--${selection}`, '--input'],
  clear: (selection) => ['xsel', `--${selection}`, '--clear'],
  textType: 'UTF8_STRING',
  hides: null,
};

/** macOS without Electron: text only. */
export const macosCommands: ClipboardCommands = {
  program: 'pbcopy',
  list: null,
  read: () => ['pbpaste'],
  write: () => ['pbcopy'],
  clear: () => ['pbcopy'],
  textType: 'public.utf8-plain-text',
  hides: null,
};

/** The one format to keep, of those that are offered: files, then pictures without text, then text. */
export function bestType(types: readonly string[], textType: string): string | null {
  const has = (type: string): boolean => types.includes(type);
  const files = ['x-special/gnome-copied-files', 'text/uri-list'].find(has);
  if (files) return files;
  const text = [textType, 'UTF8_STRING', 'text/plain;charset=utf-8', 'text/plain', 'STRING'].find(has);
  const picture = has('image/png') ? 'image/png' : types.find((type) => type.startsWith('image/'));
  return text ?? picture ?? types.find((type) => type.includes('/')) ?? null;
}

const patienceMs = 1_500;
const largestBytes = 64 * 1024 * 1024;

export class CommandClipboard implements Clipboard {
  readonly #commands: ClipboardCommands;
  readonly #env: Environment;
  #hides: Promise<boolean> | null = null;

  constructor(commands: ClipboardCommands, env: Environment) {
    this.#commands = commands;
    this.#env = programEnv(env);
  }

  async save({ primary }: { readonly primary: boolean }, signal?: AbortSignal): Promise<SavedClipboard> {
    const selections: Selection[] = primary ? ['clipboard', 'primary'] : ['clipboard'];
    const formats: SavedFormat[] = [];
    for (const selection of selections) {
      const type = await this.#bestOf(selection, signal);
      const bytes = type === null ? null : await this.#run(this.#commands.read(selection, type), signal);
      if (type !== null && bytes !== null && bytes.length > 0) formats.push({ selection, type, bytes });
    }
    return { formats, selections };
  }

  async write(text: string, { keepOutOfHistory, primary }: WriteOptions): Promise<WrittenText> {
    const { textType, write } = this.#commands;
    const hidden = keepOutOfHistory && (await this.#canHide());
    const selections: Selection[] = primary ? ['clipboard', 'primary'] : ['clipboard'];
    for (const selection of selections) await this.#feed(write(selection, textType, hidden), text);
    // The program answers from the background: only reading back shows that a reader would get this text.
    if (!(await this.stillOurs(text))) {
      throw new AppError('clipboard_failed', 'Another text was read back from the clipboard.');
    }
    return {};
  }

  async stillOurs(text: string): Promise<boolean> {
    const bytes = await this.#run(this.#commands.read('clipboard', this.#commands.textType));
    return bytes?.equals(Buffer.from(text)) ?? false;
  }

  async restore(saved: SavedClipboard): Promise<void> {
    for (const selection of saved.selections) {
      const format = saved.formats.find((candidate) => candidate.selection === selection);
      if (format) await this.#feed(this.#commands.write(selection, format.type, false), format.bytes);
      else await this.#feed(this.#commands.clear(selection), '');
    }
  }

  async #bestOf(selection: Selection, signal?: AbortSignal): Promise<string | null> {
    const { list, textType } = this.#commands;
    if (!list) return textType;
    const listed = await this.#run(list(selection), signal);
    return listed === null ? null : bestType(listed.toString('utf8').split('\n').filter(Boolean), textType);
  }

  #canHide(): Promise<boolean> {
    const { hides } = this.#commands;
    if (!hides) return Promise.resolve(false);
    this.#hides ??= this.#run(hides.ask).then((help) => help?.includes(hides.word) ?? false);
    return this.#hides;
  }

  /** Null when it fails: an empty clipboard is a failure to these programs. */
  async #run([program, ...args]: readonly [string, ...string[]], signal?: AbortSignal): Promise<Buffer | null> {
    const result = await runProgram(program, args, {
      timeoutMs: patienceMs,
      maxOutputBytes: largestBytes,
      env: this.#env,
      signal,
    });
    if (result.kind === 'missing') throw missing(program);
    return result.kind === 'ended' && result.code === 0 && !result.cut ? result.stdout : null;
  }

  /** These programs go to the background and keep their output open: its end is not waited for, the exit is. */
  async #feed([program, ...args]: readonly [string, ...string[]], content: string | Uint8Array): Promise<void> {
    const child = spawn(program, args, { env: { ...this.#env }, stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin.on('error', () => undefined); // a program that ended early says so by its exit code
    child.stdin.end(content);
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    try {
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new AppError('clipboard_failed', `${program} could not write to the clipboard.`);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw missing(program, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function missing(program: string, cause?: unknown): AppError {
  const hint = program.startsWith('wl-') ? 'Install wl-clipboard.' : `Install ${program}.`;
  return new AppError('clipboard_failed', `${program} is not there or can’t be run.`, { cause, hint });
}
