// Starts a hook process by Node's fork, as the desktop starts it as a utility process.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { ChildLauncher, HookChild } from '../../../src-main/hotkeys/hook.ts';

export const hookEntry = join(import.meta.dirname, '../../../src-main/hotkeys/hook-child.ts');

export interface ForkLauncher extends ChildLauncher, AsyncDisposable {
  readonly children: readonly ChildProcess[];
  /** Resolves when a process says that the list with this key is in force. */
  watching(id: string): Promise<void>;
}

export function forkLauncher(entry: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): ForkLauncher {
  const children: ChildProcess[] = [];
  const waiting: { id: string; resolve: () => void }[] = [];
  const hear = (message: { readonly type?: string; readonly ids?: readonly string[] }): void => {
    if (message.type !== 'watching') return;
    for (const one of waiting) if (message.ids?.includes(one.id)) one.resolve();
  };
  return {
    children,
    watching: (id) => new Promise((resolve) => void waiting.push({ id, resolve })),
    launch(): HookChild {
      const child = fork(entry, [...args, String(children.length)], {
        env,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      children.push(child);
      child.on('message', hear);
      child.on('error', () => undefined); // a message to a process that has just died; its exit is told below
      return {
        send: (message) => void (child.connected && child.send(message)),
        onMessage: (listener) => child.on('message', listener),
        onExit: (listener) => child.once('exit', (code, signal) => listener(String(signal ?? code))),
        kill: () => void child.kill('SIGKILL'),
      };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGKILL');
          await gone;
        }),
      );
    },
  };
}
