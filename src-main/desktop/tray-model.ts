// What tray icon, tooltip and menu are for a state. PURE: tray.ts draws it, tests read it. Only what every system's
// menu can draw: one line an item, one grey status line, ticks, submenus.
import type { ErrorReport } from '../contract/app-error.ts';
import { errorFacts } from '../contract/error-table.ts';
import { resolveHotkey, type Settings } from '../contract/settings.ts';
import type { AppState } from '../contract/state.ts';
import { fill, keyName, type Locale, spokenError, words } from './words.ts';

export type TrayIcon = 'idle' | 'recording' | 'working' | 'problem';

/** Commands of the contract, plus three that only the tray has. */
export type TrayAction =
  | {
      readonly do:
        | 'start'
        | 'stop'
        | 'cancel'
        | 'copy-last'
        | 'paste-last'
        | 'retry-last'
        | 'quit'
        | 'copy-key'
        | 'close-microphone';
    }
  | { readonly do: 'microphone'; readonly device: string }
  | { readonly do: 'server' | 'dont-keep'; readonly on: boolean }
  /** Dropped on the icon (macOS). */
  | { readonly do: 'files'; readonly paths: readonly string[] }
  | { readonly do: 'show'; readonly place: 'history' | 'settings' | 'doctor'; readonly anchor?: string };

export interface TrayItem {
  readonly label?: string;
  readonly separator?: true;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly accelerator?: string;
  readonly action?: TrayAction;
  readonly submenu?: readonly TrayItem[];
}

