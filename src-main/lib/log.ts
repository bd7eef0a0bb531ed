// The log: one JSON object a line, redacted at the sink, rotated by size, never a transcript or a token. A failing disk
// must not stop a dictation, so the log is the one place that gives up quietly (and says so on stderr, once).
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { redactText, redactValue } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFacts = Readonly<Record<string, unknown>>;

export interface Log {
  debug(event: string, facts?: LogFacts): void;
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
  /** For `.catch()` of work that nobody waits for. */
  readonly unexpected: (error: unknown) => void;
  /** The same log with a room's name in every line. */
  room(name: string): Log;
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
const largestBytes = 2_000_000;
const keptFiles = 5;

export type LogSink = (line: string, level: LogLevel) => void;

export function createLog(
  sink: LogSink,
  level: LogLevel = 'info',
  room = 'app',
  clock: () => Date = () => new Date(),
): Log {
  const write = (at: LogLevel) => (event: string, facts?: LogFacts) => {
    if (order.indexOf(at) < order.indexOf(level)) return;
    const clean = facts === undefined ? {} : redactValue(facts);
    sink(
      JSON.stringify({ at: clock().toISOString(), level: at, room, event: redactText(event), ...(clean as object) }),
      at,
    ); // redactValue keeps objects objects
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    unexpected: (error) => write('error')('work in the background failed', { error }),
    room: (name) => createLog(sink, level, name, clock),
  };
}

/** `logs/sotto.log`, then sotto.1.log (newest) to sotto.4.log. Folder 0700, files 0600. */
export function fileSink(folder: string): LogSink {
  const current = join(folder, 'sotto.log');
  let failed = false;
  let size = -1;
  return (line) => {
    try {
      if (size < 0) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        size = sizeOf(current);
      }
      if (size > largestBytes) {
        rotate(folder);
        size = 0;
      }
      appendFileSync(current, `${line}\n`, { mode: 0o600 });
      size += Buffer.byteLength(line) + 1;
      failed = false;
    } catch (error) {
      if (!failed)
        process.stderr.write(
          `Sotto can't write its log in ${folder}: ${error instanceof Error ? error.message : 'unknown'}\n`,
        );
      failed = true;
      size = -1;
    }
  };
}

export const silentLog: Log = createLog(() => undefined, 'error');

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function rotate(folder: string): void {
  const name = (index: number): string => join(folder, index === 0 ? 'sotto.log' : `sotto.${index}.log`);
  rmSync(name(keptFiles - 1), { force: true });
  for (let index = keptFiles - 2; index >= 0; index -= 1) {
    if (statSync(name(index), { throwIfNoEntry: false })) renameSync(name(index), name(index + 1));
  }
}
