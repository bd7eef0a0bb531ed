// How the command line reaches the running app: a socket in the data folder that only its owner can open (a named pipe on
// Windows). One JSON line asks, one answers. Faster than starting the desktop program a second time, and works from
// plain Node. Knows lines and files, not what the commands mean.
import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, errorReport, toAppError } from '../contract/app-error.ts';
import type { Outcome } from '../contract/commands.ts';

export interface ControlRequest {
  readonly command: string;
  readonly input?: unknown;
}

/** Socket paths are limited to about 100 bytes: a deep data folder gets a name of its own in the temporary folder. */
export function controlAddress(home: string, platform: NodeJS.Platform): string {
  const short = createHash('sha256').update(home).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\sotto-${short}`;
  const inside = join(home, 'control.sock');
  return Buffer.byteLength(inside) < 100 ? inside : join(tmpdir(), `sotto-${process.getuid?.() ?? 0}-${short}.sock`);
}

/** Of a question: whoever asks may be anybody of this user. */
const longestQuestion = 65_536;

/** Serves until disposed. A stale socket of a dead process is replaced; the caller holds the single-instance lock. */
export async function serveControl(
  address: string,
  handle: (request: ControlRequest) => Promise<unknown>,
): Promise<AsyncDisposable> {
  if (!address.startsWith('\\\\')) rmSync(address, { force: true });
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // the asker went away
    socket.setTimeout(120_000, () => socket.destroy());
    readLine(socket, longestQuestion, (line) => {
      void reply(line, handle).then((outcome) => socket.end(`${JSON.stringify(outcome)}\n`));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  if (!address.startsWith('\\\\')) chmodSync(address, 0o600);
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The same where the folder allows it: some file systems know no sockets, and that is no reason not to start. */
export async function serveControlIfPossible(
  address: string,
  handle: (request: ControlRequest) => Promise<unknown>,
  onFailure: (error: unknown) => void,
): Promise<AsyncDisposable> {
  try {
    return await serveControl(address, handle);
  } catch (thrown) {
    onFailure(thrown);
    return { [Symbol.asyncDispose]: async () => undefined };
  }
}

/** @throws AppError `app_not_running` when nobody listens; the app's own error otherwise. */
export async function askApp(address: string, request: ControlRequest, timeoutMs = 60_000): Promise<unknown> {
  const line = await new Promise<string>((resolve, reject) => {
    const socket = connect(address);
    socket.setTimeout(timeoutMs, () => {
      socket.destroy();
      reject(
        new AppError('app_not_running', 'The running Sotto does not answer.', { hint: 'Quit it and start it again.' }),
      );
    });
    socket.once('error', (cause) => reject(new AppError('app_not_running', 'Sotto is not running.', { cause })));
    readLine(socket, Number.POSITIVE_INFINITY, resolve);
    socket.once('close', () => reject(new AppError('app_not_running', 'The running Sotto went away.')));
    socket.write(`${JSON.stringify(request)}\n`);
  });
  const outcome = JSON.parse(line) as Outcome<unknown>; // written by serveControl of the same version
  if (outcome.ok) return outcome.value;
  throw new AppError(outcome.error.code, outcome.error.message, { hint: outcome.error.hint });
}

/** Whether somebody listens. Says nothing to it. */
export async function isAppThere(address: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function reply(line: string, handle: (request: ControlRequest) => Promise<unknown>): Promise<Outcome<unknown>> {
  try {
    const request: unknown = JSON.parse(line);
    if (
      typeof request !== 'object' ||
      request === null ||
      !('command' in request) ||
      typeof request.command !== 'string'
    ) {
      throw new AppError('usage', 'The request names no command.');
    }
    const input = 'input' in request ? { input: request.input } : {};
    return { ok: true, value: (await handle({ command: request.command, ...input })) ?? null };
  } catch (thrown) {
    const error =
      thrown instanceof SyntaxError ? new AppError('usage', 'The request is not JSON.') : toAppError(thrown);
    return { ok: false, error: errorReport(error) };
  }
}

function readLine(socket: Socket, longest: number, onLine: (line: string) => void): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\n');
    if (end >= 0) {
      socket.removeAllListeners('data');
      onLine(text.slice(0, end));
    } else if (text.length > longest) socket.destroy();
  });
}
