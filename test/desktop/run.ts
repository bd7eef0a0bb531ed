// node test/desktop/run.ts [--tray] [--timeout S] [--keep] -- COMMAND…
// Runs one command on a virtual desktop of its own and ends with the command's exit code (124 after the timeout).
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ensurePackages } from './packages.ts';
import { startVirtualDesktop } from './virtual-desktop.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tray: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '600' },
  },
});
const [command, ...args] = positionals;
const timeoutS = Number(values.timeout);
if (command === undefined || !(timeoutS > 0)) {
  console.error('usage: node test/desktop/run.ts [--tray] [--timeout SECONDS] [--keep] -- COMMAND…');
  process.exit(2);
}

await ensurePackages();
process.exitCode = await runOnDesktop(command, args);

async function runOnDesktop(program: string, programArgs: string[]): Promise<number> {
  await using desktop = await startVirtualDesktop({ tray: values.tray, keepDir: values.keep });
  if (values.keep) console.error(`desktop folder: ${desktop.dir}`);
  const child = spawn(program, programArgs, { env: desktop.env, stdio: 'inherit' });
  let timedOut = false;
  const end = () => child.kill('SIGTERM');
  const timer = setTimeout(() => {
    timedOut = true;
    end();
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  }, timeoutS * 1_000);
  process.on('SIGTERM', end).on('SIGINT', end);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  clearTimeout(timer);
  process.off('SIGTERM', end).off('SIGINT', end);
  if (timedOut) console.error(`${program} did not end within ${timeoutS} s`);
  return timedOut ? 124 : code;
}
