// Runs the key hook in a process of its own: it aborts where there is no X server, and the app must not.
// utilityProcess, since the packaged binary runs no scripts as plain Node (electron.d.ts, UtilityProcess).
import { utilityProcess } from 'electron';

export interface LaunchedChild {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

export function launchUtility(entry: string, name: string): LaunchedChild {
  const child = utilityProcess.fork(entry, [], { serviceName: name, stdio: 'ignore' });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', (code) => listener(`code ${code}`)),
    kill: () => {
      child.kill();
    },
  };
}
