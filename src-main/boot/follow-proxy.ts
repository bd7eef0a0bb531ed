// A changed proxy counts from the next request on: connections that were kept open over the old way are let go, and
// Chromium's stack is told. What is under way ends as it began.
import type { OpenCodex } from '../app/open-codex.ts';
import type { Settings } from '../contract/settings.ts';
import type { Log } from '../lib/log.ts';
import type { StateStore } from '../lib/state-store.ts';

export interface FollowProxyOptions {
  readonly codex: Pick<OpenCodex, 'forgetConnections'>;
  readonly settings: StateStore<Settings>;
  readonly inChromium: (proxy: string) => Promise<void>;
  readonly log: Log;
}

export function followProxy({ codex, settings, inChromium, log }: FollowProxyOptions): Disposable {
  let used = settings.get().account.proxy;
  if (used !== '') void inChromium(used).catch(log.unexpected);
  const unfollow = settings.subscribe(({ account: { proxy } }) => {
    if (proxy === used) return;
    used = proxy;
    codex.forgetConnections();
    void inChromium(proxy).catch(log.unexpected);
    log.info('proxy changed', { named: proxy !== '' });
  });
  return { [Symbol.dispose]: unfollow };
}
