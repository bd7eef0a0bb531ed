// Everything that people see, as views of the one state: window, overlay, tray, notifications, and the door through
// which the pages speak.
import { join } from 'node:path';
import { app, nativeTheme, session } from 'electron';
import { answerCommand } from '../app/answer-command.ts';
import type { Surroundings } from '../app/places.ts';
import { AppError } from '../contract/app-error.ts';
import type { CommandName } from '../contract/commands.ts';
import type { AppEvents, EventName } from '../contract/events.ts';
import type { AppState } from '../contract/state.ts';
import { FailureNotifier } from '../desktop/failure-notifier.ts';
import { type Door, openDoor } from '../desktop/ipc.ts';
import { MainWindow, type WindowStop } from '../desktop/main-window.ts';
import { Overlay } from '../desktop/overlay.ts';
import { guardPermissions } from '../desktop/permissions.ts';
import { type AudioSource, servePages } from '../desktop/protocol.ts';
import type { SettingsFile } from '../desktop/settings-file.ts';
import { showNotification } from '../desktop/show-notification.ts';
import { TrayView } from '../desktop/tray.ts';
import { type TrayAction, trayModel } from '../desktop/tray-model.ts';
import { chooseLocale, type Locale } from '../desktop/words.ts';
import type { Log } from '../lib/log.ts';
import type { StateStore } from '../lib/state-store.ts';
import { LevelEvents } from './level-events.ts';
import { tellFailure } from './tell-failure.ts';

export interface OpenViewsOptions {
  readonly surroundings: Surroundings;
  readonly state: StateStore<AppState>;
  readonly settings: SettingsFile;
  readonly audio: AudioSource;
  /** The window is gone, and its page with it. */
  readonly onWindowGone: () => void;
  readonly log: Log;
}

export interface Views extends Disposable {
  readonly window: MainWindow;
  readonly overlay: Overlay;
  readonly levels: LevelEvents;
  send<N extends EventName>(name: N, payload: AppEvents[N]): void;
  locale(): Locale;
  /** From now on pages and tray can act. */
  connect(dispatch: (name: CommandName, input: unknown) => Promise<unknown>, tray: (action: TrayAction) => void): void;
}

const goesOn = 'Dictation goes on without it; nothing is lost.';

export const preloadOf = (bundle: string): string => join(bundle, 'preload.cjs');

export function openViews({ surroundings, state, settings, audio, onWindowGone, log }: OpenViewsOptions): Views {
  const { bundle, platform } = surroundings;
  const stack = new DisposableStack();
  const preload = preloadOf(bundle);
  const room = log.room('views');
  servePages(join(bundle, 'pages'), audio);
  guardPermissions(session.defaultSession, (permission) => room.warn('permission refused', { permission }));
  const locale = (): Locale =>
    chooseLocale(settings.settings.get().appearance.locale, app.getPreferredSystemLanguages());

  let door: Door | null = null;
  const send = <N extends EventName>(name: N, payload: AppEvents[N]): void => door?.send(name, payload);
  const overlay = stack.use(
    new Overlay(preload, settings.settings.get().appearance.overlay, (how) =>
      room.error('the pill stopped working', { how }),
    ),
  );
  const levels = stack.use(new LevelEvents((event) => send('levels', event)));
  const window = stack.use(
    new MainWindow({
      preload,
      icon: join(bundle, 'icons', 'icon-256.png'),
      recall: () => settings.recall('place'),
      remember: (place) => settings.remember('place', place),
      goTo: (page, wanted) => door?.send('place', wanted, page),
      onGone: onWindowGone,
      onCrash: (reason, again) => {
        room.error('the window crashed', { reason, again });
        const what = again ? 'was opened again' : 'stays closed';
        tellFailure(
          state,
          new AppError('internal', `Sotto\u2019s window stopped working and ${what}.`, { hint: goesOn }),
        );
      },
    }),
  );
  const notifier = new FailureNotifier(showNotification, (takeId) => {
    window.show({ place: 'history', ...(takeId ? { takeId } : {}) });
  });

  return {
    window,
    overlay,
    levels,
    send,
    locale,
    connect: (dispatch, runTray) => {
      door = stack.use(
        openDoor(
          (name, input) =>
            answerCommand(dispatch, name, input, (command, error) =>
              room.error('a command failed', { command, error }),
            ),
          (page) => page === window.window || page === overlay.window,
          (reason) => room.warn('refused', { reason }),
        ),
      );
      const tray = stack.use(new TrayView(join(bundle, 'icons'), runTray, () => window.show()));
      const follow = (now: AppState): void => {
        tray.show(trayModel(now, settings.settings.get(), { locale: locale(), platform }));
        overlay.follow(now);
        notifier.follow(now, locale(), settings.settings.get().appearance.notifications);
        send('state', now);
      };
      stack.defer(state.subscribe(follow));
      follow(state.get());
      stack.defer(
        settings.settings.subscribe((next) => {
          overlay.edge = next.appearance.overlay;
          nativeTheme.themeSource = next.appearance.theme;
          send('settings', next);
          follow(state.get());
        }),
      );
    },
    [Symbol.dispose]: () => stack.dispose(),
  };
}

export type { WindowStop };
