// Runs one program to its end, without a shell, bounded in time and output. Knows nothing of what the program does.
import { spawn } from 'node:child_process';

export interface RunProgramOptions {
  /** Written to its standard input, which is then closed. Absent: there is no input. */
  readonly input?: string | Uint8Array | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Default: this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cwd?: string | undefined;
  /** Of stdout and stderr each; what comes after it is read and dropped. */
  readonly maxOutputBytes: number;
}

export type ProgramResult =
  | {
      readonly kind: 'ended';
      /** Null when a signal ended it. */
      readonly code: number | null;
      readonly stdout: Buffer;
      /** For people; invalid UTF-8 is replaced. */
      readonly stderr: string;
      /** True when stdout was longer than `maxOutputBytes`. */
      readonly cut: boolean;
    }
  /** There is no such program, or it may not be run. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' };

const killAfterMs = 2_000;

/** Never rejects for what the program does; throws only when the arguments themselves can't be used. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunProgramOptions,
): Promise<ProgramResult> {
  if (options.signal?.aborted) return { kind: 'aborted' };
  const child = spawn(program, [...args], {
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const out = new BoundedOutput(options.maxOutputBytes);
  const err = new BoundedOutput(options.maxOutputBytes);
  child.stdout?.on('data', (chunk: Buffer) => out.add(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.add(chunk));
  child.stdin?.on('error', () => undefined); // A program that doesn't read its input says so by its exit code.
  child.stdin?.end(options.input);

  const done = Promise.withResolvers<ProgramResult>();
  let why: 'timeout' | 'aborted' | undefined;
  let killer: NodeJS.Timeout | undefined;
  const stop = (reason: 'timeout' | 'aborted'): void => {
    why ??= reason;
    child.kill('SIGTERM');
    killer ??= setTimeout(() => {
      child.kill('SIGKILL');
      // A grandchild that inherited them must not keep us waiting.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, killAfterMs);
  };
  const timer = setTimeout(() => stop('timeout'), options.timeoutMs);
  const onAbort = (): void => stop('aborted');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  child.once('error', (error) => {
    const code = 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOEXEC') done.resolve({ kind: 'missing' });
    else done.reject(error);
  });
  child.once('close', (code) => {
    if (why !== undefined) done.resolve({ kind: why });
    else done.resolve({ kind: 'ended', code, stdout: out.bytes(), stderr: err.bytes().toString('utf8'), cut: out.cut });
  });
  try {
    return await done.promise;
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

class BoundedOutput {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  #length = 0;
  cut = false;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  add(chunk: Buffer): void {
    const room = this.#limit - this.#length;
    if (chunk.length > room) this.cut = true;
    if (room <= 0) return;
    const kept = chunk.subarray(0, room);
    this.#chunks.push(kept);
    this.#length += kept.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
