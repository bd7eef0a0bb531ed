// Puts the insertion room together for the session that we are in. The only file that decides which driver and which
// clipboard run where.
import { findProgram } from '../lib/find-program.ts';
import { sessionBusAddress } from '../lib/session-bus.ts';
import { X11Link } from '../lib/x11-connection.ts';
import type { Clipboard } from './clipboard.ts';
import { CommandClipboard, macosCommands, waylandCommands, xclipCommands, xselCommands } from './command-clipboard.ts';
import { commandRunner } from './command-runner.ts';
import type { DesktopDriver } from './driver.ts';
import { firstClipboard, firstDriver } from './first-that-works.ts';
import { TextInserter } from './inserter.ts';
import { KeyPressPortal, type RestoreToken } from './key-press-portal.ts';
import { MacosDriver } from './macos-driver.ts';
import { noDesktopDriver } from './no-desktop-driver.ts';
import type { InsertionSettings } from './plan.ts';
import { type DesktopSession, type Environment, probeSession } from './session.ts';
import { WaylandDriver } from './wayland-driver.ts';
import { WindowsDriver } from './windows-driver.ts';
import { X11Clipboard } from './x11-clipboard.ts';
import { X11Driver } from './x11-driver.ts';
import { XdotoolDriver } from './xdotool-driver.ts';

export interface OpenInserterOptions {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly settings: () => InsertionSettings;
  /** Electron's clipboard: the one of macOS and Windows, and a spare one on X11. Null without Electron. */
  readonly systemClipboard: Clipboard | null;
  /** Where the desktop portal's token is kept, so that the user is asked once. */
  readonly restoreToken?: RestoreToken;
  /** DictationKeys.mute(): keys that Sotto presses are not the user's. */
  readonly muteKeys?: () => Disposable;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

export interface OpenInserter extends AsyncDisposable {
  readonly inserter: TextInserter;
  readonly session: DesktopSession;
}

/** Nothing is connected or started before the first insertion (or key-down). */
export function openInserter(options: OpenInserterOptions): OpenInserter {
  const { env, platform, settings, log, muteKeys } = options;
  const session = probeSession(env, platform);
  const stack = new AsyncDisposableStack();
  const { driver, clipboard } = parts(options, session, stack);
  stack.use(driver);
  const inserter = stack.use(
    new TextInserter({ settings, session, driver, clipboard, log, ...(muteKeys ? { muteKeys } : {}) }),
  );
  return { inserter, session, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

interface Parts {
  readonly driver: DesktopDriver;
  readonly clipboard: Clipboard;
}

function parts(options: OpenInserterOptions, session: DesktopSession, stack: AsyncDisposableStack): Parts {
  const { env, platform, systemClipboard } = options;
  const run = commandRunner(env);
  const electron = systemClipboard ? [systemClipboard] : [];
  const wayland = new CommandClipboard(waylandCommands, env);
  switch (session.kind) {
    case 'x11':
    case 'xwayland': {
      const link = stack.use(new X11Link(session.display, env.XAUTHORITY));
      const own = stack.use(new X11Clipboard(link));
      const programs = [new CommandClipboard(xclipCommands, env), new CommandClipboard(xselCommands, env)];
      return {
        driver: firstDriver(new X11Driver(link), new XdotoolDriver(run)),
        clipboard: firstClipboard([own, ...electron, ...programs]),
      };
    }
    case 'wayland': {
      const token = options.restoreToken ?? forgetfulToken();
      const portal = new KeyPressPortal(sessionBusAddress(env), token);
      const has = (program: string): boolean => findProgram(program, { path: env.PATH ?? '', platform }) !== null;
      return {
        driver: new WaylandDriver({ desktop: session.desktop, run, has, portal }),
        // Not Electron's: an unfocused window's write is dropped on Wayland, and its own cache hides it.
        clipboard: wayland,
      };
    }
    case 'macos':
      return { driver: new MacosDriver(run), clipboard: systemClipboard ?? new CommandClipboard(macosCommands, env) };
    case 'windows':
      return { driver: new WindowsDriver(), clipboard: systemClipboard ?? wayland };
    case 'headless':
      return { driver: noDesktopDriver, clipboard: systemClipboard ?? wayland };
  }
}

function forgetfulToken(): RestoreToken {
  let kept = '';
  return {
    read: () => kept,
    write: (token) => {
      kept = token;
    },
  };
}
