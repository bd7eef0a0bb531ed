// The account as the app shows it, over a login desk that is stood in for at its port.
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { Account } from '../../../src-main/app/account.ts';
import type { LoginDesk } from '../../../src-main/app/login-desk.ts';
import { followPractice } from '../../../src-main/boot/follow-practice.ts';
import { AppError, errorReport } from '../../../src-main/contract/app-error.ts';
import { defaultSettings, type Settings } from '../../../src-main/contract/settings.ts';
import { type AccountState, type AppState, initialState } from '../../../src-main/contract/state.ts';
import { StateStore } from '../../../src-main/lib/state-store.ts';

let state: StateStore<AppState>;
let stored: AccountState;
/** Addresses that the browser was sent to. */
let opened: string[];

beforeEach(() => {
  opened = [];
  state = new StateStore(initialState('0'));
  stored = { kind: 'chatgpt', plan: 'plus' };
});

function openAccount(desk: Partial<LoginDesk> = {}, endPractice = async (): Promise<void> => undefined): Account {
  const account = new Account({
    desk: {
      status: async () => stored,
      onChange: () => () => undefined,
      signInWithBrowser: async () => undefined,
      signInWithDeviceCode: async () => undefined,
      signOut: async () => ({ wasSignedIn: true, revoked: true }),
      storeApiKey: async () => undefined,
      usage: async () => ({ plan: 'plus', windows: [] }),
      ...desk,
    },
    state,
    openUrl: async (url) => void opened.push(url),
    endPractice,
  });
  onTestFinished(() => account[Symbol.asyncDispose]());
  return account;
}

it('what a take met is the account\u2019s state until a take is heard', async () => {
  const account = openAccount();
  await account.refresh();
  const error = errorReport(new AppError('login_expired', 'The login is dead.'));
  account.tookEnd({ state: 'failed', error, practice: false });
  await expect.poll(() => state.get().account).toEqual({ kind: 'broken', error });
  account.tookEnd({ state: 'done', practice: false });
  await expect.poll(() => state.get().account).toEqual(stored);
});

it('a login that nobody told of is shown as soon as a take was heard with it', async () => {
  const keyring = stored;
  const account = openAccount();
  const error = errorReport(new AppError('refresh_unavailable', 'The official Codex program did not answer in time.'));
  for (const before of [{ kind: 'signed-out' } as const, { kind: 'broken', error } as const]) {
    stored = before;
    await account.refresh();
    stored = keyring;
    account.tookEnd({ state: 'done', practice: false });
    await expect.poll(() => state.get()).toMatchObject({ account: keyring, problems: [] });
  }
});

it('what became of a practice take says nothing of the login', async () => {
  const account = openAccount();
  await account.setPractice(true);
  const off = errorReport(new AppError('not_signed_in', 'Practice mode was switched off meanwhile.'));
  account.tookEnd({ state: 'failed', error: off, practice: true });
  await account.setPractice(false);
  expect(state.get()).toMatchObject({ account: stored, problems: [] });

  const error = errorReport(new AppError('login_expired', 'The login is dead.'));
  account.tookEnd({ state: 'failed', error, practice: false });
  await account.setPractice(true);
  account.tookEnd({ state: 'done', practice: true });
  await account.setPractice(false);
  expect(state.get().account).toEqual({ kind: 'broken', error });
});

it('the page of a running sign-in can be opened, and opened again', async () => {
  const done = Promise.withResolvers<void>();
  const account = openAccount({
    signInWithDeviceCode: (onCode) => {
      onCode({ url: 'https://auth.openai.com/codex/device', code: 'ABCD-12345' });
      return done.promise;
    },
    signInWithBrowser: (openUrl) => openUrl('https://auth.openai.com/oauth/authorize?state=1').then(() => done.promise),
  });
  await expect(account.openSignInPage()).rejects.toMatchObject({ code: 'login_cancelled' });
  const byDevice = account.signIn('device');
  await account.openSignInPage();
  expect(opened).toEqual(['https://auth.openai.com/codex/device']);
  const byBrowser = account.signIn('browser');
  await account.openSignInPage();
  expect(opened.slice(1)).toEqual(Array.from({ length: 2 }, () => 'https://auth.openai.com/oauth/authorize?state=1'));
  done.resolve();
  await Promise.all([byDevice, byBrowser]);
});

it('a sign-in ends practice mode, one that was given up does not', async () => {
  const settings = new StateStore<Settings>(defaultSettings);
  const practise = (practice: boolean): void =>
    settings.update((now) => ({ ...now, account: { ...now.account, practice } }));
  const signedIn = Promise.withResolvers<void>();
  const account = openAccount(
    {
      signInWithBrowser: () => signedIn.promise,
      signInWithDeviceCode: async () => {
        throw new AppError('login_cancelled', 'The sign-in was cancelled.');
      },
    },
    async () => {
      practise(false);
      await follower.settled();
    },
  );
  practise(true);
  using follower = followPractice({
    practice: { set: async () => undefined },
    account,
    settings,
    onFailure: (thrown) => {
      throw thrown;
    },
  });
  await follower.settled();
  await account.signIn('device');
  expect(state.get().account).toEqual({ kind: 'practice' });
  const signingIn = account.signIn('browser');
  signedIn.resolve();
  await signingIn;
  expect(state.get().account).toEqual(stored);
  expect(settings.get().account.practice).toBe(false);
});
