// One instance per userData folder: the second hands its arguments, folder and data over to the first and learns that it is
// the second (electron.d.ts, App.requestSingleInstanceLock). Synchronous, as the API is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

export interface SecondInstance {
  readonly argv: string[];
  readonly cwd: string;
  readonly data: unknown;
}

export interface InstanceLock {
  release(): void;
}

/** Run by the second instance in a process of its own, because the API must answer before it returns. */
const handOverScript = `
const socket = require('node:net').connect(process.argv[1], () => socket.end(process.argv[2]));
let answer = '';
socket.on('data', (chunk) => (answer += chunk)).on('close', () => process.exit(answer === 'ACK' ? 0 : 1)).on('error', () => process.exit(1));
setTimeout(() => process.exit(1), 10_000);`;

/** @returns undefined when another process has the lock and was told about this start */
export function takeInstanceLock(
  folder: string,
  mine: SecondInstance,
  onSecond: (second: SecondInstance) => void,
): InstanceLock | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = join(folder, 'SingletonLock.host');
  const socketPath = join(folder, 'SingletonSocket.host');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      symlinkSync(String(process.pid), lock); // fails when it is there: an atomic test-and-set
      return hold(listen(socketPath, onSecond), lock, socketPath);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (ownerLives(lock) && handOver(socketPath, mine)) return undefined;
    rmSync(lock, { force: true });
  }
  throw new Error(`electron host: the single-instance lock in ${folder} can't be taken`);
}

function ownerLives(lock: string): boolean {
  try {
    process.kill(Number(readlinkSync(lock)), 0);
    return true;
  } catch {
    return false; // no lock any more, or no such process
  }
}

function handOver(socketPath: string, mine: SecondInstance): boolean {
  const { status } = spawnSync(process.execPath, ['-e', handOverScript, socketPath, JSON.stringify(mine)]);
  return status === 0;
}

function listen(socketPath: string, onSecond: (second: SecondInstance) => void): Server {
  rmSync(socketPath, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => {}); // the second instance went away: nothing to answer
    socket.on('end', () => {
      socket.end('ACK');
      onSecond(JSON.parse(text) as SecondInstance); // written by handOver above
    });
  });
  return server.listen(socketPath).unref();
}

function hold(server: Server, lock: string, socketPath: string): InstanceLock {
  return {
    release: () => {
      server.close();
      rmSync(socketPath, { force: true });
      rmSync(lock, { force: true });
    },
  };
}
