// What processes cost, read from /proc: memory that is resident and processor time that was used. Linux only.
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessCost {
  readonly processes: number;
  readonly rssMiB: number;
  /** User and system, since they began. */
  readonly cpuMs: number;
}

/** sysconf(_SC_CLK_TCK) on every Linux that Node runs on. */
const tickMs = 10;

export function costOf(pids: readonly number[]): ProcessCost {
  let [rssMiB, cpuMs] = [0, 0];
  for (const pid of pids) {
    rssMiB += Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1024;
    // proc(5): the name in brackets may hold anything; utime and stime are the 12th and 13th field after it.
    const fields = read(pid, 'stat')
      .replace(/^.*\) /s, '')
      .split(' ');
    cpuMs += (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
  }
  return { processes: pids.length, rssMiB, cpuMs };
}

/** The process and all that it started, and they in turn. */
export function familyOf(pid: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .map(Number)
      .filter(Number.isInteger)
      .map((each) => [each, Number(/^PPid:\t(\d+)/m.exec(read(each, 'status'))?.[1] ?? 0)] as const),
  );
  const belongs = (each: number): boolean => each === pid || (each > 1 && belongs(parents.get(each) ?? 0));
  return [...parents.keys()].filter(belongs);
}

function read(pid: number, file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}
