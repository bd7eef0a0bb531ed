// The host without a display: pages, messages, the app's own scheme, permissions, child processes, quitting.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePackages } from '../../desktop/packages.ts';
import { electronExecutable, launchEnvironment } from '../../host/launch.ts';
import { type FixtureApp, type FixturePage, fixtureFolder, startFixture } from './fixture-app.ts';

/** The page's own globals, for functions that run there. */
declare const fixture: FixturePage['fixture'];

const env = { ...process.env, ELECTRON_HOST_HEADLESS: '1', DBUS_SESSION_BUS_ADDRESS: undefined };

describe('a page and its main process', () => {
  let app: FixtureApp;
  beforeAll(async () => {
    await ensurePackages(['chromium']);
    app = await startFixture(env);
  }, 120_000);
  afterAll(() => app[Symbol.asyncDispose]());

  it('exchange values with their kinds', async () => {
    const page = await app.page('window');
    const answer = await page.evaluate(async () => {
      const given = {
        bytes: new Uint8Array([1, 255]),
        date: new Date(5),
        none: undefined,
        map: new Map([[1, new Set(['a'])]]),
        big: 9n,
      };
      const back = (await fixture.invoke('echo', given)) as typeof given;
      const same =
        back.bytes[1] === 255 &&
        back.date.getTime() === 5 &&
        'none' in back &&
        back.map.get(1)?.has('a') === true &&
        back.big === 9n;
      return { same, kinds: await fixture.invoke('kinds', given) };
    });
    expect(answer).toEqual({ same: true, kinds: ['Uint8Array', 'Date', 'none', 'Map', 'BigInt'] });
  });

  it('tell each other about failures in words', async () => {
    const page = await app.page('window');
    const messages = await page.evaluate(async () => {
      const said = (error: unknown) => (error instanceof Error ? error.message : '');
      const refused = async () => fixture.invoke('echo', () => 1);
      return [
        await fixture.invoke('fail').catch(said),
        await fixture.invoke('nobody').catch(said),
        await fixture.invoke('unclonable').catch(said),
        await refused().catch(said),
      ];
    });
    expect(messages).toEqual([
      "Error invoking remote method 'fail': TypeError: boom",
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
      "Error invoking remote method 'unclonable': Error: An object could not be cloned.",
      'An object could not be cloned.',
    ]);
  });

  it('know each other: the sender is the top frame of our own page', async () => {
    const page = await app.page('window');
    expect(await page.evaluate(() => fixture.invoke('sender'))).toEqual({
      url: 'app://fixture/window.html',
      origin: 'app://fixture',
      top: true,
      window: [640, 420],
    });
    expect(await page.evaluate(() => fixture.sendSync('sync', 21))).toBe(42);
  });

  it('get events from the main process until the page no longer listens', async () => {
    const page = await app.page('window');
    const heard = page.evaluate(
      () =>
        new Promise((resolve) => {
          const stop = fixture.on('news', (first, second) => {
            stop();
            resolve([first, second]);
          });
          fixture.send('tell', 'listening');
        }),
    );
    await app.sees('told listening');
    const window = await app.electron.browserWindow(page);
    await window.evaluate(({ webContents }) => webContents.send('news', 1, { deep: [true] }));
    expect(await heard).toEqual([1, { deep: [true] }]);
  });

  it('leave nothing of Node or Electron in the page', async () => {
    const page = await app.page('window');
    const found = await page.evaluate(() => ({
      names: ['require', 'process', 'module', 'electron', '__electronHostPost'].filter((name) => name in globalThis),
      frozen: Object.isFrozen(fixture),
    }));
    expect(found).toEqual({ names: [], frozen: true });
  });

  it('are loud about what the host lacks, in the page and in the main process', async () => {
    const page = await app.page('window');
    const inPage = await page.evaluate(() => {
      try {
        return fixture.unknown();
      } catch (error) {
        return String(error);
      }
    });
    expect(inPage).toContain('electron host: ipcRenderer.sendToHost is not implemented');
    const inMain = await app.electron.evaluate((electron) => {
      const [window] = electron.BrowserWindow.getAllWindows();
      const attempts = [
        () => window?.setOpacity(1),
        () => window?.webContents.print(),
        () => window?.on('app-command', () => {}),
        () => electron.app.getGPUInfo('basic'),
        () => electron.desktopCapturer,
        () => new electron.BrowserWindow({ webPreferences: { nodeIntegration: true } }),
      ];
      return attempts.map((attempt) => {
        try {
          attempt();
          return 'silent';
        } catch (error) {
          return error instanceof Error
            ? error.message.replace('electron host: ', '').replace(' is not implemented', '')
            : '';
        }
      });
    });
    expect(inMain).toEqual([
      'BrowserWindow.setOpacity',
      'webContents.print',
      "BrowserWindow event 'app-command'",
      'app.getGPUInfo',
      'electron.desktopCapturer',
      'webPreferences nodeIntegration: true',
    ]);
  });

  it("serve the app's own scheme with its policy, bodies and ranges", async () => {
    const page = await app.page('window');
    const found = await page.evaluate(async () => {
      const echo = await fetch('/echo', { method: 'POST', body: 'hällo' });
      const range = await fetch('/bytes', { headers: { range: 'bytes=7-' } });
      const missing = await fetch('/nowhere.html');
      const foreign = await fetch('https://example.invalid/').catch(() => 'refused');
      return {
        echo: await echo.json(),
        range: [range.status, ...(await range.bytes())],
        missing: missing.status,
        foreign,
      };
    });
    expect(found).toEqual({
      echo: { url: 'app://fixture/echo', host: 'fixture', method: 'POST', body: 'hällo' },
      range: [206, 7, 8, 9],
      missing: 404,
      foreign: 'refused',
    });
    // The module was allowed by the policy, the inline script was not.
    expect(await page.locator('body').evaluate((body) => ({ ...body.dataset }))).toEqual({ module: 'ran' });
  });

  it('lead nowhere when the app says so: no navigation, no new window', async () => {
    const page = await app.page('window');
    await page.locator('#away').click();
    await app.sees('navigate https://example.invalid/');
    const opened = await page.evaluate("open('popup.html', 'name')");
    await app.sees('open app://fixture/popup.html');
    await page.locator('#away').click({ modifiers: ['Control'] });
    await app.sees('open https://example.invalid/');
    expect(opened).toBe(null);
    expect(app.electron.windows()).toHaveLength(1);
    expect(page.url()).toContain('/window.html');
  });

  it('learn the path of a chosen or dropped file, and none for a file made in the page', async () => {
    const page = await app.page('window');
    const file = join(app.configFolder, 'zażółć Ton.wav');
    await writeFile(file, 'RIFF');
    await page.locator('#file').setInputFiles(file);
    const chosen = await page.evaluate("fixture.pathOf(document.querySelector('#file').files[0])");
    expect(chosen).toBe(file);
    await page.evaluate(`
      addEventListener('dragover', (event) => event.preventDefault());
      addEventListener('drop', (event) => {
        event.preventDefault();
        fixture.send('tell', fixture.pathOf(event.dataTransfer.files[0]));
      });`);
    const devTools = await page.context().newCDPSession(page);
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devTools.send('Input.dispatchDragEvent', { type, x: 50, y: 50, data });
    await app.sees(`told ${file}`);
    expect(await page.evaluate(() => fixture.pathOf(new File(['a'], 'a.txt')))).toBe('');
  });

  it('keep a second instance out and get its arguments, folder and data', async () => {
    const second = spawn(electronExecutable, ['--no-sandbox', fixtureFolder, 'toggle', 'ö'], {
      env: launchEnvironment(app.env),
      cwd: tmpdir(),
    });
    const [code] = await once(second, 'exit');
    expect(code).toBe(0);
    expect(JSON.parse(await app.sees('toggle'))).toEqual({
      tail: ['toggle', 'ö'],
      cwd: tmpdir(),
      data: { from: 'second' },
    });
  });

  it('have a child process that answers and whose end is told', async () => {
    await app.run('startChild');
    await app.sees('child says hello');
    expect(JSON.parse(await app.sees('echo'))).toEqual({ echo: { bytes: 3 }, type: 'utility' });
    await app.electron.evaluate(() =>
      (globalThis as unknown as { child: { postMessage(message: string): void } }).child.postMessage('end'),
    ); // fixture/main.ts
    await app.sees('child exit 7');
  });

  it('have a clipboard with several formats', async () => {
    const read = await app.electron.evaluate(async ({ clipboard, ClipboardItem }) => {
      await clipboard.write([new ClipboardItem({ 'text/plain': 'plain', 'text/html': '<b>bold</b>' })]);
      const [item] = await clipboard.read();
      const html = await (await item?.getType('text/html'))?.text();
      return { types: item?.types, html, text: await clipboard.readText(), png: await clipboard.has('image/png') };
    });
    expect(read).toEqual({ types: ['text/plain', 'text/html'], html: '<b>bold</b>', text: 'plain', png: false });
  });

  it('hear of power events and dialogs when a test makes them happen', async () => {
    const answer = await app.electron.evaluate(async ({ dialog, powerMonitor }) => {
      const heard: string[] = [];
      powerMonitor.once('suspend', () => heard.push('suspend'));
      const host = (
        globalThis as unknown as {
          __electronHost: { emitPower(event: string): void; answerDialog(answer: object): void };
        }
      ).__electronHost; // test-handle.ts
      host.emitPower('suspend');
      host.answerDialog({ canceled: false, filePaths: ['/a'] });
      const first = await dialog.showOpenDialog({ title: 'Open' });
      const second = await dialog.showOpenDialog({});
      return { heard, first, second };
    });
    expect(answer).toEqual({
      heard: ['suspend'],
      first: { canceled: false, filePaths: ['/a'] },
      second: { canceled: true, filePaths: [] },
    });
  });

  it('can not register a shortcut without a display', async () => {
    const registered = await app.electron.evaluate(({ globalShortcut }) => globalShortcut.register('F9', () => {}));
    expect(registered).toBe(false);
  });

  it('end together: a closed window is gone from the browser, and quitting leaves nothing behind', async () => {
    const page = await app.page('window');
    const closed = page.waitForEvent('close');
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await closed;
    await app.sees('window-all-closed');
    await app.run('openMainWindow');
    await app.page('window');
  });
});
