// The one Chromium of this host and the connection to it: started when the first window needs it (or at once when a debugging
// port was asked for), started again when it died. Knows no windows.
import { CdpConnection } from '../chromium/cdp.ts';
import { type Chromium, startChromium } from '../chromium/chromium-process.ts';
import { findChromium } from '../chromium/find-chromium.ts';
import { hostSettings } from '../host-state.ts';

export interface Browser {
  readonly chromium: Chromium;
  readonly connection: CdpConnection;
}

/** app.commandLine: switches for Chromium, until it starts. */
export const chromiumSwitches = new Map<string, string>();

let running: Promise<Browser> | undefined;
let pid: number | undefined;
let ending = false;

export function browser(): Promise<Browser> {
  running ??= start();
  return running;
}

/** What fails from now on fails because the app is quitting. */
export function browserIsEnding(): boolean {
  return ending;
}

/** Chromium's process id while it runs. */
export function browserPid(): number | undefined {
  return pid;
}

async function start(): Promise<Browser> {
  const { display, env, debuggingPort } = hostSettings();
  const executable = findChromium(env);
  if (executable === undefined) throw new Error('electron host: no Chromium on the PATH: apt-get install chromium');
  const chromium = await startChromium({
    executable,
    display,
    debuggingPort: debuggingPort ?? 0,
    switches: new Map([...chromiumSwitches].filter(([name]) => !unsuitable.has(name))),
    env,
  });
  pid = chromium.pid;
  void chromium.exited.then(() => {
    running = undefined;
    pid = undefined;
    if (!ending) console.error('electron host: Chromium ended by itself');
  });
  const connection = await CdpConnection.connect(chromium.devToolsUrl);
  await connection.browser.send('Target.setDiscoverTargets', { discover: true });
  return { chromium, connection };
}

/** Playwright adds its own browser's switches; these would take away what windows need here. */
const unsuitable = new Set(['headless', 'remote-debugging-port', 'user-data-dir', 'enable-automation']);

/** Ends Chromium, politely for a second. */
export async function endBrowser(): Promise<void> {
  ending = true;
  const started = await running?.catch(() => undefined);
  if (started === undefined) return;
  started.connection.browser.trySend('Browser.close');
  const patience = setTimeout(() => started.chromium.kill(), 1_000);
  await started.chromium.exited;
  clearTimeout(patience);
}
