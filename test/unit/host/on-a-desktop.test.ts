// The host on a display: windows and focus, grabbed keys, the tray in a real panel, selections shared with other programs,
// the microphone in a page.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backgroundColour } from '../../desktop/background.ts';
import { clipboardTargets, readClipboard, writeClipboard } from '../../desktop/clipboard.ts';
import { type Keyboard, startKeyboard } from '../../desktop/keyboard.ts';
import { ensurePackages } from '../../desktop/packages.ts';
import { firstTrayIconPlace } from '../../desktop/panel.ts';
import { playIntoMicrophone } from '../../desktop/play-into-microphone.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { programOutput } from '../../desktop/run-program.ts';
import { takeScreenshot } from '../../desktop/screenshot.ts';
import { openTerminalField } from '../../desktop/terminal-field.ts';
import { chooseTrayMenuLine } from '../../desktop/tray-menu.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../../desktop/virtual-desktop.ts';
import { decodePng } from '../../host/png.ts';
import { type FixtureApp, startFixture } from './fixture-app.ts';

const red = [220, 20, 60];
const green = [20, 180, 60];
const pill = [176, 0, 32];
const bare = [...backgroundColour];
/** What xterm makes of an ungrabbed Ctrl+Alt+Space: NUL with the eighth bit set. */
const typed = '\u0080';

