// Ours and the official program at one auth.json for a while: every bearer must be accepted, and at the end the file
// must be whole, hold the newest keys of the other program and a login that the service accepts.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fetch } from 'undici';
import { openCredentials } from '../../src-main/codex/credentials/credentials.ts';
import { isCodexError } from '../../src-main/codex/errors.ts';
import type { Standin } from '../standin/standin.ts';
import { startOfficialWriter } from './refresh-official-writer.ts';

export interface BesideResult {
  readonly bearers: number;
  /** Bearers that the service did not accept. */
  readonly dead: number;
  readonly failures: readonly string[];
  readonly signIns: number;
  readonly officialRefreshes: number;
  readonly spent: number;
  /** The last document that the other program wrote is the one that the file holds or that ours carried on. */
  readonly newestKept: boolean;
  readonly accepted: boolean;
  /** Files that are left beside auth.json, except the lock. */
  readonly leftovers: readonly string[];
}

export async function besideOfficial(standin: Standin, durationMs: number): Promise<BesideResult> {
  const codexHome = await mkdtemp(join(tmpdir(), 'beside-'));
  const authFile = join(codexHome, 'auth.json');
  const accountId = '11111111-2222-4333-8444-555555555555';
  try {
    await writeFile(authFile, JSON.stringify(standin.newLogin({ accountId, expiresInSeconds: -10 })), { mode: 0o600 });
    const spentBefore = standin.book.refreshesSpent;
    const options = { fetch, home: codexHome, codexHome, issuer: standin.issuer, codexCommand: null };
    const official = startOfficialWriter(standin, authFile, accountId);
    const until = performance.now() + durationMs;
    let bearers = 0;
    let dead = 0;
    const failures: string[] = [];
    const use = async (): Promise<void> => {
      await using credentials = openCredentials(options);
      while (performance.now() < until) {
        try {
          const { token } = await credentials.bearer();
          bearers += 1;
          if (!standin.acceptsBearer(token)) dead += 1;
        } catch (error) {
          failures.push(isCodexError(error) ? `${error.code}: ${error.message}` : String(error));
        }
        await wait(Math.random() * 20);
      }
    };
    await Promise.all([use(), use(), use()]);
    await official.stop();
    await using last = openCredentials(options);
    const { token } = await last.bearer();
    const document = JSON.parse(await readFile(authFile, 'utf8'));
    return {
      bearers,
      dead,
      failures,
      signIns: official.signIns,
      officialRefreshes: official.refreshes,
      spent: standin.book.refreshesSpent - spentBefore,
      newestKept: document.own_key === official.written,
      accepted: standin.acceptsBearer(token) && standin.book.isCurrentRefreshToken(document.tokens.refresh_token),
      leftovers: (await readdir(codexHome)).filter((name) => name !== 'auth.json' && name !== 'auth.json.lock'),
    };
  } finally {
    await rm(codexHome, { recursive: true, force: true });
  }
}
