// What a command may touch of the outside: streams, signals, whether a person looks. Tests hand over their own.
import type { Readable } from 'node:stream';

export interface Terminal {
  readonly stdin: Readable;
  /** Results. */
  print(text: string): void;
  /** Progress, errors, notes. */
  note(text: string): void;
  /** One line that is rewritten; only where stderr is a terminal. */
  progress(text: string): void;
  readonly interactive: boolean;
  /** Aborted by Ctrl+C. */
  readonly interrupted: AbortSignal;
}

export function processTerminal(process: NodeJS.Process): Terminal {
  const interrupt = new AbortController();
  let shown = 0;
  process.on('SIGINT', () => {
    if (interrupt.signal.aborted) process.exit(130); // asked twice: now
    interrupt.abort();
  });
  process.on('SIGTERM', () => interrupt.abort());
  const clear = (): void => {
    if (shown > 0) process.stderr.write(`\r${' '.repeat(shown)}\r`);
    shown = 0;
  };
  // A reader that has seen enough ("sotto history | head") is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdin: process.stdin,
    print: (text) => {
      clear();
      process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (!process.stderr.isTTY) return;
      clear();
      const line = text.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1));
      process.stderr.write(line);
      shown = line.length;
    },
    interactive: process.stderr.isTTY === true,
    interrupted: interrupt.signal,
  };
}
