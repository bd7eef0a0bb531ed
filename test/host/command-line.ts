// The argument vector of Electron's executable. PURE.

export interface CommandLine {
  /** Modules of `-r`, in order. */
  readonly preloads: readonly string[];
  readonly inspectPort: number | undefined;
  readonly debuggingPort: number | undefined;
  /** Chromium switches: name without dashes → value or ''. */
  readonly switches: ReadonlyMap<string, string>;
  readonly showVersion: boolean;
  /** The app's path; `.` when none was given. */
  readonly appPath: string;
}

/** @param args without the executable */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const preloads: string[] = [];
  const switches = new Map<string, string>();
  let inspectPort: number | undefined;
  let debuggingPort: number | undefined;
  let appPath: string | undefined;
  let showVersion = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (appPath === undefined && (arg === '-r' || arg === '--require')) {
      at += 1;
      preloads.push(args[at] ?? '');
      continue;
    }
    const [, name, value = ''] = /^--([^=]+)=?(.*)$/s.exec(arg) ?? [];
    if (appPath === undefined && name === undefined && arg === '-v') showVersion = true;
    else if (appPath === undefined && name === 'version') showVersion = true;
    else if (name === 'inspect') inspectPort = Number(value || 9229);
    else if (name === 'remote-debugging-port') debuggingPort = Number(value);
    else {
      if (name === undefined) appPath ??= arg;
      else if (appPath === undefined || chromiumSwitches.has(name)) switches.set(name, value);
    }
  }
  return {
    preloads,
    inspectPort,
    debuggingPort,
    switches,
    showVersion,
    appPath: appPath ?? '.',
  };
}

/** Switches that also count after the app's path, as Chromium parses the whole line. */
const chromiumSwitches = new Set([
  'no-sandbox',
  'user-data-dir',
  'lang',
  'disable-gpu',
  'force-device-scale-factor',
  'use-fake-device-for-media-stream',
  'use-file-for-fake-audio-capture',
  'use-fake-ui-for-media-stream',
]);
