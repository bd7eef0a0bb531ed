// What this project uses of node-record-lpcm16 1.0.1, which brings no types. CommonJS: only a default export.
declare module 'node-record-lpcm16' {
  import type { ChildProcessWithoutNullStreams } from 'node:child_process';

  interface Recording {
    readonly process: ChildProcessWithoutNullStreams;
    stop(): void;
  }
  const library: {
    /** Options are handed to the recorder definition as they are. */
    record(options: Readonly<Record<string, unknown>>): Recording;
  };
  export default library;
}
