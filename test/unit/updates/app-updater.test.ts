// The adapter of electron-updater on the compatible host (no display, no window), over real HTTP: what each kind of copy may
// do, and that one which can't be replaced stays as it is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { electronExecutable, launchEnvironment } from '../../host/launch.ts';
import { startUpdateFeed } from '../../rig/update-feed.ts';

const source = join(import.meta.dirname, '../../../src-main');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-updater-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `body` (JavaScript that returns what is to be seen) in an app that has the adapter at hand. */
async function inApp(body: string, appImage?: string): Promise<unknown> {
  writeFileSync(
    join(folder, 'app.mjs'),
    `import { app } from 'electron';
     import { openAppUpdater, updateAbility } from ${JSON.stringify(join(source, 'desktop/app-updater.ts'))};
     const codeOf = (work) => work.then(() => 'nothing was refused', ({ code }) => code);
     app.whenReady().then(async () => {
       const seen = await (async () => { ${body} })().catch((error) => String(error.stack));
       console.log(JSON.stringify(seen));
       app.exit(0);
     });`,
  );
  const env = {
    ...process.env,
    ELECTRON_HOST_HEADLESS: '1',
    DBUS_SESSION_BUS_ADDRESS: undefined,
    APPIMAGE: appImage,
    XDG_CACHE_HOME: folder,
  };
  const child = spawn(electronExecutable, [join(folder, 'app.mjs')], {
    env: launchEnvironment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(said);
}

it('each kind of copy may do what can be checked there', async () => {
  const feed = 'https://example.org/';
  const kinds = [
    { platform: 'linux', env: {}, feed: null }, // a checkout
    { platform: 'linux', env: { APPIMAGE: '/home/you/Sotto.AppImage' }, feed },
    { platform: 'linux', env: {}, feed }, // deb, rpm, tar.gz
    { platform: 'win32', env: {}, feed }, // without a publisher's name no signature can be checked
    { platform: 'darwin', env: {}, feed },
  ];
  expect(await inApp(`return ${JSON.stringify(kinds)}.map((kind) => updateAbility(kind));`)).toEqual([
    'none',
    'install',
    'tell',
    'tell',
    'install',
  ]);
});

it('a deb is told of the new version and its notes, and nothing else is fetched', async () => {
  await using feed = await startUpdateFeed({ version: '9.9.9', notes: '<p>All <b>new</b></p>' });
  const options = { env: {}, platform: 'linux', feed: feed.url, home: folder, userAgent: 'Sotto/1' };
  const seen = await inApp(
    `const updater = await openAppUpdater({ ...${JSON.stringify(options)}, closeAll: async () => {} });
     return await updater.look(new AbortController().signal);`,
  );
  expect(seen).toEqual({ version: '9.9.9', notes: 'All new' });
  expect(feed.requests.map(({ path }) => path)).toEqual(['/feed/latest-linux.yml']);
});

it('an AppImage whose folder can\u2019t be written stays, and nothing is closed for it', async () => {
  await using feed = await startUpdateFeed({ version: '9.9.9', body: 'a package' });
  const appImage = '/sys/Sotto.AppImage';
  const options = {
    env: { APPIMAGE: appImage },
    platform: 'linux',
    feed: feed.url,
    home: folder,
    userAgent: 'Sotto/1',
  };
  const seen = await inApp(
    `let closed = false;
     const updater = await openAppUpdater({ ...${JSON.stringify(options)}, closeAll: async () => { closed = true; } });
     const { signal } = new AbortController();
     const before = await codeOf(updater.install());
     await updater.look(signal);
     await updater.fetch(() => {}, signal);
     return [before, await codeOf(updater.install()), closed];`,
    appImage,
  );
  expect(seen).toEqual(['update_missing', 'update_failed', false]);
});
