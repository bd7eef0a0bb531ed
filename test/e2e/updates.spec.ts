// New versions over real HTTP, with the real update library in the running app: nothing is asked while the setting is off,
// nothing is fetched or installed without a word, and what is not what was announced is thrown away. On Linux the library
// replaces an AppImage; what Squirrel (macOS) and the installer's signature (Windows) do is theirs and runs there only.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateState } from '../../src-main/contract/update.ts';
import { isRunning } from '../desktop/owned-process.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { startUpdateFeed, type UpdateFeed } from '../rig/update-feed.ts';
import { expect, test } from './support/fixtures.ts';
import type { SottoApp } from './support/launch-sotto.ts';

const notes = '## New\n- <b>Bold</b> words';

test.describe('updates', () => {
  test('off: nothing is asked, and the commands say why', async ({ launch }) => {
    await using feed = await startUpdateFeed({ version: '9.9.9' });
    const app = await launch({ env: { SOTTO_UPDATE_FEED: feed.url } });
    await expect(app.command('updates.check')).rejects.toThrow(/not to look/);
    expect((await app.state()).update).toEqual({ kind: 'off' });
    expect(feed.requests).toEqual([]);
  });

  test('a good feed, an older one, a broken one, none, and one that never answers', async ({ launch, keyboard }) => {
    await using feed = await startUpdateFeed({ version: '9.9.9', notes, body: 'a package' });
    const app = await launchAsAppImage(launch, feed);
    expect(await settled(app)).toEqual({ kind: 'available', install: true, offer: { version: '9.9.9', notes } });
    expect(feed.requests.map(({ path }) => path)).toEqual(['/feed/latest-linux.yml']); // nothing is fetched by itself
    expect(feed.requests[0]?.headers['user-agent']).toMatch(/^Sotto\/\d/);
    expect(feed.requests[0]?.headers['x-user-staging-id']).toBe('00000000-0000-0000-0000-000000000000');
    expect(existsSync(join(app.home, '.updaterId'))).toBe(false);

    feed.content = { version: '0.0.1' };
    expect(await looked(app)).toEqual({ kind: 'none' });
    feed.content = { version: '9.9.9', fault: 'error' };
    expect(await looked(app)).toMatchObject({
      kind: 'failed',
      error: { code: 'update_failed', message: expect.stringContaining('503') },
    });
    feed.content = { version: '9.9.9', fault: 'nonsense' };
    expect(await looked(app)).toMatchObject({ kind: 'failed', error: { code: 'update_failed' } });

    // A look that hangs is given up when a take begins, and its connection too.
    feed.content = { version: '9.9.9', fault: 'hang' };
    await app.command('updates.check');
    await pollUntil('the question to wait', () => feed.open() === 1);
    await app.command('dictation.start');
    await app.until('the recording', ({ phase, update }) => phase === 'recording' && update.kind === 'waiting');
    await pollUntil('the question to end', () => feed.open() === 0);
    const asked = feed.requests.length;
    await app.command('updates.check');
    expect((await app.state()).update).toEqual({ kind: 'waiting' });
    expect(feed.requests).toHaveLength(asked);
    feed.content = { version: '9.9.9', notes: '', body: 'a package' };
    await keyboard.press('Escape');
    expect(await settled(app)).toMatchObject({ kind: 'available' });

    await feed[Symbol.asyncDispose]();
    expect(await looked(app)).toMatchObject({ kind: 'failed', error: { code: 'network' } });
    await app.command('settings.set', { patch: { app: { updates: false } } });
    expect((await app.state()).update).toEqual({ kind: 'off' });
  });

  test('a package that is not what was announced is thrown away', async ({ launch }) => {
    await using feed = await startUpdateFeed({ version: '9.9.9', body: 'evil', wrongDigest: true });
    const app = await launchAsAppImage(launch, feed);
    await settled(app);
    await app.command('updates.fetch');
    const { update } = await app.until('the refusal', (now) => 'error' in now.update);
    expect(update).toMatchObject({ kind: 'available', error: { code: 'update_damaged' } });
    expect(packagesIn(app)).toEqual([]);
    await expect(app.command('updates.install')).rejects.toThrow(/No new version/);
  });

  test('a download that stops coming can be called off by the switch', async ({ launch }) => {
    await using feed = await startUpdateFeed({ version: '9.9.9', body: 'half of it', fault: 'hang-download' });
    const app = await launchAsAppImage(launch, feed);
    await settled(app);
    await app.command('updates.fetch');
    await pollUntil('the download to begin', () => feed.requests.some(({ path }) => path.endsWith('.AppImage')));
    await app.command('settings.set', { patch: { app: { updates: false } } });
    await pollUntil('the download to end', () => feed.open() === 0);
    expect((await app.state()).update).toEqual({ kind: 'off' });
  });

  test('"Restart and update" waits for the take, then replaces the AppImage and starts it', async ({
    launch,
    keyboard,
  }) => {
    await using feed = await startUpdateFeed({ version: '9.9.9' });
    const app = await launchAsAppImage(launch, feed);
    const mark = join(app.home, 'new-version-ran');
    // The new version looks whether the old one has let go of its lock, as a real one would ask at its start.
    const lock = join(app.home, 'SingletonLock.host');
    feed.content = {
      version: '9.9.9',
      body: `#!/bin/sh\n[ -L '${lock}' ] && held=yes\necho "$0 \${held:-free}" > '${mark}'\n`,
    };
    await looked(app);
    await app.command('updates.fetch');
    await app.until('the package', ({ update }) => update.kind === 'ready');
    await app.command('dictation.start');
    await app.until('the recording', ({ phase }) => phase === 'recording');
    await expect(app.command('updates.install')).rejects.toThrow(/while a take/);
    await keyboard.press('Escape');
    await app.until('the take to end', ({ phase }) => phase === 'idle');
    expect(existsSync(mark)).toBe(false);

    await app.command('updates.install');
    await pollUntil('the new version to run', () => existsSync(mark) && readFileSync(mark, 'utf8') !== '');
    expect(readFileSync(mark, 'utf8')).toBe(`${app.env.APPIMAGE} free\n`);
    await pollUntil('the old one to end', () => !isRunning(app.pid));
  });
});

