// Starts, tasks and kills the worker processes of the refresh tests. Ends only what it started.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WorkerResult, WorkerTask } from './refresh-worker.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const refreshKeeperCommand = [
  process.execPath,
  here('../../src-main/codex/credentials/refresh-keeper-main.ts'),
] as const;

/** As it ships; starts several times as fast. */
export const builtKeeperCommand = [process.execPath, here('../../dist/refresh-keeper.js')] as const;

export interface RefreshWorker extends AsyncDisposable {
  readonly pid: number;
  /** `undefined`: it was killed before it answered. */
  run(task: WorkerTask): Promise<WorkerResult | undefined>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

export async function startRefreshWorker(program = './refresh-worker.ts'): Promise<RefreshWorker> {
  const child = fork(here(program), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'message');
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  if (child.pid === undefined) throw new Error('The worker has no process id.');
  return {
    pid: child.pid,
    run: async (task) => {
      if (child.exitCode !== null || child.signalCode !== null) return undefined;
      const answer = nextMessage(child);
      child.send(task, () => undefined); // Killed meanwhile: the missing answer tells.
      return await Promise.race([answer, gone.then(() => undefined)]);
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

async function nextMessage(child: ChildProcess): Promise<WorkerResult> {
  const [message] = await once(child, 'message');
  // The worker sends results only, after its first word.
  return message as WorkerResult;
}
