// A program that the virtual desktop started and therefore ends: by its process id, never by a name.
// The kernel ends it too (parent-death signal) if the test run itself is killed.
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface OwnedProcess extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly child: ChildProcess;
  /** TERM, up to 2 s of patience, KILL. Safe to call twice. */
  stop(): Promise<void>;
}

export interface OwnedProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** stdout and stderr go here unless `stdio` says otherwise. */
  readonly logFile?: string;
  readonly stdio?: StdioOptions;
  readonly cwd?: string;
}

/** Starts `command` and resolves once it runs. @throws when it can't be started (the message names it). */
export async function startProcess(
  command: string,
  args: string[],
  options: OwnedProcessOptions,
): Promise<OwnedProcess> {
  const log = options.logFile === undefined ? 'ignore' : openSync(options.logFile, 'a');
  try {
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], {
      env: options.env,
      stdio: options.stdio ?? ['ignore', log, log],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    await once(child, 'spawn');
    const { pid } = child;
    if (pid === undefined) throw new Error(`${command} has no process id`);
    const stop = () => stopChild(child);
    return { name: command, pid, child, stop, [Symbol.asyncDispose]: stop };
  } finally {
    if (typeof log === 'number') closeSync(log);
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killTimer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await exited;
  clearTimeout(killTimer);
}

/** False for a process that is gone and for a zombie: in a container those stay visible for a while. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
