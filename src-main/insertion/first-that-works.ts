// Two ways to the same end: the better one as long as it works, the other one otherwise.
import { AppError } from '../contract/app-error.ts';
import type { Chord } from './chord.ts';
import type { Clipboard, SavedClipboard, WriteOptions, WrittenText } from './clipboard.ts';
import type { DesktopDriver } from './driver.ts';

/** Tried in order at every write; what was written by one is asked of that one. */
export function firstClipboard([first, ...others]: readonly [Clipboard, ...Clipboard[]]): Clipboard {
  let current = first;
  const savedBy = new WeakMap<SavedClipboard, Clipboard>();
  const attempt = async <T>(work: (clipboard: Clipboard) => Promise<T>): Promise<T> => {
    let failure: unknown;
    for (const clipboard of [first, ...others]) {
      try {
        const result = await work(clipboard);
        current = clipboard;
        return result;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failure ??= error; // the better way's fault says more
      }
    }
    throw failure;
  };
  return {
    save: async (options: { readonly primary: boolean }, signal?: AbortSignal) => {
      const saved = await attempt((clipboard) => clipboard.save(options, signal));
      savedBy.set(saved, current);
      return saved;
    },
    write: (text: string, options: WriteOptions): Promise<WrittenText> =>
      attempt((clipboard) => clipboard.write(text, options)),
    stillOurs: (text) => current.stillOurs(text),
    restore: (saved) => (savedBy.get(saved) ?? current).restore(saved),
  };
}

/** The second is asked only while the first one can't press keys. */
export function firstDriver(first: DesktopDriver, second: DesktopDriver): DesktopDriver {
  let current = first;
  return {
    get name() {
      return current.name;
    },
    get tellsWindows() {
      return current.tellsWindows;
    },
    can: async () => {
      const can = await first.can();
      current = first;
      if (can.chord) return can;
      const other = await second.can();
      if (other.chord) current = second;
      return other.chord ? other : can;
    },
    active: async () => (await first.active()) ?? (await second.active()),
    activate: (id, signal) => current.activate(id, signal),
    settle: (signal) => current.settle(signal),
    hasKeys: (chord: Chord) => current.hasKeys(chord),
    press: (chord, signal) => current.press(chord, signal),
    type: (text, signal) => current.type(text, signal),
    [Symbol.dispose]: () => {
      first[Symbol.dispose]();
      second[Symbol.dispose]();
    },
  };
}
