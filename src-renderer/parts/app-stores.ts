// The snapshots that the main process pushes: state, settings, file jobs. The page never changes them itself; it sends
// commands and draws what comes back.
import type { FileJob } from '../../src-main/contract/events.ts';
import type { Settings } from '../../src-main/contract/settings.ts';
import type { AppState } from '../../src-main/contract/state.ts';
import { chooseLocale, setLocale } from '../words/words.ts';
import { on, platform, rpc } from './bridge.ts';
import { createStore, type Store, useStore } from './store.ts';

interface Snapshots {
  readonly state: Store<AppState>;
  readonly settings: Store<Settings>;
}

let snapshots: Snapshots | null = null;
export const jobs = createStore<readonly FileJob[]>([]);

/** Asks for the first snapshots and follows the pushed ones; to be awaited before the first drawing. */
export async function connect(): Promise<void> {
  const root = document.documentElement;
  root.dataset.platform = platform();
  let newest: { state?: AppState; settings?: Settings } = {};
  const follow = (next: typeof newest): void => {
    newest = { ...newest, ...next };
    if (next.state) snapshots?.state.set(next.state);
    if (next.settings) {
      applyAppearance(next.settings);
      snapshots?.settings.set(next.settings);
    }
  };
  on('state', (state) => follow({ state }));
  on('settings', (settings) => follow({ settings }));
  const [state, settings] = await Promise.all([rpc('state.get'), rpc('settings.get')]);
  applyAppearance(newest.settings ?? settings);
  // A snapshot that was pushed while we asked is newer than the answer.
  snapshots = { state: createStore(newest.state ?? state), settings: createStore(newest.settings ?? settings) };
}

function applyAppearance({ appearance }: Settings): void {
  const root = document.documentElement;
  if (appearance.theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = appearance.theme;
  const locale = chooseLocale(appearance.locale, navigator.languages);
  setLocale(locale, navigator.languages);
  root.lang = locale;
}

function connected(): Snapshots {
  if (!snapshots) throw new Error('connect() has not been awaited');
  return snapshots;
}

export const currentState = (): AppState => connected().state.get();
export const currentSettings = (): Settings => connected().settings.get();
export const stateStore = (): Store<AppState> => connected().state;
export const useAppState = <U>(select: (state: AppState) => U): U => useStore(connected().state, select);
export const useSettings = <U>(select: (settings: Settings) => U): U => useStore(connected().settings, select);
