// Electron's entry: arguments -> single-instance lock -> boot. Tiny, so that a broken module can still show a dialog.
// Must not await `ready` at the top level: an ES module main that does deadlocks real Electron, which loads this module to
// its end before it makes a user interface.
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { loginKeeperCommand, loginKeeperWord } from './app/login-keeper.ts';
import type { Surroundings } from './app/places.ts';
import { toAppError } from './contract/app-error.ts';
import { registerScheme } from './desktop/protocol.ts';
import { chooseLocale, words as dictionaries } from './desktop/words.ts';

const words = process.argv
  .slice(app.isPackaged ? 1 : 2)
  .filter((word) => !word.startsWith('--inspect') && !word.startsWith('--remote-debugging'));

// Awaited on purpose: the login is renewed and this process gone before Electron opens a display, a data folder, a
// Dock icon or anything else of an app.
if (words.includes(loginKeeperWord)) await renewLogin();

const surroundings: Surroundings = {
  env: process.env,
  platform: process.platform,
  arch: process.arch,
  version: app.getVersion(),
  bundle: import.meta.dirname,
  loginKeeper: loginKeeperCommand({
    executable: app.getPath('exe'),
    appPath: app.isPackaged ? null : app.getAppPath(),
    withoutSandbox: app.commandLine.hasSwitch('no-sandbox'),
    env: process.env,
  }),
};

app.enableSandbox();
registerScheme();
void start().catch(fail);

/** Never returns: leaving ends the process at once before Electron is ready. */
async function renewLogin(): Promise<never> {
  if (process.platform === 'darwin') app.setActivationPolicy('prohibited');
  try {
    const { runRefreshKeeper } = await import('./codex/credentials/refresh-keeper-process.ts');
    app.exit(await runRefreshKeeper(process));
  } catch {
    app.exit(1); // No dialog: whoever asked does the work itself then.
  }
  return await new Promise<never>(() => undefined);
}

async function start(): Promise<void> {
  const { findPlaces } = await import('./app/places.ts');
  app.setPath('userData', findPlaces(surroundings).home);
  app.setPath('sessionData', join(findPlaces(surroundings).home, 'chromium'));
  const { classify, ownWords } = await import('./cli/launch.ts');
  const launch = classify(words);
  if (launch.kind === 'headless') {
    const { runHeadless } = await import('./cli/run-headless.ts');
    app.exit(await runHeadless(ownWords(words), surroundings));
    return;
  }
  // All but `show`: Windows lets only a second start bring the first one's window to the front.
  if (launch.kind === 'control' && launch.command !== 'show') {
    const { askRunningApp } = await import('./cli/run-headless.ts');
    const code = await askRunningApp(ownWords(words), surroundings);
    if (code !== null) {
      app.exit(code);
      return;
    }
  }
  if (!app.requestSingleInstanceLock({ command: launch.command, input: launch.input })) {
    app.quit(); // the running one got the command
    return;
  }
  if (launch.kind === 'control') {
    process.stderr.write('sotto: Sotto is not running. Start Sotto first.\n');
    app.exit(7);
    return;
  }
  await app.whenReady();
  const { boot } = await import('./boot.ts');
  const { startedAtLogin } = await import('./desktop/login-item.ts');
  await boot(surroundings, { hidden: launch.hidden || startedAtLogin(process.platform) });
}

function fail(thrown: unknown): void {
  const error = toAppError(thrown);
  const known = error.code !== 'internal';
  const message = known ? `${error.message} ${error.hint}` : thrown instanceof Error ? thrown.stack : String(thrown);
  process.stderr.write(`sotto: could not start: ${message}\n`);
  // Before the app is ready, the system's language is known to the engine only.
  const t = dictionaries[chooseLocale('system', [Intl.DateTimeFormat().resolvedOptions().locale])];
  dialog.showErrorBox(
    t.notStarted,
    `${known ? message : thrown instanceof Error ? thrown.message : String(thrown)}\n\n${t.notStartedDetail}`,
  );
  app.exit(1);
}
