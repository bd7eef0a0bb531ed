// The host's catcher of new windows against a real window manager that is quicker than it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensurePackages } from '../../desktop/packages.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../../desktop/virtual-desktop.ts';
import { hostWindowClass } from '../../host/chromium/chromium-process.ts';
import { WindowCatcher } from '../../host/x/window-catcher.ts';
import { XClient } from '../../host/x/x-client.ts';

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
  const catcher = await WindowCatcher.open(host);
  const caught = catcher.next(process.pid);
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
  const show = async (className: string): Promise<number> => {
    const window = program.newId();
    program.send('CreateWindow', window, program.root, 100, 100, 300, 200);
    await program.setProperty(window, 'WM_CLASS', 'STRING', 8, Buffer.from(`page\0${className}\0`));
    program.send('MapWindow', window);
    await pollUntil('the window to be managed', async () =>
      (await program.cardinals(program.root, '_NET_CLIENT_LIST')).includes(window),
    );
    return window;
  };
  const active = async () => (await program.cardinals(program.root, '_NET_ACTIVE_WINDOW'))[0];
  const editor = await show('Editor');
  await pollUntil('the editor to have the focus', async () => (await active()) === editor);
  await show(hostWindowClass);
  expect(await active()).toBe(editor);
  const other = await show('Viewer');
  await pollUntil('a usual window to get the focus', async () => (await active()) === other);
  program.close();
});
