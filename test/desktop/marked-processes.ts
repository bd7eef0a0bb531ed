// Finds what was started inside a virtual desktop by others than us (services that the session bus activates, a clipboard
// owner that forked away): every one carries the desktop's folder in its environment.
import { readdirSync, readFileSync } from 'node:fs';
import { isRunning } from './owned-process.ts';
import { pollUntil } from './poll-until.ts';

/** The variable that marks everything that runs inside one virtual desktop. */
export const desktopMark = 'SOTTO_TEST_DESKTOP';

/** Process ids, oldest first, whose environment says that they belong to the desktop in `dir`. Never this process. */
export function markedProcesses(dir: string): number[] {
  const mark = `${desktopMark}=${dir}`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && carries(pid, mark) && isRunning(pid))
    .sort((a, b) => a - b);
}

function carries(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
  } catch {
    return false; // gone meanwhile, or not ours to read
  }
}

/** Ends them: TERM, two seconds, KILL. */
export async function endMarkedProcesses(dir: string): Promise<void> {
  signalAll(markedProcesses(dir), 'SIGTERM');
  const gone = () => markedProcesses(dir).length === 0;
  await pollUntil('services of the desktop have ended', gone, { timeoutMs: 2_000 }).catch(async () => {
    signalAll(markedProcesses(dir), 'SIGKILL');
    await pollUntil('services of the desktop were killed', gone, { timeoutMs: 2_000 });
  });
}

function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended between the listing and the signal, which is what was wanted.
    }
  }
}
