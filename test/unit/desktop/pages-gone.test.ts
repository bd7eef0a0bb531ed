// What the app does when the process of one of its pages is taken away, on the real code in a real process (the compatible
// host, without a display): the recorder hears of it once, the pill is made anew, the window comes back, but not for ever.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ensurePackages } from '../../desktop/packages.ts';
import { electronExecutable, launchEnvironment } from '../../host/launch.ts';

const source = join(import.meta.dirname, '../../../src-main/desktop');
let folder = '';
let child: ChildProcess | null = null;
beforeAll(() => ensurePackages(['chromium']), 120_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-gone-'));
});
afterEach(async () => {
  // One that hangs must not outlive its test; asked politely, it takes its browser along.
  if (child?.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
  child = null;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A small app around the real pages' owners; `steps` push what they saw to `saw`. */
async function runApp(steps: string): Promise<unknown[]> {
  mkdirSync(join(folder, 'pages'));
  for (const page of ['window', 'overlay', 'capture'])
    writeFileSync(join(folder, 'pages', `${page}.html`), `<title>${page}</title>`);
  writeFileSync(join(folder, 'preload.cjs'), '');
  writeFileSync(
    join(folder, 'app.mjs'),
    `import { writeFileSync } from 'node:fs';
     import { app, BrowserWindow } from 'electron';
     import { createCaptureSource } from ${JSON.stringify(join(source, 'capture-source.ts'))};
     import { MainWindow } from ${JSON.stringify(join(source, 'main-window.ts'))};
     import { Overlay } from ${JSON.stringify(join(source, 'overlay.ts'))};
     import { registerScheme, servePages } from ${JSON.stringify(join(source, 'protocol.ts'))};
     app.on('window-all-closed', () => undefined);
     registerScheme();
     const preload = ${JSON.stringify(join(folder, 'preload.cjs'))};
     const saw = [];
     const event = (window, name) => new Promise((resolve) => window.webContents.once(name, () => resolve()));
     const loaded = async (window) => { await event(window, 'did-finish-load'); return window; };
     const kill = async (window) => {
       const gone = event(window, 'render-process-gone');
       const pids = app.getAppMetrics().filter(({ type }) => type === 'Tab').map(({ pid }) => pid);
       if (pids.length === 0) throw new Error('no page to take away');
       for (const pid of pids) process.kill(pid, 'SIGKILL');
       await gone;
     };
     const newest = () => BrowserWindow.getAllWindows().at(-1);
     app.whenReady().then(async () => {
       servePages(${JSON.stringify(join(folder, 'pages'))}, async () => null);
       ${steps}
       writeFileSync(${JSON.stringify(join(folder, 'saw.json'))}, JSON.stringify(saw));
       app.exit(0);
     }).catch((error) => { console.error(error); app.exit(3); });`,
  );
  const env = { ...process.env, ELECTRON_HOST_HEADLESS: '1', DBUS_SESSION_BUS_ADDRESS: undefined, TMPDIR: folder };
  const started = spawn(electronExecutable, [join(folder, 'app.mjs'), '--no-sandbox'], { env: launchEnvironment(env) });
  child = started;
  const [said, [code]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
  expect(code, said).toBe(0);
  return JSON.parse(readFileSync(join(folder, 'saw.json'), 'utf8')) as unknown[];
}

it('the page that records: its end is told once, with the reason, and nothing of it is left', async () => {
  const saw = await runApp(`
    const events = { pcm() {}, device() {}, ended: (failure) => saw.push([failure?.code, failure?.message]) };
    const running = createCaptureSource(preload).start({ device: '', sampleRate: 16000 }, events);
    await kill(await loaded(newest()));
    running.stop();
    saw.push(BrowserWindow.getAllWindows().length);`);
  expect(saw).toEqual([['recorder_died', 'The hidden recorder window ended (crashed).'], 0]);
});

it('the pill: it is shown anew as soon as there is something to say', async () => {
  const saw = await runApp(`
    const overlay = new Overlay(preload, 'bottom', () => undefined);
    const recording = { dictation: {}, notice: null };
    overlay.follow(recording);
    const first = await loaded(overlay.window);
    await kill(first);
    saw.push(overlay.window);
    overlay.follow(recording);
    const second = await loaded(overlay.window);
    saw.push(second !== first, second.isVisible());`);
  expect(saw).toEqual([null, true, true]);
});

it('the window: it is opened again once, and stays closed when it crashes right after', async () => {
  const saw = await runApp(`
    const window = new MainWindow({
      preload, icon: '', recall: () => null, remember() {}, goTo() {}, onGone: () => saw.push('gone'),
      onCrash: (reason, again) => saw.push([reason, again]),
    });
    window.show();
    const first = await loaded(window.window);
    await kill(first);
    const second = await loaded(window.window);
    saw.push(second !== first);
    await kill(second);
    saw.push(window.window);`);
  expect(saw).toEqual(['gone', ['crashed', true], true, 'gone', ['crashed', false], null]);
});

it('a page that can\u2019t be loaded is told by its owner, and ends nothing else', async () => {
  const saw = await runApp(`
    process.on('unhandledRejection', (error) => saw.push(['unhandled', String(error)]));
    const { protocol } = await import('electron');
    protocol.unhandle('app');
    const untilTold = (start) => new Promise(start);
    await untilTold((told) => {
      const onCrash = (how, again) => { saw.push(['window', how.includes('-2'), again]); if (!again) told(); };
      new MainWindow({ preload, icon: '', recall: () => null, remember() {}, goTo() {}, onGone() {}, onCrash }).show();
    });
    await untilTold((told) => {
      const onBroken = (how) => { saw.push(['pill', how.includes('-2')]); told(); };
      new Overlay(preload, 'bottom', onBroken).follow({ dictation: {}, notice: null });
    });
    await untilTold((told) => {
      const ended = (failure) => { saw.push(['capture', failure?.code]); told(); };
      createCaptureSource(preload).start({ device: '', sampleRate: 16000 }, { pcm() {}, device() {}, ended });
    });
    saw.push(BrowserWindow.getAllWindows().length);`);
  expect(saw).toEqual([
    ['window', true, true],
    ['window', true, false],
    ['pill', true],
    ['capture', 'recorder_died'],
    0,
  ]);
});
