// Starts the built app as a user would have it, in a data folder of its own, against a stand-in service: by Playwright's
// own launcher, on real Electron where its binary is and on the compatible host elsewhere.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ElectronApplication, _electron as electron } from '@playwright/test';
import type { SettingsPatch } from '../../../src-main/contract/settings.ts';
import type { AppState } from '../../../src-main/contract/state.ts';
import type { Take } from '../../../src-main/contract/take.ts';
import { askApp, controlAddress } from '../../../src-main/lib/control-socket.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import type { VirtualDesktop } from '../../desktop/virtual-desktop.ts';
import { hostFolder } from '../../electron-kind.ts';
import type { Standin } from '../../standin/standin.ts';
import { holdsToken, tokenLeaks } from './token-leaks.ts';
import { watchPolicy } from './watch-policy.ts';

export const root = join(import.meta.dirname, '../../..');

export interface LaunchOptions {
  readonly settings?: SettingsPatch;
  /** False: nobody is signed in. */
  readonly signedIn?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Another folder than a fresh one: what an earlier run left there. */
  readonly home?: string;
  readonly hidden?: boolean;
}

export interface SottoApp extends AsyncDisposable {
  readonly electron: ElectronApplication;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly pid: number;
  state(): Promise<AppState>;
  /** Resolves with the state as soon as `holds` is true of it. */
  until(what: string, holds: (state: AppState) => boolean, timeoutMs?: number): Promise<AppState>;
  command(command: string, input?: unknown): Promise<unknown>;
  /** What the content security policy of the windows has had to refuse; anything left here fails the test. */
  readonly violations: string[];
  /** Newest first. */
  takes(): Promise<readonly Take[]>;
  close(): Promise<void>;
}

export async function launchSotto(
  desktop: VirtualDesktop,
  standin: Standin,
  options: LaunchOptions = {},
): Promise<SottoApp> {
  const home = options.home ?? mkdtempSync(join(desktop.dir, 'sotto-'));
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome, { recursive: true });
  if (options.signedIn !== false) signIn(codexHome, standin);
  if (options.settings) writeFileSync(join(home, 'settings.json'), JSON.stringify(options.settings));
  const env = sottoEnv(desktop, standin, home, options.env);
  // Playwright asks the electron package for the binary, in this process.
  const host = hostFolder(root);
  if (host) process.env.ELECTRON_OVERRIDE_DIST_PATH = host;
  const app = await electron.launch({
    args: [root, '--no-sandbox', ...(options.hidden === false ? [] : ['--hidden'])],
    cwd: root,
    env: env as Record<string, string>, // undefined values were removed
    timeout: 30_000,
  });
  const violations = await watchPolicy(app);
  const child = app.process();
  let output = '';
  let printedToken = false;
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output = (output + String(chunk)).slice(-20_000);
      printedToken ||= holdsToken(output.slice(-chunk.length - 200)); // one may be cut in two
    });
  const address = controlAddress(home, process.platform);
  const command = (name: string, input?: unknown): Promise<unknown> =>
    askApp(address, { command: name, input: input ?? {} });
  const state = async (): Promise<AppState> => (await command('state.get')) as AppState; // the app's own answer
  const until: SottoApp['until'] = async (what, holds, timeoutMs = 15_000) => {
    let last: AppState | undefined;
    try {
      return await pollUntil(
        what,
        async () => {
          last = await state().catch(() => undefined); // still starting, or gone
          return last && holds(last) ? last : undefined;
        },
        { timeoutMs, everyMs: 10 },
      );
    } catch (cause) {
      const ended = child.exitCode ?? child.signalCode;
      const now = ended === null ? `the state was ${JSON.stringify(last)}` : `the app had ended: ${ended}`;
      throw new Error(`${String(cause)}\n${now}\n${output}\n${logTail(home)}`, { cause });
    }
  };
  const close = async (): Promise<void> => {
    if (child.signalCode !== null) {
      // Killed: its browser may be left over, and holds the pipes that the launcher would wait for.
      killGroup(child.pid);
      return;
    }
    await app.close().catch(() => undefined); // it may be gone already: that was the test
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  };
  const keyReady = ({ hotkey }: AppState): boolean => hotkey.works === 'hold' || hotkey.error !== undefined;
  await until('the app to be ready', (now) => keyReady(now) && now.account.kind !== 'unknown', 30_000);
  return {
    electron: app,
    home,
    env,
    pid: child.pid ?? -1,
    state,
    until,
    command,
    violations,
    takes: async () => ((await command('history.list', { limit: 500 })) as { takes: Take[] }).takes, // the contract's TakePage
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
      const leaks = [...(printedToken ? ['what the app printed'] : []), ...tokenLeaks(home)];
      if (leaks.length > 0) throw new Error(`A token of the login stands in: ${leaks.join(', ')}`);
      if (violations.length > 0) throw new Error(`The content security policy refused: ${violations.join(', ')}`);
      if (!options.home) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function sottoEnv(
  desktop: VirtualDesktop,
  standin: Standin,
  home: string,
  extra: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const host = hostFolder(root);
  const env: NodeJS.ProcessEnv = {
    ...desktop.env,
    // The test runner's wishes for its own output are not the user's.
    FORCE_COLOR: undefined,
    NO_COLOR: undefined,
    SOTTO_HOME: home,
    SOTTO_LOG_LEVEL: 'debug', // so that every spec is a search for tokens, too
    CODEX_HOME: join(home, 'codex'),
    SOTTO_UPSTREAM: standin.upstream,
    SOTTO_AUTH_ISSUER: standin.issuer,
    SOTTO_OPENAI_BASE: standin.openaiBase,
    ...(host ? { ELECTRON_OVERRIDE_DIST_PATH: host } : {}),
    ...extra,
  };
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

export function signIn(codexHome: string, standin: Standin, login?: Parameters<Standin['newLogin']>[0]): void {
  writeFileSync(join(codexHome, 'auth.json'), JSON.stringify(standin.newLogin(login), null, 2), { mode: 0o600 });
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line on plain Node, in the same surroundings. It prints no token. */
export async function runSotto(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  timeoutMs = 60_000,
): Promise<CliResult> {
  const result = await runCommandLine(env, args, timeoutMs);
  if (holdsToken(result.stdout + result.stderr)) throw new Error(`A token stands in what "${args.join(' ')}" printed.`);
  return result;
}

async function runCommandLine(env: NodeJS.ProcessEnv, args: readonly string[], timeoutMs: number): Promise<CliResult> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(root, 'dist/cli.js'), ...args], {
      env,
      timeout: timeoutMs,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string }; // execFile's error
    if (typeof code !== 'number') throw error;
    return { code, stdout: stdout ?? '', stderr: stderr ?? '' };
  }
}

/** The launcher gives every app a process group of its own. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // all gone already
  }
}

/** The last lines of the app's log: what it thought it was doing. */
function logTail(home: string): string {
  const file = join(home, 'logs/sotto.log');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-25).join('\n') : 'no log';
}
