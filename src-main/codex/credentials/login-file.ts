// The login in auth.json, read again only when the file is another one: every request asks for it, and reading and taking
// apart is a good part of a millisecond. Must not judge the login; what was read and what was kept are the same to all.
import { existsSync, statSync } from 'node:fs';
import { type AuthFilePlace, namedAuthFile, realAuthFile } from './codex-home.ts';
import type { CodexLog } from './credentials.ts';
import { finishIfInterrupted, journalFileOf } from './interrupted-refresh.ts';
import { readAuthFile } from './read-auth-file.ts';
import { type StoredLogin, storedLoginOf } from './stored-login.ts';

interface Kept {
  readonly state: string;
  readonly journalFile: string;
  readonly login: StoredLogin;
}

export interface LoginFileOptions {
  readonly place: AuthFilePlace;
  readonly now: () => number;
  readonly log: CodexLog;
  /**
   * File times can be as coarse as two seconds: what was written later than this many milliseconds ago may be written
   * again without their changing, and is read every time. Default 2,500.
   */
  readonly coarsestMs?: number | undefined;
}

export class LoginFile {
  readonly #options: LoginFileOptions;
  readonly #named: string;
  #kept: Kept | undefined;

  constructor(options: LoginFileOptions) {
    this.#options = options;
    this.#named = namedAuthFile(options.place);
  }

  /** `undefined`: no file, or no login in it. Throws `login_unreadable`, `login_unsupported`, `settings_invalid`, `cancelled`. */
  async read(signal?: AbortSignal): Promise<StoredLogin | undefined> {
    const { place, now, log, coarsestMs = 2_500 } = this.#options;
    // Before reading: a file that is written meanwhile has another state the next time.
    const state = stateOf(this.#named, coarsestMs);
    const kept = this.#kept;
    if (kept !== undefined && state === kept.state && !existsSync(kept.journalFile)) return kept.login;
    this.#kept = undefined;
    const authFile = await realAuthFile(place);
    await finishIfInterrupted(authFile, now(), log);
    const document = await readAuthFile(authFile, signal);
    const login = document === undefined ? undefined : storedLoginOf(document);
    if (login !== undefined && state !== undefined) this.#kept = { state, journalFile: journalFileOf(authFile), login };
    return login;
  }
}

/** Which file lies there and when it was last touched, links followed; undefined when that says too little. */
function stateOf(path: string, coarsestMs: number): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = statSync(path, { bigint: true });
    const touchedMs = Math.max(Number(mtimeMs), Number(ctimeMs));
    return Date.now() - touchedMs < coarsestMs ? undefined : [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return undefined; // whoever reads it says what is wrong
  }
}
