// Talks to `codex app-server`: one JSON message a line, requests and answers, notifications left aside. Knows the
// wire, not what is asked. Source: openai/codex `app-server/README.md`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CodexError, cancelledError } from '../errors.ts';

export interface AppServerOptions {
  /** The official program and arguments before `app-server`. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Becomes the originator upstream. */
  readonly clientName: string;
  readonly timeoutMs: number;
}

export type AppServerCall = (method: string, params: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** Thrown when the program is not installed. */
export class CliMissing extends Error {
  override readonly name = 'CliMissing';
}

/**
 * Starts the program, shakes hands, lets `use` make its calls, ends the program.
 * Throws CliMissing, `cancelled`, `refresh_unavailable` when it dies, is silent or answers with an error.
 */
export async function withAppServer<T>(
  options: AppServerOptions,
  use: (call: AppServerCall) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (signal?.aborted) throw cancelledError('Asking the Codex program');
  const [program = 'codex', ...before] = options.command;
  const child = spawn(program, [...before, 'app-server'], {
    stdio: ['pipe', 'pipe', 'ignore'], // Its stderr may hold anything; it is not ours to keep.
    windowsHide: true,
    // npm's shim on Windows is a .cmd file, which only a shell starts. The command is the user's own setting.
    shell: process.platform === 'win32',
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined); // Read through the race below, or not needed any more.
  child.on('error', (cause) => {
    const missing = 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EACCES');
    failure.reject(missing ? new CliMissing('not installed', { cause }) : silent('could not be started', cause));
  });
  child.on('exit', () => failure.reject(silent('ended without an answer')));
  child.stdin.on('error', () => undefined); // Its death is told by `exit`.
  const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', (line) => {
    const message = parseMessage(line);
    const pending = message === undefined ? undefined : waiting.get(message.id);
    if (message === undefined || pending === undefined) return;
    waiting.delete(message.id);
    if (message.failed) pending.reject(silent('refused the question'));
    else pending.resolve(message.result);
  });
  const say = (message: object): void => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
  };
  let lastId = 0;
  const call: AppServerCall = async (method, params) => {
    lastId += 1;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(lastId, answer);
    say({ id: lastId, method, params });
    return await Promise.race([answer.promise, failure.promise]);
  };
  const onAbort = (): void => failure.reject(cancelledError('Asking the Codex program'));
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => failure.reject(silent('did not answer in time')), options.timeoutMs);
  try {
    await call('initialize', { clientInfo: { name: options.clientName, version: '1.0.0' } });
    say({ method: 'initialized' });
    return await use(call);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    lines.close();
    child.stdin.end();
    child.kill();
  }
}

function silent(what: string, cause?: unknown): CodexError {
  return new CodexError(
    'refresh_unavailable',
    `The official Codex program ${what}; run “codex login status” to see why.`,
    {
      cause,
    },
  );
}

function parseMessage(line: string): { id: number; failed: boolean; result: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // A stray line of text is no message.
  }
  if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'number') return undefined;
  if ('method' in value) return undefined; // A request of the program's; nothing that we ask for leads to one.
  return { id: value.id, failed: 'error' in value, result: 'result' in value ? value.result : undefined };
}
