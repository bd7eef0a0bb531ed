// The Debian packages that tests on a desktop need: found missing, they are installed where that is allowed, and otherwise
// named together with the exact line that installs them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { runProgram } from './run-program.ts';

export const desktopPackages: readonly string[] = [
  ...[
    'xvfb',
    'openbox',
    'xdotool',
    'xclip',
    'xterm',
    'x11-utils',
    'scrot',
    'dbus',
    'xfce4-panel',
    'adwaita-icon-theme',
    'mousepad',
  ],
  ...['pulseaudio', 'pulseaudio-utils', 'alsa-utils', 'libasound2-plugins'],
  ...['sox', 'libsox-fmt-all', 'ffmpeg', 'espeak-ng', 'minimodem'],
  ...['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji', 'fonts-noto-cjk'],
  ...['libxtst6', 'libxrandr2', 'libxt6'],
  'libglib2.0-bin', // gio: starts programs as desktops do
  // Other programs' clients of the REST server.
  ...['curl', 'python3-httpx', 'python3-aiohttp'],
];

/** Thrown when packages are missing and can't be installed from here; `message` holds the line to run. */
export class MissingPackagesError extends Error {
  override name = 'MissingPackagesError';
}

/** Those of `wanted` that dpkg does not list as installed. */
export async function missingPackages(wanted: readonly string[] = desktopPackages): Promise<string[]> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const format = '--showformat=${db:Status-Status} ${Package}\n';
  const { stdout } = await runProgram('dpkg-query', ['--show', format, ...wanted], { env: process.env });
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice(10)),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** Makes sure that all of `wanted` is there. Installs as root on Debian and its kin; throws MissingPackagesError elsewhere. */
export async function ensurePackages(wanted: readonly string[] = desktopPackages): Promise<void> {
  if (!existsSync('/usr/bin/dpkg-query')) {
    throw new MissingPackagesError(`Tests on a desktop need Debian 12 or a relative of it, with: ${wanted.join(' ')}`);
  }
  const missing = await missingPackages(wanted);
  if (missing.length === 0) return;
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0) {
    throw new MissingPackagesError(
      `Packages are missing. Run: sudo apt-get update && sudo apt-get ${install.join(' ')}`,
    );
  }
  console.error(`installing ${missing.length} packages: ${missing.join(' ')}`);
  await aptGet(['update']);
  await aptGet(install);
}

async function aptGet(args: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // What apt says goes to stderr: the standard output of a test command is its report.
  const child = spawn('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 2, 2] });
  const [code] = await once(child, 'exit');
  if (code !== 0)
    throw new MissingPackagesError(
      `apt-get ${args.join(' ')} ended with ${code}. Run it by hand and look at what it says.`,
    );
}
