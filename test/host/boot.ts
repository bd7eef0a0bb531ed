// Entry of the stand-in for Electron's executable: reads the command line as Electron does, makes the module `electron` known,
// loads the unmodified main bundle and says "ready". The only file of the host that reads the environment.
import inspector from 'node:inspector';
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import manifest from '../../node_modules/electron/package.json' with { type: 'json' };
import { findAppRoot } from './app-root.ts';
import { parseCommandLine } from './command-line.ts';
import { setHostSettings } from './host-state.ts';

const loadTimeoutMs = Number(process.env.ELECTRON_HOST_LOAD_TIMEOUT_MS || 10_000);

const executable = process.env.ELECTRON_HOST_EXECUTABLE ?? process.argv[1] ?? '';
const commandLine = parseCommandLine(process.argv.slice(2));
if (commandLine.showVersion) {
  console.log(`v${manifest.version}`);
  process.exit(0);
}

const moduleUrl = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main' || specifier === 'electron/common'
      ? { url: moduleUrl, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

Object.defineProperty(process, 'versions', {
  value: { ...process.versions, electron: manifest.version, chrome: '156.0.0.0' },
});
Object.defineProperty(process, 'type', { value: 'browser' });
Object.defineProperty(process, 'defaultApp', { value: true });
Object.defineProperty(process, 'resourcesPath', { value: new URL('./dist/resources', import.meta.url).pathname });
process.argv = [executable, ...process.argv.slice(2)];

const root = findAppRoot(commandLine.appPath);
const { DISPLAY, ELECTRON_HOST_HEADLESS } = process.env;
setHostSettings({
  root,
  executable,
  env: process.env,
  display: DISPLAY && ELECTRON_HOST_HEADLESS !== '1' ? DISPLAY : undefined,
  debuggingPort: commandLine.debuggingPort,
});

const { app } = await import('./api/app.ts');
const { browser, chromiumSwitches } = await import('./api/browser-process.ts');
const { installTestHandle } = await import('./test-handle.ts');
installTestHandle();
for (const [name, value] of commandLine.switches) {
  if (name === 'user-data-dir') app.setPath('userData', value);
  else chromiumSwitches.set(name, value);
}

// Playwright evaluates require('electron') in the inspector; there is no `require` in a module's scope.
const require = createRequire(root.main);
Object.defineProperty(globalThis, 'require', { value: require, configurable: true });
if (commandLine.inspectPort !== undefined) inspector.open(commandLine.inspectPort, '127.0.0.1');
for (const preload of commandLine.preloads) require(preload);

// The X server's answers are waited for synchronously later on: start its thread while the app's module loads.
if (DISPLAY) await import('./api/x-access.ts').then(({ xQuestions }) => xQuestions());

// Electron lives until it is told to quit; Node would end when nothing is left to wait for.
setInterval(() => {}, 2 ** 30);

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit());

await loadMainModule();
if (commandLine.debuggingPort !== undefined) {
  const { chromium } = await browser();
  console.error(`\nDevTools listening on ${chromium.devToolsUrl}\n`);
}
app.markReady();

/** Electron is ready only when the main module has been loaded: one that awaits readiness at its top level waits for ever. */
async function loadMainModule(): Promise<void> {
  const tooLong = setInterval(() => {
    // A module may take its time for something else at its top level; Electron waits as well.
    if (!app.isReadinessAwaited) return;
    console.error(
      `electron host: ${root.main} did not finish loading within ${loadTimeoutMs / 1_000} s: a top-level await on app.whenReady() never ends`,
    );
    process.exit(1);
  }, loadTimeoutMs);
  await import(pathToFileURL(root.main).href);
  clearInterval(tooLong);
}
