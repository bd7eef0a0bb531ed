// The host's catcher of new windows against a real window manager that is quicker than it.
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensurePackages } from '../../desktop/packages.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../../desktop/virtual-desktop.ts';
import { hostWindowClass } from '../../host/chromium/chromium-process.ts';
import { WindowCatcher } from '../../host/x/window-catcher.ts';
import { XClient } from '../../host/x/x-client.ts';

const propertyChange = 1 << 22;
let desktop: VirtualDesktop;
beforeAll(async () => {
  await ensurePackages();
  desktop = await startVirtualDesktop();
}, 300_000);
afterAll(async () => {
  await desktop[Symbol.asyncDispose]();
});

it('takes a window back that the window manager has framed already', async () => {
  const display = desktop.env.DISPLAY ?? '';
  const [host, program] = await Promise.all([XClient.connect(display), XClient.connect(display)]);
  const managed = () => host.cardinals(host.root, '_NET_CLIENT_LIST');
  const catcher = await WindowCatcher.open(host, display);
  const { caught } = await catcher.next(process.pid);
  const window = program.newId();
  program.send('CreateWindow', window, program.root, 100, 100, 300, 200);
  // Shown before the catcher can have heard of it: the window manager gets it first.
  program.send('MapWindow', window);
  expect((await caught).id).toBe(window);

  const seen = await pollUntil('the window to be the screen\u2019s own again', async () => {
    const [tree, attributes, geometry] = await Promise.all([
      host.ask<{ parent: number }>('QueryTree', window),
      host.ask<{ mapState: number; overrideRedirect: number }>('GetWindowAttributes', window),
      host.ask<{ xPos: number }>('GetGeometry', window),
    ]);
    const free = tree.parent === host.root && attributes.mapState === 2 && !(await managed()).includes(window);
    return free && { attributes, geometry };
  });
  expect(seen.attributes.overrideRedirect).toBe(1);
  expect(seen.geometry.xPos).toBe(-20_000);
  program.close();
  host.close();
});

it('leaves the focus where it is, however late it takes the window', async () => {
  const program = await XClient.connect(desktop.env.DISPLAY ?? '');
  const editor = await show(program, 'Editor');
  await pollUntil('the editor to have the focus', async () => (await active(program)) === editor);
  await show(program, hostWindowClass);
  expect(await active(program)).toBe(editor);
  const other = await show(program, 'Viewer');
  await pollUntil('a usual window to get the focus', async () => (await active(program)) === other);
  program.close();
});

/** Like Chromium: makes a window, shows it some 50 ms later. */
const slowProgram = `
  const { workerData: display } = require('node:worker_threads');
  require('x11').createClient({ display }, (error, { client, screen: [{ root }] }) => {
    const window = client.AllocID();
    client.CreateWindow(window, root, 100, 100, 300, 200);
    setTimeout(() => client.MapWindow(window), 50);
  });`;

it('is there before the window is shown when this thread is busy', async () => {
  const display = desktop.env.DISPLAY ?? '';
  const [host, program] = await Promise.all([XClient.connect(display), XClient.connect(display)]);
  const editor = await show(program, 'Editor');
  await pollUntil('the editor to have the focus', async () => (await active(program)) === editor);
  const managed = await program.atom('_NET_CLIENT_LIST');
  const changes: number[] = [];
  program.onEvent(({ name, atom }) => {
    if (name === 'PropertyNotify') changes.push(atom);
  });
  await program.ask('ChangeWindowAttributes', program.root, { eventMask: propertyChange });

  const catcher = await WindowCatcher.open(host, display);
  const { caught } = await catcher.next(process.pid);
  const slow = new Worker(slowProgram, { eval: true, workerData: display });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
  const { id } = await caught;
  await pollUntil('the window to be shown', async () => {
    const { mapState } = await host.ask<{ mapState: number }>('GetWindowAttributes', id);
    return mapState === 2;
  });
  expect(await active(program)).toBe(editor);
  expect(changes).not.toContain(managed);
  await slow.terminate();
  host.close();
  program.close();
});

async function show(program: XClient, className: string): Promise<number> {
  const window = program.newId();
  program.send('CreateWindow', window, program.root, 100, 100, 300, 200);
  await program.setProperty(window, 'WM_CLASS', 'STRING', 8, Buffer.from(`page\0${className}\0`));
  program.send('MapWindow', window);
  await pollUntil('the window to be managed', async () =>
    (await program.cardinals(program.root, '_NET_CLIENT_LIST')).includes(window),
  );
  return window;
}

async function active(program: XClient): Promise<number | undefined> {
  return (await program.cardinals(program.root, '_NET_ACTIVE_WINDOW'))[0];
}
