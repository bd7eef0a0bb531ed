// electron.d.ts `class UtilityProcess`: a real child process on plain Node with a message port to here.
import { type ChildProcess, fork as forkChild } from 'node:child_process';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { LoudEmitter, loudModule } from '../loud.ts';

const bootstrap = new URL('../utility-bootstrap.ts', import.meta.url);

export class HostUtilityProcess extends LoudEmitter {
  static readonly events = ['spawn', 'exit', 'message', 'error'];
  pid: number | undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    super('utilityProcess', HostUtilityProcess.events);
    this.#child = child;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    child.once('spawn', () => {
      this.pid = child.pid;
      this.emit('spawn');
    });
    child.on('message', (message) => this.emit('message', message));
    child.once('error', (error) => this.emit('error', 'FatalError', 'fork', String(error)));
    child.once('exit', (code, signal) => {
      this.pid = undefined;
      // Electron reports a death by signal as a non-zero code.
      this.emit('exit', code ?? (signal === null ? 1 : 15));
    });
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send({ data: message });
  }

  /** @returns false when it has ended already */
  kill(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.kill('SIGTERM');
  }
}

/** electron.d.ts, ForkOptions.stdio: what Node's own fork understands as well. */
function outputOf(kind: unknown): 'pipe' | 'ignore' | 'inherit' {
  return kind === 'pipe' || kind === 'ignore' ? kind : 'inherit';
}

function fork(modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}): HostUtilityProcess {
  const { env, cwd, execArgv = [], serviceName } = options;
  const stdio = options.stdio ?? 'inherit';
  const [, out, err] = Array.isArray(stdio) ? stdio : ['ignore' as const, stdio, stdio];
  const child = forkChild(bootstrap, [modulePath, ...args], {
    execPath: process.execPath,
    execArgv: ['--no-warnings', ...execArgv],
    // A child without the host's own variables: as Electron's, it inherits the environment of the app.
    env: { ...(env ?? process.env), ELECTRON_HOST_SERVICE: serviceName ?? basename(modulePath) },
    ...(cwd === undefined ? {} : { cwd }),
    serialization: 'advanced',
    stdio: ['ignore', outputOf(out), outputOf(err), 'ipc'],
  });
  return new HostUtilityProcess(child);
}

export const utilityProcess = loudModule('utilityProcess', { fork });
