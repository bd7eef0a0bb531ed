// Composition root: opens every room with its adapters, hands each what it needs, and owns the one stack that closes
// them in reverse. Read it as a table of contents; what a line means stands in the room that it opens.
import { join } from 'node:path';
import { app, nativeTheme } from 'electron';
import { Account } from './app/account.ts';
import { createDispatch } from './app/dispatch.ts';
import { openCodex } from './app/open-codex.ts';
import { findPlaces, type Surroundings } from './app/places.ts';
import { openSettingsDesk } from './app/settings-desk.ts';
import { logLevel } from './boot/log-level.ts';
import { openAudio } from './boot/open-audio.ts';
import { openControl } from './boot/open-control.ts';
import { openDictation } from './boot/open-dictation.ts';
import { openHandlers } from './boot/open-handlers.ts';
import { openInsertion } from './boot/open-insertion.ts';
import { openKeys } from './boot/open-keys.ts';
import { openServer } from './boot/open-server.ts';
import { openTakes } from './boot/open-takes.ts';
import { openViews } from './boot/open-views.ts';
import { PracticeSwitch } from './boot/practice-switch.ts';
import { shutDownWith } from './boot/shutdown.ts';
import { AppError, errorReport } from './contract/app-error.ts';
import { initialState } from './contract/state.ts';
import { openInBrowser } from './desktop/external-links.ts';
import { createSecondTransport, resolveSystemProxy } from './desktop/second-transport.ts';
import { openSettingsFile } from './desktop/settings-file.ts';
import { createLog, fileSink } from './lib/log.ts';
import { StateStore } from './lib/state-store.ts';

export interface BootOptions {
  /** Started at login: no window. */
  readonly hidden: boolean;
}

/** After the app is ready and holds the single-instance lock. */
export async function boot(surroundings: Surroundings, { hidden }: BootOptions): Promise<void> {
  const stack = new AsyncDisposableStack();
  const places = findPlaces(surroundings);
  const log = createLog(fileSink(places.logs), logLevel(surroundings.env));
  shutDownWith(stack, log);
  log.info('starting', { version: surroundings.version, platform: surroundings.platform });

  const state = new StateStore(initialState(surroundings.version));
  const file = openSettingsFile(places.home, Date.now);
  const settings = openSettingsDesk(() => file.settings.get(), file.save);
  if (file.problems.length > 0) {
    const error = errorReport(new AppError('settings_invalid', file.problems.join(' ')));
    state.update((now) => ({ ...now, problems: [...now.problems, { id: 'settings', error }] }));
  }

  // What the user said comes first: the take store opens before anything that could fail.
  const takes = openTakes({ folder: places.home, state, settings: file.settings, log });
  stack.use(takes);

  const codex = stack.use(
    openCodex({
      surroundings,
      flags: proxyOf(file.settings.get().account.proxy),
      log,
      resolveProxy: resolveSystemProxy,
      secondTransport: createSecondTransport(),
    }),
  );
  const practice = stack.use(new PracticeSwitch({ real: codex.client, log, surroundings }));
  const audio = stack.use(await openAudio({ surroundings, settings: file.settings, state, log }));
  const insertion = stack.use(await openInsertion({ surroundings, settings: file.settings, log }));

  const views = stack.use(openViews({ surroundings, state, settings: file, takes, log }));
  const dictation = stack.use(
    openDictation({ audio, insertion, takes, practice, state, settings: file.settings, views, log }),
  );
  const account = stack.use(
    new Account({
      desk: codex.desk,
      state,
      openUrl: (url) => openInBrowser(url, [new URL(codex.issuer).origin]),
      onSignedIn: () => dictation.queue.signedIn(),
    }),
  );
  const keys = stack.use(openKeys({ surroundings, dictation, state, settings: file.settings, audio, log }));
  const server = stack.use(
    openServer({ surroundings, codex: practice, dictation, takes, state, settings: file.settings, log }),
  );

  const handlers = openHandlers({
    surroundings,
    account,
    audio,
    codex,
    dictation,
    insertion,
    keys,
    practice,
    server,
    settings,
    state,
    takes,
    views,
  });
  views.connect(createDispatch(handlers));
  stack.use(await openControl({ surroundings, handlers, dictation, insertion, takes, views, log }));

  await practice.set(file.settings.get().account.practice);
  await account.setPractice(file.settings.get().account.practice);
  await keys.start();
  dictation.queue.start();
  void audio.refreshMicrophones();
  if (file.settings.get().server.enabled) void server.start();
  nativeTheme.themeSource = file.settings.get().appearance.theme;
  const newcomer = ['signed-out', 'broken'].includes(state.get().account.kind);
  if (!hidden || newcomer) views.window.show('history');
  log.info('ready', { hotkey: state.get().hotkey.works, account: state.get().account.kind });
}

const proxyOf = (proxy: string): { proxy?: string } => (proxy ? { proxy } : {});

export const iconsFolder = (bundle: string): string => join(bundle, 'icons');

// Closing the window leaves the app in the tray (electron.d.ts, App `window-all-closed`).
app.on('window-all-closed', () => undefined);
