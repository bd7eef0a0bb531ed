// Sotto is started although it runs. Elsewhere a second process comes and hands its command over; macOS starts none for
// who opens the app in Finder, Spotlight or the Dock, and tells the running one instead (electron.d.ts, App
// `requestSingleInstanceLock` and `activate`). Without a Dock icon that is the way to the window when the menu bar is full.

/** Electron's `app`. */
export interface StartedApp {
  on(event: 'second-instance', listener: SecondStart): unknown;
  on(event: 'activate', listener: () => void): unknown;
  removeListener(event: 'second-instance', listener: SecondStart): unknown;
  removeListener(event: 'activate', listener: () => void): unknown;
}

type SecondStart = (event: unknown, argv: string[], cwd: string, data: unknown) => void;

/** @param run the command that the second start was for */
export function whenStartedAgain(app: StartedApp, run: (command: string, input: unknown) => void): Disposable {
  const again: SecondStart = (_event, _argv, _cwd, data) => {
    const { command, input } =
      typeof data === 'object' && data !== null ? (data as { command?: unknown; input?: unknown }) : {}; // checked next
    if (typeof command === 'string') run(command, input);
  };
  const opened = (): void => run('show', {});
  app.on('second-instance', again);
  app.on('activate', opened);
  return {
    [Symbol.dispose]: () => {
      app.removeListener('second-instance', again);
      app.removeListener('activate', opened);
    },
  };
}
