// electron.d.ts `interface GlobalShortcut`: real grabs on the X display, so that the key does not reach the focused program.
// As with Electron the callback runs again while the key repeats. Without a display nothing can be registered.
import { loudModule } from '../loud.ts';
import { parseAccelerator } from '../x/accelerator.ts';
import type { XQuestions } from '../x/x-questions.ts';
import { xQuestions } from './x-access.ts';

interface Shortcut {
  readonly id: number;
  readonly accelerator: string;
  readonly callback: () => void;
}

const shortcuts = new Map<string, Shortcut>();
let nextId = 1;
let suspended = false;
let listening: XQuestions | undefined;

function connected(): XQuestions | undefined {
  const questions = xQuestions();
  if (questions !== undefined && listening !== questions) {
    listening = questions;
    questions.onKeyPress((id) => {
      for (const shortcut of shortcuts.values()) if (shortcut.id === id) shortcut.callback();
    });
  }
  return questions;
}

/** One name for `Ctrl+Alt+A` and `Alt+Control+a`. @throws TypeError for what is no accelerator, as Electron does */
function canonical(accelerator: string): string {
  const parsed = parseAccelerator(accelerator);
  if (parsed === undefined)
    throw new TypeError(`Error processing argument at index 0, conversion failure from ${accelerator}`);
  return `${parsed.modifiers.toSorted().join('+')}+${parsed.keysym}`;
}

function register(accelerator: string, callback: () => void): boolean {
  const key = canonical(accelerator);
  if (suspended || shortcuts.has(key)) return false;
  const id = nextId++;
  if (!connected()?.ask({ ask: 'grab', accelerator, id }).grabbed) return false;
  shortcuts.set(key, { id, accelerator, callback });
  return true;
}

function unregister(accelerator: string): void {
  const key = canonical(accelerator);
  const shortcut = shortcuts.get(key);
  if (shortcut === undefined) return;
  shortcuts.delete(key);
  if (!suspended) connected()?.ask({ ask: 'ungrab', id: shortcut.id });
}

function setSuspended(on: boolean): void {
  if (on === suspended) return;
  suspended = on;
  for (const { id, accelerator } of shortcuts.values())
    connected()?.ask(on ? { ask: 'ungrab', id } : { ask: 'grab', accelerator, id });
}

export const globalShortcut = loudModule('globalShortcut', {
  register,
  registerAll: (accelerators: string[], callback: () => void) => {
    for (const accelerator of accelerators) register(accelerator, callback);
  },
  unregister,
  unregisterAll: () => {
    for (const { accelerator } of [...shortcuts.values()]) unregister(accelerator);
  },
  isRegistered: (accelerator: string) => shortcuts.has(canonical(accelerator)),
  setSuspended,
  isSuspended: () => suspended,
});
