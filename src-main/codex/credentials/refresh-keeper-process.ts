// What a process does that renews the login for another one and lives on when that one is killed. Started by
// refresh-keeper-client with its task in the environment: an Electron program on Windows has no standard input
// (its `process.stdin` ends at once), and a task that came with the start can't be lost half-way.
import { keeperTaskVariable, keepRefresh } from './refresh-keeper.ts';

/** @returns the exit code: 0 when the answer was given, 2 without a task, 1 for a task that can't be read. */
export async function runRefreshKeeper(
  host: Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr' | 'on'>,
): Promise<number> {
  const { [keeperTaskVariable]: task } = host.env;
  if (!task) {
    host.stderr.write('This renews the login for a running program, which starts it when it is needed.\n');
    return 2;
  }
  // The work is bounded in time by itself; being asked to go in the middle of it would lose the login.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) host.on(name, () => undefined);
  // Whoever asked may be gone; the answer is a courtesy then.
  host.stdout.on('error', () => undefined);
  try {
    const answer = await keepRefresh(task);
    await new Promise<void>((resolve) => host.stdout.write(`${JSON.stringify(answer)}\n`, () => resolve()));
    return 0;
  } catch (error) {
    host.stderr.write(`${error instanceof Error ? error.name : 'Error'}: the task can't be carried out.\n`);
    return 1;
  }
}