describe('the host on a desktop', () => {
  let desktop: VirtualDesktop;
  let app: FixtureApp;
  let keyboard: Keyboard;
  beforeAll(async () => {
    await ensurePackages();
    desktop = await startVirtualDesktop({ tray: true });
    keyboard = await startKeyboard(desktop.env);
    app = await startFixture(desktop.env, ['--no-window']);
  }, 300_000);
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await keyboard[Symbol.asyncDispose]();
    await desktop[Symbol.asyncDispose]();
  });

  async function colourAt(x: number, y: number): Promise<number[]> {
    const shot = decodePng(await readFile(await takeScreenshot(join(desktop.dir, 'shots', 'colour.png'), desktop.env)));
    const at = (y * shot.width + x) * 4;
    return [...shot.rgba.subarray(at, at + 3)];
  }

  const becomes = (x: number, y: number, colour: number[]) =>
    pollUntil(`the colour ${colour} at ${x},${y}`, async () => String(await colourAt(x, y)) === String(colour), {
      everyMs: 100,
    });

  const activeWindow = async () => Number(await programOutput('xdotool', ['getactivewindow'], { env: desktop.env }));

  it('shows the pill where it was asked to, cut to its shape, and never gives it the focus', async () => {
    await using terminal = await openTerminalField(desktop);
    await terminal.focus();
    await app.run('openOverlay');
    const page = await app.page('overlay');
    await becomes(560, 656, pill);
    // Beside the pill and in its cut corners the desktop is seen.
    expect([await colourAt(340, 610), await colourAt(531, 635), await colourAt(940, 700)]).toEqual([bare, bare, bare]);
    expect(await page.evaluate('[innerWidth, innerHeight]')).toEqual([640, 112]);
    // A click on the pill, which ignores the mouse, goes to the terminal below it.
    await keyboard.command(`windowmove --sync ${terminal.windowId} 400 580`);
    await keyboard.click(640, 656);
    await keyboard.press('k');
    await terminal.waitForText('k');
    expect(await activeWindow()).toBe(terminal.windowId);
    const overlay = await app.electron.browserWindow(page);
    expect(await overlay.evaluate((window) => [window.isVisible(), window.isFocused()])).toEqual([true, false]);

    await keyboard.command(`windowmove --sync ${terminal.windowId} 400 100`);
    await overlay.evaluate((window) => window.hide());
    await becomes(560, 656, bare);
    await overlay.evaluate((window) => {
      window.setBounds({ x: 100, y: 500 });
      window.showInactive();
    });
    await becomes(340, 556, pill);
    await keyboard.press('l');
    await terminal.waitForText('kl');
    // Cut to its left half it takes clicks there, and still leaves the keyboard where it is.
    await page.evaluate("document.body.addEventListener('click', () => fixture.send('tell', 'pill clicked'))");
    await overlay.evaluate((window) => {
      window.setShape([{ x: 210, y: 34, width: 110, height: 44 }]);
      window.setIgnoreMouseEvents(false);
    });
    await becomes(500, 556, bare);
    expect(await colourAt(340, 556)).toEqual(pill);
    await keyboard.click(340, 556);
    await app.sees('told pill clicked');
    await keyboard.press('m');
    await terminal.waitForText('klm');
    expect((await app.seen()).filter((line) => line.startsWith('overlay'))).toEqual([]);
    const closed = page.waitForEvent('close');
    await overlay.evaluate((window) => window.destroy());
    await closed;
    await becomes(340, 556, bare);
  });

  it('keeps a shortcut from the focused program and repeats while it is held', async () => {
    await using terminal = await openTerminalField(desktop);
    await terminal.focus();
    const registered = await app.electron.evaluate(({ globalShortcut }) => {
      const presses = { count: 0 };
      Object.assign(globalThis, { presses });
      return [
        globalShortcut.register('Control+Alt+Space', () => {
          presses.count += 1;
        }),
        globalShortcut.register('Alt+Ctrl+Space', () => {}),
        globalShortcut.isRegistered('Ctrl+Alt+Space'),
      ];
    });
    expect(registered).toEqual([true, false, true]);
    const presses = () =>
      app.electron.evaluate(() => (globalThis as unknown as { presses: { count: number } }).presses.count); // set above
    const hold = async () => {
      for (const key of ['Control_L', 'Alt_L', 'space']) await keyboard.keyDown(key);
      await pollUntil('the key repeats', async () => (await presses()) > 3);
      for (const key of ['space', 'Alt_L', 'Control_L']) await keyboard.keyUp(key);
    };
    await hold();
    await keyboard.press('Num_Lock');
    await keyboard.press('ctrl+alt+space');
    await keyboard.press('Num_Lock');
    await keyboard.press('x');
    await terminal.waitForText('x'); // and nothing before it
    const before = await presses();
    await app.electron.evaluate(({ globalShortcut }) => globalShortcut.setSuspended(true));
    await keyboard.press('ctrl+alt+space');
    await terminal.waitForText(`x${typed}`);
    expect(await presses()).toBe(before);
    await app.electron.evaluate(({ globalShortcut }) => globalShortcut.setSuspended(false));
    await keyboard.press('ctrl+alt+space');
    await pollUntil('the shortcut is back', async () => (await presses()) === before + 1);
    await app.electron.evaluate(({ globalShortcut }) => globalShortcut.unregisterAll());
    await keyboard.press('ctrl+alt+space');
    await terminal.waitForText(`x${typed}${typed}`);
  });

  it('can not have a key that another program has, and refuses what is no key', async () => {
    await using other = await startFixture(desktop.env, ['--no-window']);
    const take = () => other.electron.evaluate(({ globalShortcut }) => globalShortcut.register('F9', () => {}));
    expect(await take()).toBe(true);
    const attempts = await app.electron.evaluate(({ globalShortcut }) => {
      try {
        return [globalShortcut.register('F9', () => {}), globalShortcut.register('Control', () => {})];
      } catch (error) {
        return error instanceof TypeError ? error.message : '';
      }
    });
    expect(attempts).toContain('conversion failure from Control');
    expect(await app.electron.evaluate(({ globalShortcut }) => globalShortcut.register('F9', () => {}))).toBe(false);
  });

  it('opens a window with the keyboard, hears of its focus, and lets the user close it', async () => {
    await using terminal = await openTerminalField(desktop);
    await terminal.focus();
    await app.run('openMainWindow');
    const page = await app.page('window');
    await app.sees('window focus');
    await page.locator('#field').focus();
    await keyboard.press('a');
    await pollUntil('the key is in the field', async () => (await page.locator('#field').inputValue()) === 'a');
    expect(await page.evaluate('[innerWidth, innerHeight]')).toEqual([640, 420]);
    const window = await app.electron.browserWindow(page);
    await terminal.focus();
    await app.sees('window blur');
    await window.evaluate((each) => each.minimize());
    await window.evaluate((each) => each.restore());
    await pollUntil('the window has the focus again', () => window.evaluate((each) => each.isFocused()));
    await keyboard.press('alt+F4');
    await app.sees('window closed');
    await app.sees('window-all-closed');
    await pollUntil('its page is gone', () => app.electron.windows().length === 0);
  });

  it('shares both selections with other programs, in every format and any size', async () => {
    const large = 'wörter 你好 🎉 '.repeat(60_000);
    await app.electron.evaluate(async ({ clipboard, ClipboardItem }, text) => {
      const hint = 'electron application/osclipboard;format="x-kde-passwordManagerHint"';
      await clipboard.write([new ClipboardItem({ 'text/plain': text, 'text/html': '<p>', [hint]: 'secret' })]);
      await clipboard.selection.writeText('in primary');
    }, large);
    expect((await readClipboard(desktop.env)) === large).toBe(true);
    expect(await readClipboard(desktop.env, 'primary')).toBe('in primary');
    expect(await clipboardTargets(desktop.env)).toEqual(
      expect.arrayContaining(['UTF8_STRING', 'text/html', 'x-kde-passwordManagerHint']),
    );

    await writeClipboard(large, desktop.env);
    const text = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(text === large).toBe(true);
    await writeClipboard(new Uint8Array([137, 80, 78, 71, 0, 255]), desktop.env, { target: 'image/png' });
    const image = await app.electron.evaluate(async ({ clipboard }) => {
      const [item] = await clipboard.read();
      const blob = await item?.getType('image/png');
      const back = {
        types: item?.types,
        bytes: [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer())],
        text: await clipboard.readText(),
      };
      clipboard.clear();
      return back;
    });
    expect(image).toEqual({ types: ['image/png'], bytes: [137, 80, 78, 71, 0, 255], text: '' });
  });

  it('puts its icon into the panel, where the menu works and changes are seen, and comes back with a new panel', async () => {
    const { x, y } = firstTrayIconPlace(desktop.screen);
    await app.run('makeTray');
    await becomes(x, y, red);
    await keyboard.click(x, y, 1);
    await app.sees('tray click');
    await chooseTrayMenuLine(1, desktop, keyboard);
    await app.sees('menu: hello');
    await app.run('turnTrayGreen');
    await becomes(x, y, green);
    await desktop.stopPanel();
    await becomes(x, y, bare);
    await desktop.startPanel();
    await becomes(x, y, green);
  });

  it('asks the app before a page may listen, and then the page hears the microphone', async () => {
    await app.run('openMainWindow');
    const page = await app.page('window');
    const listen = page.evaluate(`(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const context = new AudioContext({ sampleRate: 16000, sinkId: { type: 'none' } });
      await context.audioWorklet.addModule('worklet.js');
      const node = new AudioWorkletNode(context, 'count');
      context.createMediaStreamSource(stream).connect(node);
      fixture.send('tell', 'listening');
      await new Promise((resolve) => { node.port.onmessage = ({ data }) => { if (data > 0.2) resolve(); }; });
      stream.getTracks().forEach((track) => track.stop());
      return 'heard';
    })()`);
    await app.sees('listening');
    const pcm = new Int16Array(16_000).map((_, at) => 16_000 * Math.sin((2 * Math.PI * 440 * at) / 16_000));
    const playback = await playIntoMicrophone({ pcm: new Uint8Array(pcm.buffer), sampleRateHz: 16_000 }, desktop);
    expect(await listen).toBe('heard');
    await playback.done;
    await app.sees('permission media app://fixture/window.html');

    await app.run('openOverlay');
    const refused = await (await app.page('overlay')).evaluate(
      'navigator.mediaDevices.getUserMedia({ audio: true }).catch((error) => error.name)',
    );
    expect(refused).toBe('NotAllowedError');
  });

  it('knows the displays, the place for windows and the pointer', async () => {
    await keyboard.command('mousemove 123 456');
    const found = await app.electron.evaluate(({ screen }) => ({
      point: screen.getCursorScreenPoint(),
      bounds: screen.getPrimaryDisplay().bounds,
      workArea: screen.getPrimaryDisplay().workArea,
    }));
    expect(found.point).toEqual({ x: 123, y: 456 });
    expect(found.bounds).toEqual({ x: 0, y: 0, width: 1280, height: 800 });
    expect(found.workArea.height).toBeLessThan(800);
  });
});
