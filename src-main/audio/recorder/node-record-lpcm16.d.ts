// What this project uses of node-record-lpcm16 1.0.1, which brings no types.
declare module 'node-record-lpcm16' {
  import type { ChildProcessWithoutNullStreams } from 'node:child_process';

  interface Recording {
    readonly process: ChildProcessWithoutNullStreams;
    stop(): void;
  }
  /** Options are handed to the recorder definition as they are. */
  export function record(options: Readonly<Record<string, unknown>>): Recording;
}
