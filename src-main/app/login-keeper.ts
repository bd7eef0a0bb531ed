// How the desktop program starts itself as the process that renews the login: its packaged binary runs no scripts (fuse
// RunAsNode), and Chromium's own helpers (utilityProcess) end with the app. PURE.
import { sep } from 'node:path';

/** Looks like a switch, so that it can't be taken for a file. Not for people; main.ts looks for it before anything else. */
export const loginKeeperWord = '--renew-login';

export interface OwnProgram {
  /** electron.d.ts, App.getPath('exe'). */
  readonly executable: string;
  /** The app's folder or archive, which Electron wants to be told; null in a package, which knows its own. */
  readonly appPath: string | null;
  /** This process was started without Chromium's sandbox, since it doesn't work here. */
  readonly withoutSandbox: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function loginKeeperCommand({ executable, appPath, withoutSandbox, env }: OwnProgram): readonly string[] {
  return [
    program(executable, env),
    ...(appPath === null ? [] : [appPath]),
    ...(withoutSandbox ? ['--no-sandbox'] : []),
    loginKeeperWord,
  ];
}

/** An AppImage's files vanish with the process that mounted them: the keeper mounts its own. */
function program(executable: string, { APPIMAGE, APPDIR }: OwnProgram['env']): string {
  // The variables may be another AppImage's, such as the terminal's that started us.
  return APPIMAGE && APPDIR && executable.startsWith(`${APPDIR}${sep}`) ? APPIMAGE : executable;
}
