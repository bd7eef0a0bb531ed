// Composition root: opens every room with its adapters, hands each what it needs, and owns the one stack that closes
// them in reverse. Read it as a table of contents; what a line means stands in the room that it opens.
import { app, nativeTheme } from 'electron';
import { Account } from './app/account.ts';
import { createCues } from './app/cues.ts';
import { createDispatch } from './app/dispatch.ts';
import { pasteAgain } from './app/history.ts';
import { LastWindowWatch } from './app/last-window.ts';
import { changeLoginItem, withLoginItem } from './app/login-item-setting.ts';
import { openCodex } from './app/open-codex.ts';
import { findPlaces, type Surroundings } from './app/places.ts';
import { openSettingsDesk } from './app/settings-desk.ts';
import { doctorPorts } from './boot/doctor-ports.ts';
import { followPractice } from './boot/follow-practice.ts';
import { followProxy } from './boot/follow-proxy.ts';
import { logLevel } from './boot/log-level.ts';
import { openAudio } from './boot/open-audio.ts';
import { openControl } from './boot/open-control.ts';
import { openDictation } from './boot/open-dictation.ts';
import { openFiles } from './boot/open-files.ts';
import { openHandlers } from './boot/open-handlers.ts';
import { openKeys } from './boot/open-keys.ts';
import { openServer } from './boot/open-server.ts';
import { openTakes } from './boot/open-takes.ts';
import { openUpdates } from './boot/open-updates.ts';
import { openViews, preloadOf } from './boot/open-views.ts';
import { PracticeSwitch } from './boot/practice-switch.ts';
import { shutDownWith } from './boot/shutdown.ts';
import { tellFailure } from './boot/tell-failure.ts';
import { runTrayAction } from './boot/tray-actions.ts';
import { AppError, errorReport, toAppError } from './contract/app-error.ts';
import { initialState } from './contract/state.ts';
import { createElectronClipboard } from './desktop/clipboard.ts';
import { openInBrowser } from './desktop/external-links.ts';
import { openLoginItem } from './desktop/login-item.ts';
import { hasNetworkLink } from './desktop/network.ts';
import { watchPower } from './desktop/power.ts';
import { createSecondTransport, resolveSystemProxy, useProxyInChromium } from './desktop/second-transport.ts';
import { openSettingsFile } from './desktop/settings-file.ts';
import { chooseLocale, type Locale } from './desktop/words.ts';
import type { DictationKeys } from './hotkeys/dictation-keys.ts';
import { openInserter } from './insertion/open-inserter.ts';
import { createLog, fileSink } from './lib/log.ts';
import { StateStore } from './lib/state-store.ts';
import { openPlayers } from './media/open-players.ts';
import { PauseWhileRecording } from './media/pause-while-recording.ts';

export interface BootOptions {
  /** Started at login: no window. */
  readonly hidden: boolean;
}

