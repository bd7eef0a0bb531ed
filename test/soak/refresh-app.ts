// The built desktop program, killed at a moment of a renewal: what the service then thinks of the login that is left.
// On the Electron-compatible host unless Electron's binary is there; without a display of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { askApp, controlAddress } from '../../src-main/lib/control-socket.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { appProcesses } from '../e2e/support/app-processes.ts';
import { electronExecutable, launchEnvironment } from '../host/launch.ts';
import type { Standin } from '../standin/standin.ts';
import { isStillAccepted } from './refresh-rounds.ts';

const root = join(import.meta.dirname, '../..');

export interface RenewingApp {
  readonly home: string;
  /** Asks for something that needs the login; an app that is killed meanwhile doesn't answer. */
  ask(): Promise<unknown>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface AppRound {
  /** Afterwards: the file's tokens are those that the service accepts. */
  readonly accepted: boolean;
  /** Refresh tokens spent, the later look included. */
  readonly spent: number;
  readonly refused: number;
  /** The kill came before the app had an answer. */
  readonly killedBefore: boolean;
  /** From the question to the kill or the answer. */
  readonly tookMs: number;
}

/** One renewal of an expired login by a running app. @param killAfterMs undefined: it may finish. */
export async function appRefreshRound(
  standin: Standin,
  app: RenewingApp,
  killAfterMs: number | undefined,
): Promise<AppRound> {
  const codexHome = join(app.home, 'codex');
  const authFile = join(codexHome, 'auth.json');
  const { refreshesSpent, refreshesRefused } = standin.book;
  writeFileSync(`${authFile}.new`, JSON.stringify(standin.newLogin({ expiresInSeconds: -30 })), { mode: 0o600 });
  renameSync(`${authFile}.new`, authFile);
  const startedAt = performance.now();
  const answer = app.ask().then(
    () => 'answered' as const,
    () => 'no answer' as const,
  );
  const outcome = killAfterMs === undefined ? await answer : await Promise.race([answer, wait(killAfterMs, 'killed')]);
  const tookMs = performance.now() - startedAt;
  if (killAfterMs !== undefined) await app.kill();
  await answer;
  const accepted = await isStillAccepted(standin, codexHome, authFile);
  await pollUntil('the keeper to end', () => appProcesses(app.home, /--renew-login/).length === 0, {
    timeoutMs: 30_000,
  });
  return {
    accepted,
    spent: standin.book.refreshesSpent - refreshesSpent,
    refused: standin.book.refreshesRefused - refreshesRefused,
    killedBefore: outcome === 'killed',
    tookMs,
  };
}

export interface HeadlessApp extends RenewingApp, AsyncDisposable {}

/** Starts the built app; resolves when it answers. */
export async function startHeadlessApp(standin: Standin): Promise<HeadlessApp> {
  const home = mkdtempSync(join(tmpdir(), 'refresh-app-'));
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome);
  writeFileSync(join(codexHome, 'auth.json'), JSON.stringify(standin.newLogin()), { mode: 0o600 });
  const env = launchEnvironment({
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: home,
    SOTTO_HOME: home,
    CODEX_HOME: codexHome,
    SOTTO_UPSTREAM: standin.upstream,
    SOTTO_AUTH_ISSUER: standin.issuer,
    ELECTRON_HOST_HEADLESS: '1',
  });
  // A group of its own, so that the browser of the host goes with it; the keeper leaves the group by itself.
  const child = spawn(electronExecutable, [root, '--no-sandbox', '--hidden'], { env, detached: true, stdio: 'ignore' });
  const gone = once(child, 'exit');
  const address = controlAddress(home, process.platform);
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) killGroup(child);
    await gone;
  };
  try {
    await pollUntil(
      'the app to answer',
      () => askApp(address, { command: 'state.get', input: {} }).catch(() => undefined),
      {
        timeoutMs: 30_000,
      },
    );
  } catch (error) {
    await kill();
    throw error;
  }
  return {
    home,
    ask: () => askApp(address, { command: 'account.usage', input: {} }),
    kill,
    [Symbol.asyncDispose]: async () => {
      await kill();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