type Launch = (options: { env: NodeJS.ProcessEnv; settings: { app: { updates: boolean } } }) => Promise<SottoApp>;

/** Running "as" an AppImage: the file that the variable names is the one that is replaced. */
async function launchAsAppImage(launch: Launch, feed: UpdateFeed): Promise<SottoApp> {
  const folder = test.info().outputPath('appimage');
  mkdirSync(folder, { recursive: true });
  const env = { SOTTO_UPDATE_FEED: feed.url, APPIMAGE: join(folder, 'Sotto.AppImage'), XDG_CACHE_HOME: folder };
  writeFileSync(env.APPIMAGE, '#!/bin/sh\n');
  chmodSync(env.APPIMAGE, 0o755);
  const app = await launch({ env, settings: { app: { updates: true } } });
  await app.command('updates.check'); // the first look by itself comes a minute after the start
  return app;
}

/** Asks and waits for the answer. */
async function looked(app: SottoApp): Promise<UpdateState> {
  await app.command('updates.check');
  return await settled(app);
}

async function settled(app: SottoApp): Promise<UpdateState> {
  return (await app.until('an answer', ({ update }) => !['checking', 'waiting'].includes(update.kind))).update;
}

function packagesIn(app: SottoApp): string[] {
  const cache = app.env.XDG_CACHE_HOME ?? '';
  return existsSync(join(cache, 'sotto-updater'))
    ? readdirSync(cache, { recursive: true })
        .map(String)
        .filter((name) => /pending\/.*AppImage$/.test(name))
    : [];
}
