// The child process of one recording: reads until it has really ended, stops it politely and then for good, and never
// lets it outlive the app. Knows nothing of which program it is.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { RunningSource } from './sample-source.ts';
import { StderrTail } from './stderr-tail.ts';

export interface RecorderExit {
  /** stop() came first: whatever the exit looks like, it is an ordinary end. */
  readonly asked: boolean;
  readonly heard: boolean;
  readonly code: number | null;
  readonly signal: string | null;
  readonly spawnCode: string | null;
  readonly stderr: string;
}

export interface RecorderProcessOptions {
  /** False on Windows, which knows no SIGCONT and ends a program at once whatever the signal. */
  readonly posixSignals: boolean;
  /** Starts the child. May throw when the system has no more processes or descriptors. */
  readonly launch: () => ChildProcessWithoutNullStreams;
  readonly onData: (chunk: Uint8Array) => void;
  readonly onStderrLine: (line: string) => void;
  /** Exactly once, after the last data, never before the constructor has returned. */
  readonly onEnd: (exit: RecorderExit) => void;
}

/** A recorder that doesn't answer SIGINT within this time is killed. */
const killAfterMs = 1000;
/** After its exit, something else may hold its output open (a wrapper script's child): no longer than this. */
const drainAfterExitMs = 500;

const alive = new Set<ChildProcessWithoutNullStreams>();
let watchingExit = false;

export class RecorderProcess implements RunningSource {
  readonly #options: RecorderProcessOptions;
  readonly #stderr: StderrTail;
  #child: ChildProcessWithoutNullStreams | null = null;
  #asked = false;
  #heard = false;
  #over = false;
  #killTimer: NodeJS.Timeout | undefined;
  #drainTimer: NodeJS.Timeout | undefined;
  #spawnCode: string | null = null;

  constructor(options: RecorderProcessOptions) {
    this.#options = options;
    this.#stderr = new StderrTail(options.onStderrLine);
    try {
      this.#attach(options.launch());
    } catch (thrown) {
      // Out of processes or descriptors, or the definition file is missing. Told like every other failure.
      this.#spawnCode = codeOf(thrown);
      this.#stderr.push(Buffer.from(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`));
      queueMicrotask(() => this.#end(null, null));
    }
  }

  stop(): void {
    if (this.#asked || this.#over) return;
    this.#asked = true;
    const child = this.#child;
    if (child === null) return;
    child.kill('SIGINT');
    if (this.#options.posixSignals) child.kill('SIGCONT'); // a suspended process would sleep through the signal
    this.#killTimer = setTimeout(() => {
      child.kill('SIGKILL');
      this.#drainSoon(child);
    }, killAfterMs);
  }

  /** In the same turn in which the library attached its own listener: the stream flows from then on. */
  #attach(child: ChildProcessWithoutNullStreams): void {
    this.#child = child;
    keepFromOutliving(child);
    child.stdout.on('data', (chunk: Buffer) => {
      this.#heard ||= chunk.length > 0;
      this.#options.onData(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => this.#stderr.push(chunk));
    // The library reports every exit code but 0 as an 'error' string on the stream, also after a stop: judged at 'close'.
    child.stdout.on('error', () => undefined);
    child.stderr.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      if (child.pid !== undefined) return; // a signal that could not be sent: the exit tells the rest
      this.#spawnCode = codeOf(error);
      this.#end(null, null);
    });
    child.on('exit', () => this.#drainSoon(child));
    child.on('close', (code, signal) => this.#end(code, signal));
    child.stdin.end();
  }

  #drainSoon(child: ChildProcessWithoutNullStreams): void {
    this.#drainTimer ??= setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
      this.#end(child.exitCode, child.signalCode);
    }, drainAfterExitMs);
  }

  #end(code: number | null, signal: string | null): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#killTimer);
    clearTimeout(this.#drainTimer);
    if (this.#child) alive.delete(this.#child);
    this.#options.onEnd({
      asked: this.#asked,
      heard: this.#heard,
      code,
      signal,
      spawnCode: this.#spawnCode,
      stderr: this.#stderr.toString(),
    });
  }
}

/** A crash of the app must not leave a microphone open; after kill -9 the broken pipe ends the recorder. */
function keepFromOutliving(child: ChildProcessWithoutNullStreams): void {
  alive.add(child);
  if (watchingExit) return;
  watchingExit = true;
  process.once('exit', () => {
    for (const left of alive) left.kill('SIGKILL');
  });
}

function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
