// Starts the packed app on a display of its own and waits until it says that it is ready.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '../desktop/owned-process.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { startXServer } from '../desktop/x-server.ts';

/** @returns what went wrong; empty when the app became ready */
export async function tryStart(command: string): Promise<string[]> {
  const home = mkdtempSync(join(tmpdir(), 'sotto-start-'));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    SOTTO_HOME: join(home, 'data'),
    CODEX_HOME: join(home, 'codex'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
  const output = join(home, 'output.log');
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const size = { widthPx: 1280, heightPx: 800 };
  const { server, display } = await startXServer(size, { PATH: process.env.PATH }, join(home, 'x.log'));
  stack.use(server);
  stack.use(await startProcess(command, [], { env: { ...env, DISPLAY: display }, logFile: output }));
  try {
    await pollUntil('the packed app', async () => /"ready"/.test(logOf(join(home, 'data/logs'))));
    return [];
  } catch (error) {
    return [String(error), readFileSync(output, 'utf8').slice(0, 800)];
  }
}

function logOf(folder: string): string {
  try {
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  } catch {
    return ''; // not there yet
  }
}
