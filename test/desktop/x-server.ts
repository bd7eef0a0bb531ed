// A private X server without a screen, on a display number that the server itself finds free, and its window manager.
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { hostWindowClass } from '../host/chromium/chromium-process.ts';
import { type OwnedProcess, startProcess } from './owned-process.ts';
import { pollUntil } from './poll-until.ts';
import { runProgram } from './run-program.ts';

export interface ScreenSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** @returns the process and the DISPLAY that it serves, e.g. ":3" */
export async function startXServer(
  { widthPx, heightPx }: ScreenSize,
  env: NodeJS.ProcessEnv,
  logFile: string,
): Promise<{ server: OwnedProcess; display: string }> {
  const screen = `${widthPx}x${heightPx}x24`;
  const args = ['-displayfd', '1', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset', '-dpi', '96'];
  const server = await startProcess('Xvfb', args, { env, logFile, stdio: ['ignore', 'pipe', 'ignore'] });
  // stdio above makes stdout a pipe; the type of ChildProcess does not know.
  const lines = createInterface({ input: server.child.stdout as Readable });
  const number = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    server.child.once('exit', (code) => reject(new Error(`Xvfb ended at its start with code ${code}`)));
  });
  return { server, display: `:${number.trim()}` };
}

/**
 * Openbox with the settings that it comes with; ready when it has announced itself on the root window, so that focus and
 * stacking behave as on a desktop. One rule is added: a new window of the host's browser (test/host/chromium) is no
 * window yet, so it never gets the focus, should Openbox hear of it before the host has taken it.
 */
export async function startWindowManager(env: NodeJS.ProcessEnv, logFile: string): Promise<OwnedProcess> {
  const rule = `<application class="${hostWindowClass}"><focus>no</focus></application>`;
  const usual = await readFile('/etc/xdg/openbox/rc.xml', 'utf8');
  const settings = `${logFile}.xml`;
  await writeFile(settings, usual.replace('</applications>', `${rule}</applications>`));
  const manager = await startProcess('openbox', ['--sm-disable', '--config-file', settings], { env, logFile });
  await pollUntil('a window manager', async () => {
    const { stdout } = await runProgram('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'], { env });
    return stdout.includes('window id');
  });
  return manager;
}
