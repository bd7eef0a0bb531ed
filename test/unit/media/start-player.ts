// Starts a fake media player as a process and hears what it is told.
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { startProcess } from '../../desktop/owned-process.ts';
import { pollUntil } from '../../desktop/poll-until.ts';

/** A player process on the bus of that address; `heard` are the lines that it wrote. */
export async function startPlayer(address: string, name: string, first: 'Playing' | 'Paused' | 'Stopped' = 'Playing') {
  const socket = /path=([^,;]+)/.exec(address)?.[1] ?? '';
  const player = await startProcess(
    process.execPath,
    [join(import.meta.dirname, 'fake-player.ts'), socket, name, first],
    { env: process.env, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const heard: string[] = [];
  // stdio above makes both pipes; the type of ChildProcess does not know.
  const lines = createInterface({ input: player.child.stdout as Readable });
  lines.on('line', (line) => heard.push(line));
  await once(lines, 'line');
  const byHand = async (status: string): Promise<void> => {
    (player.child.stdin as Writable).write(`${status}\n`);
    await pollUntil(`${name} ${status}`, async () => heard.at(-1) === `now ${status}`);
  };
  const signal = (name: NodeJS.Signals): void => void process.kill(player.pid, name);
  return {
    heard,
    byHand,
    signal,
    [Symbol.asyncDispose]: async () => {
      signal('SIGCONT');
      await player.stop();
    },
  };
}
