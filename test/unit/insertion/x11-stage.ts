// An inserter on a virtual desktop, with real programs to insert into. Shared by the X11 tests of this folder.
import { type Settings, settingsSchema } from '../../../src-main/contract/settings.ts';
import { TextInserter } from '../../../src-main/insertion/inserter.ts';
import { probeSession } from '../../../src-main/insertion/session.ts';
import { X11Clipboard } from '../../../src-main/insertion/x11-clipboard.ts';
import { X11Driver } from '../../../src-main/insertion/x11-driver.ts';
import { X11Link } from '../../../src-main/lib/x11-connection.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../../desktop/virtual-desktop.ts';

export interface X11Stage extends AsyncDisposable {
  readonly desktop: VirtualDesktop;
  readonly env: NodeJS.ProcessEnv;
  readonly inserter: TextInserter;
  readonly clipboard: X11Clipboard;
  readonly driver: X11Driver;
  readonly link: X11Link;
  /** What happened, in the inserter's own words. */
  readonly logged: { event: string; facts: Readonly<Record<string, unknown>> }[];
  set(change: Partial<Settings['insertion']>): void;
}

export async function startX11Stage(): Promise<X11Stage> {
  await using stack = new AsyncDisposableStack();
  const desktop = stack.use(await startVirtualDesktop());
  const link = stack.use(new X11Link(desktop.env.DISPLAY ?? ''));
  const driver = stack.use(new X11Driver(link));
  const clipboard = stack.use(new X11Clipboard(link));
  let settings = settingsSchema.shape.insertion.parse({});
  const logged: X11Stage['logged'] = [];
  const inserter = stack.use(
    new TextInserter({
      settings: () => settings,
      session: probeSession(desktop.env, 'linux'),
      driver,
      clipboard,
      log: (event, facts) => logged.push({ event, facts }),
    }),
  );
  const kept = stack.move();
  return {
    desktop,
    env: desktop.env,
    inserter,
    clipboard,
    driver,
    link,
    logged,
    set: (change) => {
      settings = { ...settings, ...change };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
