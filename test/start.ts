// `npm start`: builds what is missing, picks the real Electron (fetching its binary where that can be had) or the
// compatible host on the system's Chromium, says which, and runs the app in the foreground.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hostFolder, realElectron } from './electron-kind.ts';

const root = join(import.meta.dirname, '..');

if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  console.error(
    'There is no display here, so the app has nowhere to show itself. Without one you can use:\n' +
      '  node dist/cli.js record      microphone to text on the terminal\n' +
      '  node dist/cli.js serve       the REST server\n' +
      '  npm run demo                 the whole loop on a virtual desktop',
  );
  process.exit(1);
}
if (buildIsStale()) run('vite', ['build', '--app', '--logLevel', 'warn']);
if (!realElectron(root)) fetchElectron();
const host = hostFolder(root);
if (host && !existsSync(process.env.SOTTO_CHROMIUM ?? '/usr/bin/chromium')) {
  console.error(
    'Neither the Electron binary nor Chromium is here. With a connection: npx install-electron; on Debian: apt-get install chromium',
  );
  process.exit(1);
}
console.log(
  host
    ? 'Sotto runs on the Electron-compatible host: the Electron binary could not be had here.'
    : 'Sotto runs on Electron.',
);
const child = spawn(host ? join(host, 'electron') : (realElectron(root) ?? ''), [root, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));

function fetchElectron(): void {
  console.log('Fetching the Electron binary\u2026');
  const result = spawnSync(join(root, 'node_modules/.bin/install-electron'), [], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 300_000,
  });
  if (result.status !== 0) console.log('It can\u2019t be fetched from here.');
}

function buildIsStale(): boolean {
  const built = statSync(join(root, 'dist/main.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return ['src-main', 'src-renderer', 'assets'].some((folder) => newest(join(root, folder)) > built);
}

function newest(folder: string): number {
  if (!existsSync(folder)) return 0;
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return Math.max(
    0,
    ...entries.filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

function run(program: string, args: readonly string[]): void {
  const result = spawnSync(join(root, 'node_modules/.bin', program), args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
