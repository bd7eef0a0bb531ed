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

export interface ProcessTerminal extends Terminal {
  /** When all that was printed is out. @returns the command's exit code, or 1 when its result could not be written */
  finish(code: number): Promise<number>;
}

export function processTerminal(process: NodeJS.Process): ProcessTerminal {
  const interrupt = new AbortController();
  let shown = 0;
  process.on('SIGINT', () => {
    if (interrupt.signal.aborted) process.exit(130); // asked twice: now
    interrupt.abort();
  });
  process.on('SIGTERM', () => interrupt.abort());
  let outputFailure: NodeJS.ErrnoException | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    outputFailure ??= error;
  });
  // Nobody reads the notes, or there is no room for them: that ends neither a recording nor a server.
  process.stderr.on('error', () => undefined);
  const clear = (): void => {
    if (shown > 0) process.stderr.write(`\r${' '.repeat(shown)}\r`);
    shown = 0;
  };
  const note = (text: string): void => {
    clear();
    process.stderr.write(`${text}\n`);
  };
  return {
    stdin: process.stdin,
    print: (text) => {
      clear();
      if (outputFailure === undefined) process.stdout.write(`${text}\n`);
    },
    note,
    progress: (text) => {
      if (!process.stderr.isTTY) return;
      clear();
      const line = text.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1));
      process.stderr.write(line);
      shown = line.length;
    },
    interactive: process.stderr.isTTY === true,
    interrupted: interrupt.signal,
    finish: async (code) => {
      if (outputFailure === undefined) {
        // All three arguments: Electron on Windows may have a `write` of its own that looks for the third.
        await new Promise<void>((resolve) => process.stdout.write('', 'utf8', () => resolve()));
        await new Promise((resolve) => setImmediate(resolve)); // its error comes a moment after
      }
      // A reader that has seen enough ("sotto history | head") is no error.
      if (outputFailure === undefined || outputFailure.code === 'EPIPE') return code;
      note(`sotto: ${outputSentence(outputFailure)}`);
      return code || 1;
    },
  };
}

function outputSentence({ code }: NodeJS.ErrnoException): string {
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? 'The result could not be written: the disk is full. Make room and try again.'
    : `The result could not be written (${code ?? 'unknown'}). Look at where the output goes.`;
}
