// The hotkey: the grab, the hook (X11, Windows: in a process of its own; macOS: in this one) or the desktop's portal
// (Wayland), and what the presses mean for the dictation.
import { join } from 'node:path';
import type { Surroundings } from '../app/places.ts';
import { errorReport } from '../contract/app-error.ts';
import type { HotkeyCheck } from '../contract/commands.ts';
import { resolveHotkey, type Settings } from '../contract/settings.ts';
import type { AppState } from '../contract/state.ts';
import { launchUtility } from '../desktop/hook-launcher.ts';
import { createGrabbedKeys } from '../desktop/shortcuts.ts';
import type { Dictation } from '../dictation/dictation.ts';
import { DictationKeys, type KeysState } from '../hotkeys/dictation-keys.ts';
import type { Intent } from '../hotkeys/gesture.ts';
import type { ChildLauncher } from '../hotkeys/hook.ts';
import { hookRunsHere, launchHookHere, loadUiohook } from '../hotkeys/hook-here.ts';
import { openPortalKeys } from '../hotkeys/portal.ts';
import { probeSession } from '../insertion/session.ts';
import type { StateStore } from '../lib/state-store.ts';
import { checkKey } from './check-key.ts';

export interface OpenKeysOptions {
  readonly surroundings: Surroundings;
  readonly dictation: Dictation;
  readonly pasteLast: () => void;
  readonly state: StateStore<AppState>;
  readonly settings: StateStore<Settings>;
}

export interface OpenKeys extends AsyncDisposable {
  readonly keys: DictationKeys;
  readonly suspend: (on: boolean) => void;
  /** Could this key be used? Tried for real, and let go again. */
  readonly check: (accelerator: string, use?: 'dictate' | 'pasteLast') => HotkeyCheck;
}

export function openKeys({ surroundings, dictation, pasteLast, state, settings }: OpenKeysOptions): OpenKeys {
  const { env, platform, bundle } = surroundings;
  const wayland = probeSession(env, platform).kind === 'wayland';
  const grabbed = createGrabbedKeys();
  const launcher: ChildLauncher = {
    launch: () =>
      hookRunsHere(platform) ? launchHookHere(loadUiohook) : launchUtility(join(bundle, 'hook-child.js'), 'Sotto keys'),
  };
  const keys = new DictationKeys({
    platform,
    grabber: grabbed,
    launcher: wayland ? null : launcher,
    portal: wayland ? openPortalKeys({ env }) : null,
    settings: () => settings.get().dictation,
    listening: () => dictation.listening,
    onIntent: (intent) => act(dictation, intent),
    onPasteLast: pasteLast,
    onState: (now) => show(state, now),
  });
  const use = (): void => {
    const { dictate, pasteLast: again } = settings.get().hotkeys;
    keys.use({ dictate: resolveHotkey(dictate), pasteLast: again });
  };
  use();
  let used = JSON.stringify(settings.get().hotkeys);
  const unfollow = settings.subscribe((next) => {
    if (JSON.stringify(next.hotkeys) === used) return;
    used = JSON.stringify(next.hotkeys);
    use();
  });
  let listening = dictation.listening;
  const unwatch = state.subscribe(() => {
    if (dictation.listening === listening) return;
    listening = dictation.listening;
    keys.listeningChanged();
  });
  return {
    keys,
    suspend: (on) => {
      grabbed.suspend(on);
      keys.suspend(on);
    },
    check: (accelerator, use = 'dictate') =>
      checkKey(accelerator, use, {
        platform,
        grabber: grabbed,
        hotkeys: settings.get().hotkeys,
        keys,
      }),
    [Symbol.asyncDispose]: async () => {
      unfollow();
      unwatch();
      await keys[Symbol.asyncDispose]();
      grabbed[Symbol.dispose]();
    },
  };
}

function act(dictation: Dictation, intent: Intent): void {
  switch (intent.do) {
    case 'start':
      dictation.start(intent.hold);
      break;
    case 'hold':
      dictation.hold(intent.hold);
      break;
    case 'stop':
      dictation.stop();
      break;
    case 'cancel':
      dictation.cancel();
      break;
  }
}

function show(state: StateStore<AppState>, { accelerator, works, error }: KeysState): void {
  const report = error && errorReport(error);
  state.update((now) => {
    const problems = now.problems.filter((problem) => problem.id !== 'hotkey' && problem.id !== 'hook');
    // A hook that is missing only takes the holding away; a key that is taken takes everything.
    const problem = report && { id: works === 'none' ? ('hotkey' as const) : ('hook' as const), error: report };
    return {
      ...now,
      hotkey: { accelerator, works, ...(report ? { error: report } : {}) },
      problems: problem ? [...problems, problem] : problems,
    };
  });
}
