// A private D-Bus session bus, and who owns which name on it.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type OwnedProcess, startProcess } from './owned-process.ts';
import { runProgram } from './run-program.ts';

/** Start it with the final environment: services that the bus activates inherit it. */
export async function startSessionBus(env: NodeJS.ProcessEnv): Promise<{ bus: OwnedProcess; address: string }> {
  const args = ['--session', '--nofork', '--nopidfile', '--print-address=1'];
  const bus = await startProcess('dbus-daemon', args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  // stdio above makes stdout a pipe; the type of ChildProcess does not know.
  const lines = createInterface({ input: bus.child.stdout as Readable });
  const address = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    bus.child.once('exit', (code) => reject(new Error(`dbus-daemon ended at its start with code ${code}`)));
  });
  return { bus, address };
}

/** Whether somebody owns `name` on the bus of `env`. */
export async function busNameHasOwner(name: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { stdout } = await runProgram(
    'dbus-send',
    [
      '--session',
      '--print-reply',
      '--dest=org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus.NameHasOwner',
      `string:${name}`,
    ],
    { env },
  );
  return stdout.includes('boolean true');
}
