// Wires the updates: the setting switches them, the app's phase holds them back, the window shows them.
import { findPlaces, type Surroundings, userAgentOf } from '../app/places.ts';
import { AppError } from '../contract/app-error.ts';
import type { Settings } from '../contract/settings.ts';
import type { AppState } from '../contract/state.ts';
import { openAppUpdater, updateAbility } from '../desktop/app-updater.ts';
import type { Log } from '../lib/log.ts';
import type { StateStore } from '../lib/state-store.ts';
import { Updates } from '../updates/updates.ts';

export interface OpenUpdatesOptions {
  readonly surroundings: Surroundings;
  readonly settings: StateStore<Settings>;
  readonly state: StateStore<AppState>;
  readonly closeAll: () => Promise<void>;
  readonly log: Log;
}

export interface OpenUpdates extends Disposable {
  readonly updates: Updates;
}

export function openUpdates({ surroundings, settings, state, closeAll, log }: OpenUpdatesOptions): OpenUpdates {
  const { env, platform } = surroundings;
  const stack = new DisposableStack();
  const feed = feedOf(env);
  const room = log.room('updates');
  const updates = stack.use(
    new Updates({
      ability: updateAbility({ env, platform, feed }),
      openUpdater: () =>
        openAppUpdater({
          env,
          platform,
          feed,
          userAgent: userAgentOf(surroundings),
          home: findPlaces(surroundings).home,
          closeAll,
        }),
      show: (update) => state.update((now) => ({ ...now, update })),
      log: (event, facts) => room.info(event, facts),
    }),
  );
  const follow = ({ phase }: AppState): void => {
    updates.busy = phase !== 'idle';
  };
  follow(state.get());
  stack.defer(state.subscribe(follow));
  stack.defer(settings.subscribe(({ app }) => updates.switch(app.updates)));
  updates.switch(settings.get().app.updates, { atStart: true });
  return { updates, [Symbol.dispose]: () => stack.dispose() };
}

/** SOTTO_UPDATE_FEED: a folder with latest.yml and the packages. @throws {AppError} `settings_invalid` unless https:, or http: on this machine */
function feedOf(env: Surroundings['env']): string | null {
  const value = env.SOTTO_UPDATE_FEED?.trim();
  if (!value) return null;
  const url = URL.parse(value);
  const here = url !== null && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && here)) return url.href;
  throw new AppError('settings_invalid', 'SOTTO_UPDATE_FEED is neither an https: address nor one of this machine.');
}
