// The processes that one running app has started, found by the data folder in their environment: recorders, the key
// hook. For tests that take one away by its process id.
import { readdirSync, readFileSync } from 'node:fs';
import { isRunning } from '../../desktop/owned-process.ts';
import { pollUntil } from '../../desktop/poll-until.ts';

/** Process ids, oldest first, that belong to the app with this data folder and whose command line matches. */
export function appProcesses(home: string, commandLine: RegExp): number[] {
  const mark = `SOTTO_HOME=${home}`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .filter((pid) => commandLine.test(read(pid, 'cmdline').replaceAll('\0', ' ')))
    .filter((pid) => read(pid, 'environ').split('\0').includes(mark) && isRunning(pid))
    .sort((a, b) => a - b);
}

/** Processes below this one, at any depth, whose command line matches: a browser's forget the environment they came from. */
export function processesBelow(pid: number, commandLine: RegExp): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .map(Number)
      .filter(Number.isInteger)
      .map((each) => [each, Number(/^PPid:\t(\d+)/m.exec(read(each, 'status'))?.[1])]),
  );
  const below = (each: number): boolean => {
    const parent = parents.get(each);
    return parent === pid || (parent !== undefined && parent > 1 && below(parent));
  };
  return [...parents.keys()].filter(
    (each) => commandLine.test(read(each, 'cmdline').replaceAll('\0', ' ')) && below(each) && isRunning(each),
  );
}

/** The recorder's program of a running take, other than `not` (the one that was killed before). */
export function recorderOf(home: string, not: readonly number[] = []): Promise<number> {
  return one(home, /^\S*(parecord|pw-record|arecord|sox) /, not);
}

export function keyHookOf(home: string, not: readonly number[] = []): Promise<number> {
  return one(home, /hook-child\.js|^Sotto keys|node\.mojom\.NodeService/, not);
}

function one(home: string, commandLine: RegExp, not: readonly number[]): Promise<number> {
  return pollUntil(`a process like ${commandLine}`, () =>
    appProcesses(home, commandLine).find((pid) => !not.includes(pid)),
  );
}

function read(pid: number, file: 'cmdline' | 'environ' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // gone meanwhile, or not ours to read
  }
}
