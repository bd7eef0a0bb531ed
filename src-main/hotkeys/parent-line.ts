// The hook process's line to the app: Electron's utility process, Node's fork, or JSON lines on stdio, whichever there is.
import { createInterface } from 'node:readline';

export interface ParentLine {
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The app has gone. */
  onEnd(listener: () => void): void;
}

interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export function parentLine(): ParentLine {
  // Electron adds it to `process` in a utility process (electron.d.ts, ParentPort); Node's types don't know it.
  const { parentPort } = process as unknown as { readonly parentPort?: UtilityPort };
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
      onEnd: () => undefined, // Electron ends its utility processes itself
    };
  }
  if (process.send) {
    return {
      send: (message) => void process.send?.(message),
      onMessage: (listener) => process.on('message', listener),
      onEnd: (listener) => process.once('disconnect', listener),
    };
  }
  const lines = createInterface({ input: process.stdin });
  return {
    send: (message) => process.stdout.write(`${JSON.stringify(message)}\n`),
    onMessage: (listener) => lines.on('line', (line) => listener(parseLine(line))),
    onEnd: (listener) => lines.once('close', listener),
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // not ours: ignored like every unknown message
  }
}
