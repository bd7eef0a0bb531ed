// settings.json through electron-store, main process only. A file that can't be read is set aside, never overwritten;
// bad values cost only themselves.
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { readSettings, type Settings } from '../contract/settings.ts';
import { StateStore } from '../lib/state-store.ts';

export interface SettingsFile {
  readonly settings: StateStore<Settings>;
  /** What was wrong with the file, one sentence each, said once. */
  readonly problems: readonly string[];
  /** Writes and publishes a whole new state; the caller has validated it. */
  save(next: Settings): void;
  /** The window's place and other things that are not settings. Never throws for a disk that takes nothing. */
  remember<T>(key: string, value: T): void;
  recall(key: string): unknown;
}

export function openSettingsFile(folder: string, now: () => number): SettingsFile {
  const path = join(folder, 'settings.json');
  const problems: string[] = [];
  const raw = readRaw(path, now, problems);
  const { settings, problems: bad } = readSettings(raw);
  problems.push(...bad);
  const store = new Store({ cwd: folder, name: 'settings', clearInvalidConfig: false });
  const places = new Store({ cwd: folder, name: 'window', clearInvalidConfig: true });
  if (bad.length > 0 && raw !== undefined) {
    setAside(path, now, problems);
    store.store = settings; // what was good in the file stays in force
  }
  const state = new StateStore(settings);
  return {
    settings: state,
    problems,
    save: (next) => {
      store.store = next;
      state.update(() => next);
    },
    remember: (key, value) => {
      try {
        places.set(key, value);
      } catch (thrown) {
        // Told by the system in the middle of something else (a window is closing, keys are being pressed): a full disk is
        // no reason to fail that, and still less to end the app.
        if (!(thrown instanceof Error && 'syscall' in thrown)) throw thrown;
      }
    },
    recall: (key) => places.get(key),
  };
}

function readRaw(path: string, now: () => number, problems: string[]): unknown {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    setAside(path, now, problems);
    return undefined;
  }
}

function setAside(path: string, now: () => number, problems: string[]): void {
  const aside = `${path}.${new Date(now()).toISOString().replaceAll(':', '-')}.bad`;
  renameSync(path, aside);
  problems.push(`The settings file could not be used as it was; it is kept as ${aside}.`);
}
