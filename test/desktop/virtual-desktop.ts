// A whole private desktop for tests: X server, session bus, window manager, sound server with a microphone, and on request
// a panel with a tray. Everything is ended by process id, in reverse order; nothing of the user's session is touched.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paintBackground } from './background.ts';
import { desktopMark, endMarkedProcesses } from './marked-processes.ts';
import type { OwnedProcess } from './owned-process.ts';
import { startPanel } from './panel.ts';
import { startSessionBus } from './session-bus.ts';
import { soundVariables, startSoundServer } from './sound-server.ts';
import { type ScreenSize, startWindowManager, startXServer } from './x-server.ts';

export interface VirtualDesktopOptions {
  /** Also start a panel with a system tray. */
  readonly tray?: boolean;
  readonly screen?: ScreenSize;
  /** Keep the folder (logs, homes) after the end. */
  readonly keepDir?: boolean;
  /** What the desktop's programs inherit; display, bus, sound and home are replaced. */
  readonly inheritedEnv?: NodeJS.ProcessEnv;
}

export interface VirtualDesktop extends AsyncDisposable {
  /** DISPLAY, DBUS_SESSION_BUS_ADDRESS, PULSE_SERVER, HOME, XDG_… for everything that runs on this desktop. */
  readonly env: NodeJS.ProcessEnv;
  /** Private folder (0700) of this desktop; `log/` in it holds what its programs said. */
  readonly dir: string;
  readonly screen: ScreenSize;
  /** The programs of the desktop, so that a test can take one away (sound server, panel). */
  readonly programs: Readonly<Record<'xServer' | 'bus' | 'windowManager' | 'sound', OwnedProcess>>;
  /** Starts the panel, or starts it again after `stopPanel`. */
  startPanel(): Promise<void>;
  /** As when a panel crashes: its tray is gone until the next one. */
  stopPanel(): Promise<void>;
  /** Starts the sound server again after a test stopped it. */
  restartSound(): Promise<OwnedProcess>;
}

export async function startVirtualDesktop(options: VirtualDesktopOptions = {}): Promise<VirtualDesktop> {
  const screen = options.screen ?? { widthPx: 1280, heightPx: 800 };
  const dir = await mkdtemp(join(tmpdir(), 'sotto-desktop-')); // 0700 by definition
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    if (!options.keepDir) await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });
  stack.defer(() => endMarkedProcesses(dir));
  const env = await privateEnvironment(dir, options.inheritedEnv ?? process.env);
  const log = (name: string) => join(dir, 'log', name);

  const { server, display } = await startXServer(screen, env, log('x-server'));
  stack.use(server);
  env.DISPLAY = display;
  await paintBackground(display);
  const { bus, address } = await startSessionBus(env);
  stack.use(bus);
  env.DBUS_SESSION_BUS_ADDRESS = address;
  const [windowManager, sound] = await Promise.all([
    startWindowManager(env, log('window-manager')),
    startSoundServer(dir, env, log('sound')),
  ]);
  stack.use(windowManager);
  stack.use(sound);
  let panel: OwnedProcess | undefined;
  const stopOwnPanel = async () => panel?.stop();
  const startOwnPanel = async () => {
    await stopOwnPanel();
    panel = await startPanel(screen, env, log('panel'));
  };
  stack.defer(stopOwnPanel);
  if (options.tray) await startOwnPanel();

  const kept = stack.move();
  return {
    env,
    dir,
    screen,
    programs: { xServer: server, bus, windowManager, sound },
    startPanel: startOwnPanel,
    stopPanel: stopOwnPanel,
    restartSound: async () => kept.use(await startSoundServer(dir, env, log('sound'))),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function privateEnvironment(dir: string, inherited: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const home = join(dir, 'home');
  const env: NodeJS.ProcessEnv = {
    ...inherited,
    [desktopMark]: dir,
    HOME: home,
    XDG_RUNTIME_DIR: join(dir, 'run'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    XDG_SESSION_TYPE: 'x11',
    XDG_CURRENT_DESKTOP: 'Openbox',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    NO_AT_BRIDGE: '1',
    ...soundVariables(dir),
  };
  for (const name of [
    'DISPLAY',
    'WAYLAND_DISPLAY',
    'XAUTHORITY',
    'DBUS_SESSION_BUS_ADDRESS',
    'PULSE_SINK',
    'PULSE_SOURCE',
  ])
    delete env[name];
  const folders = [env.XDG_RUNTIME_DIR, env.XDG_CONFIG_HOME, env.XDG_CACHE_HOME, env.XDG_DATA_HOME, env.XDG_STATE_HOME];
  for (const folder of [...folders, join(dir, 'log'), join(dir, 'pulse-state'), join(dir, 'pulse-run')])
    if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  return env;
}
