// The account as the app shows it: who is signed in, signing in and out, plan and usage. Follows the stored login, so
// that a login made elsewhere is picked up. Knows the Codex client's interface, no window and no file.
import { AppError, type ErrorReport, errorReport, toAppError } from '../contract/app-error.ts';
import type { Usage } from '../contract/commands.ts';
import { errorFacts } from '../contract/error-table.ts';
import type { AccountState, AppState } from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import type { StateStore } from '../lib/state-store.ts';
import type { LoginDesk } from './login-desk.ts';

export class Account implements AsyncDisposable {
  readonly #desk: LoginDesk;
  readonly #state: StateStore<AppState>;
  readonly #openUrl: (url: string) => Promise<void>;
  readonly #endPractice: () => Promise<void>;
  readonly #unwatch: () => void;
  #practice = false;
  /** What the service said of the stored login; its file alone doesn't show it. */
  #refused: AppError | null = null;
  #signingIn: AbortController | null = null;

  constructor(options: {
    readonly desk: LoginDesk;
    readonly state: StateStore<AppState>;
    readonly openUrl: (url: string) => Promise<void>;
    /** Switches practice mode off, as the user would; resolves when it is. */
    readonly endPractice: () => Promise<void>;
  }) {
    this.#desk = options.desk;
    this.#state = options.state;
    this.#openUrl = options.openUrl;
    this.#endPractice = options.endPractice;
    this.#unwatch = this.#desk.onChange(() => {
      this.#refused = null; // another login, or a renewed one
      void this.refresh();
    });
  }

  /** Looks at the stored login again; no network. */
  async refresh(): Promise<AccountState> {
    const stored = this.#practice ? { kind: 'practice' as const } : await this.#desk.status();
    const refused = this.#refused && !['practice', 'signed-out', 'broken'].includes(stored.kind);
    const next: AccountState = refused && this.#refused ? brokenAccount(this.#refused) : stored;
    const { signingIn } = this.#state.get().account;
    this.#set(signingIn && this.#signingIn ? { ...next, signingIn } : next);
    return next;
  }

  /** What became of a take says something about the login, unless it was for practice: no login was asked then. */
  tookEnd({ state, error, practice }: Pick<Take, 'state' | 'error' | 'practice'>): void {
    if (practice) return;
    if (error) this.#met(error);
    else if (state === 'done') this.#proven();
  }

  async setPractice(on: boolean): Promise<void> {
    this.#practice = on;
    await this.refresh();
  }

  /** Returns when the login is stored, was refused or was given up; the state says how far it is. */
  async signIn(method: 'browser' | 'device'): Promise<void> {
    this.cancelSignIn();
    const abort = new AbortController();
    this.#signingIn = abort;
    this.#show({ method });
    try {
      if (method === 'browser') {
        await this.#desk.signInWithBrowser(async (url) => {
          this.#show({ method, url });
          await this.#openUrl(url);
        }, abort.signal);
      } else {
        await this.#desk.signInWithDeviceCode(({ url, code }) => this.#show({ method, url, code }), abort.signal);
      }
      this.#refused = null;
      if (this.#practice) await this.#endPractice(); // who signs in wants to be heard for real
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'login_cancelled' && error.code !== 'cancelled') throw error;
    } finally {
      if (this.#signingIn === abort) {
        this.#signingIn = null;
        this.#show(null);
      }
      await this.refresh();
    }
  }

  cancelSignIn(): void {
    this.#signingIn?.abort();
    this.#signingIn = null;
  }

  /** Where the running sign-in goes on: the page that asks for the code, or the one that the browser was sent to. */
  async openSignInPage(): Promise<void> {
    const url = this.#state.get().account.signingIn?.url;
    if (url === undefined) throw new AppError('login_cancelled', 'No sign-in is under way.');
    await this.#openUrl(url);
  }

  async signOut(): Promise<void> {
    await this.#desk.signOut();
    await this.refresh();
  }

  async setApiKey(key: string): Promise<void> {
    await this.#desk.storeApiKey(key);
    await this.refresh();
  }

  async usage(signal?: AbortSignal): Promise<Usage> {
    if (this.#practice) throw new AppError('not_signed_in', 'Practice mode has no account and no usage.');
    return await this.#desk.usage(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancelSignIn();
    this.#unwatch();
  }

  /** Login errors are a state of the account until the login changes. */
  #met(error: ErrorReport): void {
    if (errorFacts(error.code).retry !== 'signed-in') return;
    this.#refused = new AppError(error.code, error.message, { hint: error.hint });
    void this.refresh();
  }

  /**
   * The login is good, whatever was said of it before: also where nobody tells of a new one (it lies in the system's
   * keyring), or where the official program could not be asked for it at the start.
   */
  #proven(): void {
    if (!this.#refused && !['signed-out', 'broken'].includes(this.#state.get().account.kind)) return;
    this.#refused = null;
    void this.refresh();
  }

  #show(signingIn: AccountState['signingIn'] | null): void {
    this.#state.update((state) => {
      const { signingIn: _old, ...rest } = state.account;
      return { ...state, account: signingIn ? { ...rest, signingIn } : rest };
    });
  }

  #set(account: AccountState): void {
    this.#state.update((state) => {
      const others = state.problems.filter((problem) => problem.id !== 'login');
      const problems = account.error ? [...others, { id: 'login' as const, error: account.error }] : others;
      return { ...state, account, problems };
    });
  }
}

export function brokenAccount(thrown: unknown): AccountState {
  return { kind: 'broken', error: errorReport(toAppError(thrown)) };
}
