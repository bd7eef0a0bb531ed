// The system's Chromium as a child of the host: own temporary profile, quiet flags, remote debugging. Knows no windows.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ChromiumOptions {
  readonly executable: string;
  /** Undefined: `--headless=new`. */
  readonly display: string | undefined;
  readonly debuggingPort: number;
  /** What the app and its command line asked for (app.commandLine). */
  readonly switches: ReadonlyMap<string, string>;
  readonly env: NodeJS.ProcessEnv;
}

export interface Chromium {
  readonly pid: number;
  readonly devToolsUrl: string;
  /** Opens a window without tabs or address bar that shows `url` (headed only). */
  openAppWindow(url: string): Promise<void>;
  readonly exited: Promise<void>;
  /** At once; also runs when the host process exits. */
  kill(): void;
}

/** Class (WM_CLASS) of a window that no app has shown yet; then it gets the app's own. */
export const hostWindowClass = 'electron-host';

/** Quiet: nothing may be fetched, asked or shown that the app did not ask for. */
const quietSwitches: readonly (readonly [string, string])[] = [
  ['class', hostWindowClass],
  ['no-startup-window', ''],
  ['no-first-run', ''],
  ['no-default-browser-check', ''],
  ['disable-background-networking', ''],
  ['disable-component-update', ''],
  ['disable-default-apps', ''],
  ['disable-sync', ''],
  ['disable-quic', ''],
  // Electron asks the app (setWindowOpenHandler) and blocks nothing by itself.
  ['disable-popup-blocking', ''],
  ['disable-gpu', ''],
  ['disable-breakpad', ''],
  ['disable-dev-shm-usage', ''],
  ['disable-session-crashed-bubble', ''],
  ['disable-search-engine-choice-screen', ''],
  ['metrics-recording-only', ''],
  ['password-store', 'basic'],
  ['use-mock-keychain', ''],
  ['test-type', ''],
  ['autoplay-policy', 'no-user-gesture-required'],
  // The app's own answer (session.setPermissionRequestHandler) decides; see page/permission-guard.ts.
  ['use-fake-ui-for-media-stream', ''],
  ['allow-file-access-from-files', ''],
  ['host-resolver-rules', 'MAP *.electron-host.test 127.0.0.1:9'],
  [
    'disable-features',
    [
      'Translate',
      'MediaRouter',
      'OptimizationHints',
      'GlobalMediaControls',
      'HttpsUpgrades',
      'CalculateNativeWinOcclusion',
      // Electron keeps no page's process in reserve unless asked (electron/electron#53144). One that was killed with the
      // pages would be given to the next page.
      'SpareRendererForSitePerProcess',
    ].join(),
  ],
];

const listSwitches = new Set(['disable-features', 'enable-features']);

function chromiumArguments(options: ChromiumOptions, profile: string): string[] {
  const all = new Map<string, string>();
  const asRoot: (readonly [string, string])[] = process.getuid?.() === 0 ? [['no-sandbox', '']] : [];
  for (const [name, value] of [...quietSwitches, ...asRoot, ...options.switches]) {
    const before = all.get(name);
    all.set(name, listSwitches.has(name) && before ? `${before},${value}` : value);
  }
  all.set('user-data-dir', profile);
  all.set('remote-debugging-port', String(options.debuggingPort));
  if (options.display === undefined) all.set('headless', 'new');
  else all.set('ozone-platform', 'x11');
  return [...all].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`));
}

/** @throws with Chromium's own words when it ends before it listens */
export async function startChromium(options: ChromiumOptions): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'electron-host-'));
  mkdirSync(join(profile, 'Default'));
  // The window manager's frame, not one drawn by Chromium: then a window without tabs is nothing but its page.
  const preferences = { browser: { custom_chrome_frame: false }, profile: { exit_type: 'Normal' } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const child = spawn(options.executable, chromiumArguments(options, profile), {
    // Its own temporary files go where everything of it is removed.
    env: { ...options.env, TMPDIR: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => {
    child.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  };
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const exited = ended.then(async () => {
    process.off('exit', kill);
    await removeProfile(profile);
  });
  const devToolsUrl = await devToolsLine(child, options.executable);
  const { pid } = child;
  if (pid === undefined) throw new Error(`electron host: ${options.executable} has no process id`);
  return {
    pid,
    devToolsUrl,
    exited,
    kill,
    openAppWindow: (url) => askRunningChromium(profile, [`--app=${url}`, '--test-type']),
  };
}

/** Chromium's helpers outlive it for a moment and write once more. */
async function removeProfile(profile: string): Promise<void> {
  for (let attempt = 0; attempt < 20 && existsSync(profile); attempt += 1) {
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function devToolsLine(child: ChildProcess, executable: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-8_000);
      const line = /DevTools listening on (ws:\/\/\S+)/.exec(said);
      if (line?.[1] !== undefined) resolve(line[1]);
    });
    child.once('error', (cause) => reject(new Error(`electron host: can't start ${executable}`, { cause })));
    child.once('exit', (code) => reject(new Error(`electron host: Chromium ended with ${code} at its start\n${said}`)));
  });
}

/**
 * Says to the running Chromium what a second launch with the same profile would say, without the 400 ms of that launch:
 * chrome/browser/process_singleton_posix.cc: "START", the working folder and the arguments, separated by zero bytes.
 */
function askRunningChromium(profile: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(join(profile, 'SingletonSocket'));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.once('error', reject);
    socket.once('close', () => {
      if (answer.startsWith('ACK')) resolve();
      else reject(new Error(`electron host: Chromium refused a window: ${answer}`));
    });
    socket.end(['START', tmpdir(), 'chromium', ...args].join('\0'));
  });
}