export interface TrayModel {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

export interface TrayContext {
  readonly locale: Locale;
  readonly platform: NodeJS.Platform;
}

export function trayModel(state: AppState, settings: Settings, { locale, platform }: TrayContext): TrayModel {
  const t = words[locale];
  const separator: TrayItem = { separator: true };
  const busy = state.phase === 'opening' || state.phase === 'recording';
  const status = statusLine(state, settings, { locale, platform });
  const last = state.lastTake;
  const needsSignIn = last?.failed !== undefined && errorFacts(last.failed).mend === 'sign-in';
  return {
    icon: iconFor(state),
    tooltip: `Sotto: ${status}`,
    items: [
      { label: status, enabled: false },
      ...(needsLogin(state)
        ? [{ label: t.signIn, action: { do: 'show', place: 'settings', anchor: 'account' } } as const]
        : []),
      separator,
      ...(busy
        ? [
            { label: t.finish, action: { do: 'stop' } } as const,
            { label: t.discard, accelerator: 'Esc', action: { do: 'cancel' } } as const,
          ]
        : [{ label: t.start, action: { do: 'start' } } as const]),
      ...dontKeep(state, t),
      separator,
      { label: t.copyLast, enabled: Boolean(last?.text), action: { do: 'copy-last' } },
      { label: t.pasteLast, enabled: Boolean(last?.text), action: { do: 'paste-last' } },
      ...(last?.failed
        ? [{ label: needsSignIn ? t.signInRetry : t.retryLast, action: { do: 'retry-last' } } as const]
        : []),
      separator,
      ...(state.microphoneKept ? [{ label: t.closeMicrophone, action: { do: 'close-microphone' } } as const] : []),
      microphones(state, settings, t),
      server(state, t),
      separator,
      { label: t.history, action: { do: 'show', place: 'history' } },
      { label: t.settings, action: { do: 'show', place: 'settings' } },
      {
        label: state.problems.length > 0 ? fill(t.doctorRepair, { count: String(state.problems.length) }) : t.doctor,
        action: { do: 'show', place: 'doctor' },
      },
      ...newVersion(state, t),
      separator,
      { label: t.quit, action: { do: 'quit' } },
    ],
  };
}

/** For the take that is recorded or sent at the moment. */
function dontKeep({ dictation }: AppState, t: (typeof words)[Locale]): readonly TrayItem[] {
  if (!dictation) return [];
  const unkept = dictation.unkept === true;
  return [{ label: t.dontKeep, checked: unkept, action: { do: 'dont-keep', on: !unkept } }];
}

/** Only while there is something to do about it. */
function newVersion({ update }: AppState, t: (typeof words)[Locale]): readonly TrayItem[] {
  if (update.kind !== 'available' && update.kind !== 'ready') return [];
  const label = fill(update.kind === 'ready' ? t.updateReady : t.updateThere, { version: update.offer.version });
  return [{ label, action: { do: 'show', place: 'settings', anchor: 'about' } }];
}

/** A broken login is among the problems, too, and the status line says which. */
const needsLogin = ({ account }: AppState): boolean => account.kind === 'signed-out' || account.kind === 'broken';

function iconFor(state: AppState): TrayIcon {
  if (state.phase === 'opening' || state.phase === 'recording') return state.dictation?.alarm ? 'problem' : 'recording';
  if (state.phase !== 'idle' || state.queued > 0) return 'working';
  const failed = state.notice?.kind === 'failed' && !state.notice.mendsItself;
  return failed || needsLogin(state) || state.problems.length > 0 ? 'problem' : 'idle';
}

function statusLine(state: AppState, settings: Settings, { locale, platform }: TrayContext): string {
  const t = words[locale];
  const practice = state.account.kind === 'practice' ? `${t.practice} \u00b7 ` : '';
  switch (state.phase) {
    case 'opening':
      return practice + t.opening;
    case 'recording': {
      // The menu is drawn when it is opened and when the state changes: a running time would be wrong at once.
      const target = state.dictation?.target;
      const line = target ? fill(t.recordingInto, { target, time: '' }) : fill(t.recording, { time: '' });
      return practice + line.replace(/\s+/g, ' ').trim();
    }
    case 'transcribing':
      return practice + t.transcribing;
    case 'inserting':
      return practice + t.inserting;
    case 'idle': {
      if (state.notice?.kind === 'failed') return shortly(state.notice.error, locale);
      const problem = state.problems[0];
      if (problem) return shortly(problem.error, locale);
      if (state.account.kind === 'signed-out') return t.signedOut;
      const key = keyName(resolveHotkey(settings.hotkeys.dictate), platform, locale);
      const open = state.microphoneKept ? ` \u00b7 ${t.microphoneOpen}` : '';
      if (state.hotkey.works === 'none') return practice + t.ready + open;
      const holds = state.hotkey.works === 'hold' && settings.dictation.mode !== 'toggle';
      return practice + fill(holds ? t.readyHold : t.readyTap, { key }) + open;
    }
  }
}

/** One line: English names what it is about; other languages have a title for every error. */
function shortly(error: ErrorReport, locale: Locale): string {
  const { title, sentence } = spokenError(error, locale);
  return locale === 'en' ? sentence : title;
}

function microphones(state: AppState, settings: Settings, t: (typeof words)[Locale]): TrayItem {
  const chosen = settings.microphone.device;
  const current = state.microphones.find((microphone) => microphone.id === chosen && chosen !== '');
  return {
    label: fill(t.microphone, { name: current?.label ?? t.systemDefault }),
    submenu: [
      { label: t.systemDefault, checked: chosen === '', action: { do: 'microphone', device: '' } },
      { separator: true },
      ...state.microphones
        .filter((microphone) => microphone.id !== '')
        .map(
          (microphone): TrayItem => ({
            label: microphone.label,
            checked: microphone.id === chosen,
            action: { do: 'microphone', device: microphone.id },
          }),
        ),
      { separator: true },
      { label: t.testInDoctor, action: { do: 'show', place: 'doctor' } },
    ],
  };
}

function server(state: AppState, t: (typeof words)[Locale]): TrayItem {
  const { kind, address } = state.server;
  const on = kind === 'on' || kind === 'starting';
  const label =
    kind === 'on'
      ? fill(t.serverOn, { address: (address ?? '').replace(/^http:\/\//, '') })
      : kind === 'failed'
        ? t.serverFailed
        : t.serverOff;
  return {
    label,
    submenu: [
      { label: on ? t.turnOff : t.turnOn, action: { do: 'server', on: !on } },
      { label: t.copyKey, enabled: on, action: { do: 'copy-key' } },
    ],
  };
}