/** After the app is ready and holds the single-instance lock. */
export async function boot(surroundings: Surroundings, { hidden }: BootOptions): Promise<void> {
  const { env, platform, bundle } = surroundings;
  const stack = new AsyncDisposableStack();
  const places = findPlaces(surroundings);
  const log = createLog(fileSink(places.logs), logLevel(env));
  const spoken: { locale: () => Locale } = {
    locale: () => chooseLocale('system', app.getPreferredSystemLanguages()),
  };
  const closeAll = shutDownWith({ stack, log, env, locale: () => spoken.locale() });
  log.info('starting', { version: surroundings.version, platform });
  // Closing the window leaves the app in the tray (electron.d.ts, App `window-all-closed`).
  app.on('window-all-closed', () => undefined);

  const state = new StateStore(initialState(surroundings.version));
  const file = openSettingsFile(places.home, Date.now);
  const loginItem = openLoginItem({ env, platform, userHome: places.userHome });
  const settings = openSettingsDesk({
    get: () => {
      const now = withLoginItem(file.settings.get(), loginItem);
      if (now !== file.settings.get()) file.save(now); // changed in the system's own list
      return now;
    },
    save: file.save,
    carryOut: (next, current) => changeLoginItem(loginItem, next, current),
  });
  if (file.problems.length > 0) {
    const error = errorReport(new AppError('settings_invalid', file.problems.join(' ')));
    state.update((now) => ({ ...now, problems: [...now.problems, { id: 'settings', error }] }));
  }

  // What the user said comes first: the takes open before anything that could fail.
  const takes = stack.use(
    openTakes({
      folder: places.home,
      state,
      settings: file.settings,
      log,
      onChange: (ids) => views.send('takes', { ids }),
    }),
  );
  // Bound late: what a page of the window may have left on is opened after the window.
  const later: { windowGone: () => void } = { windowGone: () => undefined };
  const views = stack.use(
    openViews({
      surroundings,
      state,
      settings: file,
      audio: takes.audio,
      onWindowGone: () => later.windowGone(),
      log,
    }),
  );
  spoken.locale = views.locale;
  const codex = stack.use(
    openCodex({
      surroundings,
      settings: () => file.settings.get().account,
      log,
      resolveProxy: resolveSystemProxy,
      secondTransport: createSecondTransport(),
    }),
  );
  stack.use(followProxy({ codex, settings: file.settings, inChromium: useProxyInChromium, log: log.room('codex') }));
  const practice = stack.use(new PracticeSwitch({ real: codex.client, log, surroundings }));
  const audio = stack.use(
    openAudio({
      surroundings,
      settings: file.settings,
      state,
      log,
      preload: preloadOf(bundle),
      onMonitorLevel: (bar) => views.levels.push(bar, 'monitor'),
    }),
  );
  const mutable: { keys: DictationKeys | null } = { keys: null };
  const insertionLog = log.room('insertion');
  const insertion = stack.use(
    openInserter({
      env,
      platform,
      settings: () => file.settings.get().insertion,
      systemClipboard: createElectronClipboard(),
      restoreToken: {
        read: () => asText(file.recall('portalToken')),
        write: (token) => file.remember('portalToken', token),
      },
      // Bound late: the keys open after the insertion, which presses some itself. Only a lone modifier can be mistaken;
      // with any other hotkey a press right after the paste must count.
      muteKeys: () => mutable.keys?.muteIfLone() ?? { [Symbol.dispose]: () => undefined },
      log: (event, facts) => insertionLog.info(event, facts),
    }),
  );
  const { inserter } = insertion;
  const lastWindow = stack.use(
    new LastWindowWatch({
      active: () => inserter.activeWindow(),
      oursIsFocused: () => views.window.window?.isFocused() ?? false,
      onError: log.unexpected,
    }),
  );
  views.window.watch = lastWindow;
  const dictation = stack.use(
    openDictation({
      audio,
      inserter,
      takes: takes.store,
      practice,
      cues: createCues(surroundings, () => file.settings.get()),
      state,
      settings: file.settings,
      onLevel: (bar) => views.levels.push(bar),
      network: { linked: hasNetworkLink, reaches: codex.reaches },
      onTake: (take) => account.tookEnd(take),
      log,
    }),
  );
  const account = stack.use(
    new Account({
      desk: codex.desk,
      state,
      openUrl: (url) => openInBrowser(url, [new URL(codex.issuer).origin]),
      endPractice: async () => {
        settings.set({ account: { practice: false } });
        await practising.settled();
      },
    }),
  );
  const practising = stack.use(
    followPractice({ practice, account, settings: file.settings, onFailure: log.unexpected }),
  );
  const files = stack.use(
    openFiles({ surroundings, takes: takes.store, dictation, practice, settings: file.settings, state, views }),
  );
  const pasteLast = async (): Promise<void> => pasteAgain(inserter, takes.toPasteAgain(), state, Date.now);
  const players = openPlayers(env, platform);
  if (players) {
    const wanted = (): boolean => file.settings.get().dictation.pauseMedia;
    const quiet = stack.use(new PauseWhileRecording({ players, wanted, log: log.room('media') }));
    stack.defer(state.subscribe(({ phase }) => quiet.follow(phase)));
  }
  const keys = stack.use(
    openKeys({
      surroundings,
      dictation: dictation.dictation,
      pasteLast: () =>
        void pasteLast().catch((thrown: unknown) => {
          log.unexpected(thrown);
          tellFailure(state, toAppError(thrown));
        }),
      state,
      settings: file.settings,
    }),
  );
  mutable.keys = keys.keys;
  later.windowGone = () => {
    keys.suspend(false);
    void audio.monitor.stop().catch(log.unexpected);
  };
  const server = stack.use(
    openServer({
      surroundings,
      practice,
      dictation,
      takes: takes.store,
      state,
      settings: file.settings,
      onLevel: (listener) => views.levels.listen(listener),
      log,
    }),
  );
  stack.use(
    watchPower({
      away: (why) => {
        log.info('the computer goes away', { why });
        audio.kept.away(true);
        if (why !== 'lock' || dictation.dictation.listening) dictation.dictation.stop();
        keys.keys.reset();
      },
      back: () => {
        audio.kept.away(false);
        keys.keys.reset();
        codex.forgetConnections();
        dictation.queue.wake();
        void audio.microphones();
      },
    }),
  );

  const { updates } = stack.use(openUpdates({ surroundings, settings: file.settings, state, closeAll, log }));

  const doctor = doctorPorts({ surroundings, audio, codex, insertion, account, state, takes: takes.store });
  const handlers = openHandlers({
    account,
    audio,
    dictation,
    doctor,
    files,
    inserter,
    keys,
    lastWindow,
    practice: practising,
    server,
    settings,
    state,
    takes: takes.store,
    updates,
    views,
  });
  const dispatch = createDispatch(handlers);
  views.connect(dispatch, (action) => runTrayAction(action, { dispatch, pasteLast, state, log }));
  stack.use(await openControl({ surroundings, dispatch, pasteLast, log }));

  await practising.settled();
  void server.settled(true); // not before it is clear which service answers
  void audio.microphones();
  nativeTheme.themeSource = file.settings.get().appearance.theme;
  const newcomer = ['signed-out', 'broken'].includes(state.get().account.kind);
  if (!hidden || newcomer) views.window.show();
  // The encoder's code is loaded while nothing else happens, not at the first key-down.
  setTimeout(() => audio.listening.warm(), 1500).unref();
  try {
    loginItem.refresh();
  } catch (error) {
    log.warn('the start at login could not be brought up to date', { error });
  }
  settings.get(); // the switch shows what the system has
  log.info('ready', { hotkey: state.get().hotkey.works, account: state.get().account.kind });
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
