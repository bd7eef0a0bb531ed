// The virtual desktop itself: that what tests rely on is really there, and that nothing is left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClipboard, writeClipboard } from '../../desktop/clipboard.ts';
import { startKeyboard } from '../../desktop/keyboard.ts';
import { markedProcesses } from '../../desktop/marked-processes.ts';
import { ensurePackages, missingPackages } from '../../desktop/packages.ts';
import { playIntoMicrophone } from '../../desktop/play-into-microphone.ts';
import { takeScreenshot } from '../../desktop/screenshot.ts';
import { openBrowserField, openTerminalField } from '../../desktop/text-fields.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../../desktop/virtual-desktop.ts';

const sample = 'Hello wörld 你好 🎉 end';

describe('virtual desktop', () => {
  let desktop: VirtualDesktop;
  beforeAll(async () => {
    await ensurePackages();
    desktop = await startVirtualDesktop();
  }, 300_000);
  afterAll(async () => {
    await desktop[Symbol.asyncDispose]();
  });

  it('names a package that is not installed', async () => {
    expect(await missingPackages(['xvfb', 'no-such-package-at-all'])).toEqual(['no-such-package-at-all']);
  });

  it('pastes into a terminal and tells a paste from typed keys', async () => {
    await using terminal = await openTerminalField(desktop);
    await using keyboard = await startKeyboard(desktop.env);
    await writeClipboard(sample, desktop.env);
    await terminal.focus();
    await keyboard.press('ctrl+shift+v');
    await terminal.waitForText(sample);
    expect(terminal.pasted()).toEqual([sample]);
    expect(terminal.typed()).toBe('');
    await terminal.clear();
    await keyboard.press('a');
    await terminal.waitForText('a');
    expect(terminal.typed()).toBe('a');
  });

  it('leaves a terminal its own keys: Shift+Insert pastes the primary selection', async () => {
    await using terminal = await openTerminalField(desktop, { pasteByCtrlShiftV: false });
    await using keyboard = await startKeyboard(desktop.env);
    await writeClipboard('from primary', desktop.env, { selection: 'primary' });
    await terminal.focus();
    await keyboard.press('shift+Insert');
    await terminal.waitForText('from primary');
  });

  it('pastes into a browser and reports every key that reaches the page', async () => {
    await using browser = await openBrowserField(desktop);
    await using keyboard = await startKeyboard(desktop.env);
    await writeClipboard(sample, desktop.env);
    await browser.focus();
    await keyboard.press('ctrl+v');
    await browser.waitForText(sample);
    expect(browser.events().filter(({ type }) => type === 'input')).toEqual([
      { type: 'input', detail: 'insertFromPaste', value: sample },
    ]);
    await browser.clear();
    await keyboard.press('F9');
    await keyboard.press('x');
    await browser.waitForText('x');
    expect(browser.events().filter(({ type }) => type === 'keydown')).toMatchObject([
      { detail: 'F9' },
      { detail: 'x' },
    ]);
    expect(await readClipboard(desktop.env)).toBe(sample);
  });

  it('records from the microphone what is played into it', async () => {
    const recorder = spawn('parec', ['--raw', '--rate=16000', '--channels=1', '--format=s16le', '--latency-msec=20'], {
      env: desktop.env,
    });
    const recorded = buffer(recorder.stdout);
    await once(recorder.stdout, 'readable');
    const pcm = new Int16Array(16_000).map((_, at) => 12_000 * Math.sin((2 * Math.PI * 440 * at) / 16_000));
    const playback = await playIntoMicrophone({ pcm: new Uint8Array(pcm.buffer), sampleRateHz: 16_000 }, desktop);
    await playback.started;
    await playback.done;
    recorder.kill('SIGTERM');
    const heard = await recorded;
    const loud = new Int16Array(heard.buffer, heard.byteOffset, heard.length >> 1).filter(
      (sampleValue) => Math.abs(sampleValue) > 6_000,
    );
    // A sine is above half of its peak for two thirds of the time: all of the second arrived.
    expect(loud.length / 16_000).toBeGreaterThan(0.64);
    expect(loud.length / 16_000).toBeLessThan(0.69);
  });

  it('takes a screenshot', async () => {
    const path = await takeScreenshot(join(desktop.dir, 'shots', 'desktop.png'), desktop.env);
    expect(statSync(path).size).toBeGreaterThan(500);
  });

  it('leaves no process and no folder behind', async () => {
    const other = await startVirtualDesktop({ tray: true });
    expect(other.env.DISPLAY).not.toBe(desktop.env.DISPLAY);
    await writeClipboard('held by a background process', other.env);
    expect(markedProcesses(other.dir).length).toBeGreaterThan(5);
    await other[Symbol.asyncDispose]();
    expect(markedProcesses(other.dir)).toEqual([]);
    expect(existsSync(other.dir)).toBe(false);
  });
});
