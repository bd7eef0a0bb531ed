// Takes one of the two ports that sign-in callbacks may come to. Whoever still waits there for an abandoned sign-in is
// asked to let go, as the official program does and expects. Source: openai/codex `login/src/server.rs`.
import { get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { errnoOf } from '../credentials/read-auth-file.ts';
import { CodexError } from '../errors.ts';
import { signInCancelled } from './ask-issuer.ts';

/** Registered with the service; no other port is accepted there. */
export const loginPorts = [1455, 1457] as const;

const tries = 10;
const betweenTriesMs = 200;
const courtesyMs = 2000;

/** The port that `server` listens on now. Throws `login_failed` when all are taken, `login_cancelled`. */
export async function listenOnLoginPort(
  server: Server,
  ports: readonly number[],
  signal: AbortSignal,
): Promise<number> {
  for (const [index, port] of ports.entries()) {
    for (let round = 0; round < tries; round += 1) {
      if (signal.aborted) throw signInCancelled();
      const taken = await listen(server, port);
      if (taken !== undefined) return taken;
      if (index === 0 && round === 0) await askToLetGo(port);
      else await wait(betweenTriesMs);
    }
  }
  throw new CodexError(
    'login_failed',
    `The ports ${ports.join(' and ')} are taken by another program; close its sign-in or use a device code.`,
  );
}

async function listen(server: Server, port: number): Promise<number | undefined> {
  const outcome = Promise.withResolvers<number | undefined>();
  const onError = (cause: Error): void => {
    const code = errnoOf(cause);
    if (code === 'EADDRINUSE' || code === 'EACCES') outcome.resolve(undefined);
    else outcome.reject(cause);
  };
  server.once('error', onError);
  // Listening on TCP, the address has a port.
  server.listen(port, '127.0.0.1', () => outcome.resolve((server.address() as AddressInfo).port));
  try {
    return await outcome.promise;
  } finally {
    server.off('error', onError);
    server.removeAllListeners('listening');
  }
}

async function askToLetGo(port: number): Promise<void> {
  const done = Promise.withResolvers<void>();
  const request = get({ host: '127.0.0.1', port, path: '/cancel', timeout: courtesyMs, agent: false }, (response) => {
    response.resume().on('close', () => done.resolve());
  });
  request.on('timeout', () => request.destroy());
  request.on('error', () => done.resolve()); // It was only a courtesy; the port itself tells.
  request.on('close', () => done.resolve());
  await done.promise;
}
