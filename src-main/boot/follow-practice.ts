// Practice mode follows its setting, whoever changes it: the button, a reset, an imported file.
import type { Account } from '../app/account.ts';
import type { Settings } from '../contract/settings.ts';
import type { StateStore } from '../lib/state-store.ts';
import type { PracticeSwitch } from './practice-switch.ts';

export interface FollowPracticeOptions {
  readonly practice: Pick<PracticeSwitch, 'set'>;
  readonly account: Pick<Account, 'setPractice'>;
  readonly settings: StateStore<Settings>;
  readonly onFailure: (thrown: unknown) => void;
}

export interface PracticeFollower extends Disposable {
  /** Resolves when the service and the account are as the setting says; rejects when they can't be. */
  settled(): Promise<void>;
}

/** Takes the setting as it is at once. */
export function followPractice({ practice, account, settings, onFailure }: FollowPracticeOptions): PracticeFollower {
  let used: boolean | null = null;
  let work: Promise<void> = Promise.resolve();
  const follow = (): void => {
    const on = settings.get().account.practice;
    if (on === used) return;
    used = on;
    work = work
      .catch(() => undefined) // was told; the next change is a new try
      .then(async () => {
        await practice.set(on);
        await account.setPractice(on);
      });
    work.catch(onFailure);
  };
  follow();
  const unfollow = settings.subscribe(follow);
  return { settled: () => work, [Symbol.dispose]: unfollow };
}
