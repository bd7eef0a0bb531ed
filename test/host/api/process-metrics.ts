// app.getAppMetrics from /proc: this process and Chromium's (electron.d.ts, ProcessMetric).
import { readdirSync, readFileSync } from 'node:fs';

const pageKiB = 4;

/** @param browserPid Chromium's main process; undefined while none runs */
export function processMetrics(browserPid: number | undefined): Electron.ProcessMetric[] {
  const own = metric(process.pid, 'Browser');
  const parents = new Map<number, number>();
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = /\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1];
    if (parent !== undefined) parents.set(pid, Number(parent));
  }
  const family = [...parents.keys()].filter((pid) => browserPid !== undefined && descends(pid, browserPid, parents));
  return [own, ...family.map((pid) => metric(pid, kindOf(pid)))];
}

function descends(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
    if (at === ancestor) return true;
  return false;
}

function kindOf(pid: number): Electron.ProcessMetric['type'] {
  const kind = /--type=([\w-]+)/.exec(read(`/proc/${pid}/cmdline`))?.[1];
  if (kind === 'renderer') return 'Tab';
  if (kind === 'gpu-process') return 'GPU';
  if (kind === 'zygote') return 'Zygote';
  return 'Utility';
}

function metric(pid: number, type: Electron.ProcessMetric['type']): Electron.ProcessMetric {
  const pages = Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0);
  const peak = Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  return {
    pid,
    type,
    creationTime: 0,
    cpu: { percentCPUUsage: 0, idleWakeupsPerSecond: 0, cumulativeCPUUsage: cpuSeconds(pid) },
    memory: { workingSetSize: pages * pageKiB, peakWorkingSetSize: peak },
    sandboxed: type === 'Tab',
  };
}

/** User and system time, at 100 ticks a second. */
function cpuSeconds(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process ended meanwhile
  }
}
