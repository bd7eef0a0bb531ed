// One round of the refresh test: an expired login, two processes with many calls at once, perhaps a kill in between;
// then what the service spent and whether the file still holds a login that it accepts.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fetch } from 'undici';
import { openCredentials } from '../../src-main/codex/credentials/credentials.ts';
import { isCodexError } from '../../src-main/codex/errors.ts';
import type { Standin } from '../standin/standin.ts';
import type { RefreshWorker } from './refresh-processes.ts';

export interface RoundResult {
  readonly spent: number;
  readonly refused: number;
  /** Distinct bearers that the processes got. */
  readonly bearers: number;
  /** Calls that failed in processes that lived. */
  readonly failures: readonly string[];
  /** Afterwards, with a look by a third party: the file's access or refresh token is accepted. */
  readonly accepted: boolean;
  readonly killed: number;
}

export async function refreshRound(
  standin: Standin,
  workers: readonly RefreshWorker[],
  options: {
    readonly calls: number;
    readonly keeper: readonly string[] | null;
    readonly killAfterMs?: readonly number[];
  },
): Promise<RoundResult> {
  const codexHome = await mkdtemp(join(tmpdir(), 'refresh-'));
  try {
    const authFile = join(codexHome, 'auth.json');
    await writeFile(authFile, JSON.stringify(standin.newLogin({ expiresInSeconds: -30 })), { mode: 0o600 });
    const { refreshesSpent, refreshesRefused } = standin.book;
    const task = { codexHome, issuer: standin.issuer, calls: options.calls, keeper: options.keeper };
    const running = workers.map((worker) => worker.run(task));
    const kills = (options.killAfterMs ?? []).map(async (delayMs, index) => {
      await wait(delayMs);
      await workers[index]?.kill();
    });
    const results = await Promise.all(running);
    await Promise.all(kills);
    const failures = results.flatMap((result) => result?.failures ?? []);
    const bearers = new Set(results.flatMap((result) => result?.bearers ?? []));
    const accepted = await isStillAccepted(standin, codexHome, authFile);
    return {
      spent: standin.book.refreshesSpent - refreshesSpent,
      refused: standin.book.refreshesRefused - refreshesRefused,
      bearers: bearers.size,
      failures,
      accepted,
      killed: kills.length,
    };
  } finally {
    // A keeper whose asker was killed may only now look at what is left to do.
    await rm(codexHome, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

/** A program that comes later asks for a bearer; then the file itself is shown to the service. */
export async function isStillAccepted(standin: Standin, codexHome: string, authFile: string): Promise<boolean> {
  await using later = openCredentials({
    fetch,
    home: codexHome,
    codexHome,
    issuer: standin.issuer,
    codexCommand: null,
  });
  try {
    const { token } = await later.bearer();
    if (!standin.acceptsBearer(token)) return false;
  } catch (error) {
    if (!isCodexError(error, 'login_expired')) throw error;
    return false;
  }
  const { tokens } = JSON.parse(await readFile(authFile, 'utf8'));
  return standin.acceptsBearer(tokens.access_token) && standin.book.isCurrentRefreshToken(tokens.refresh_token);
}
