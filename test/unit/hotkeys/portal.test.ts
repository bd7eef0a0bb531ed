// The shortcut portal against a pretended desktop on a private session bus.
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseAccelerator } from '../../../src-main/hotkeys/accelerator.ts';
import { GlobalShortcutsPortal, type PortalState } from '../../../src-main/hotkeys/portal.ts';
import { startSessionBus } from '../../desktop/session-bus.ts';

type Reply = unknown;
interface Bus {
  readonly name: string;
  readonly connection: { end(): void };
  requestName(name: string, flags: number, done: (error: unknown) => void): void;
  exportInterface(implementation: object, path: string, description: object): void;
  sendSignal(path: string, iface: string, name: string, signature: string, body: unknown[]): void;
}
// The package's own types know only the client's side.
const { createClient } = createRequire(import.meta.url)('@homebridge/dbus-native') as {
  createClient(options: { stream: ReturnType<typeof connect> }): Bus;
};

const desktopPath = '/org/freedesktop/portal/desktop';
const iface = 'org.freedesktop.portal.GlobalShortcuts';
const stack: AsyncDisposableStack[] = [];
let address = '';
let pretended: Awaited<ReturnType<typeof pretendPortal>>;

/** Grants or refuses, and remembers what it was asked. */
async function pretendPortal(socketPath: string, granted: boolean) {
  const bus = createClient({ stream: connect(socketPath) });
  const asked: unknown[][] = [];
  let session = '';
  const respond = (message: { sender: string }, options: [string, [unknown, [string]]][], results: Reply) => {
    const token = options.find(([name]) => name === 'handle_token')?.[1][1][0] ?? '';
    const path = `${desktopPath}/request/${message.sender.slice(1).replaceAll('.', '_')}/${token}`;
    setImmediate(() =>
      bus.sendSignal(path, 'org.freedesktop.portal.Request', 'Response', 'ua{sv}', [granted ? 0 : 1, results]),
    );
    return path;
  };
  bus.exportInterface(
    {
      CreateSession: (options: never, message: never) => {
        session = `${desktopPath}/session/one`;
        return respond(message, options, [['session_handle', ['s', session]]]);
      },
      BindShortcuts: (handle: string, shortcuts: unknown, _parent: string, options: never, message: never) => {
        asked.push([handle, JSON.stringify(shortcuts)]);
        return respond(message, options, []);
      },
    },
    desktopPath,
    { name: iface, methods: { CreateSession: ['a{sv}', 'o'], BindShortcuts: ['oa(sa{sv})sa{sv}', 'o'] }, signals: {} },
  );
  await new Promise<void>((resolve, reject) =>
    bus.requestName('org.freedesktop.portal.Desktop', 0, (error) => (error ? reject(error) : resolve())),
  );
  return {
    asked,
    signal: (name: 'Activated' | 'Deactivated', id: string, handle = session) =>
      bus.sendSignal(desktopPath, iface, name, 'osta{sv}', [handle, id, 1, []]),
    end: () => bus.connection.end(),
  };
}

async function start(granted: boolean) {
  const disposables = new AsyncDisposableStack();
  stack.push(disposables);
  const started = await startSessionBus(process.env);
  disposables.use(started.bus);
  address = started.address;
  pretended = await pretendPortal(/path=([^,;]+)/.exec(address)?.[1] ?? '', granted);
  disposables.defer(() => pretended.end());
  const portal = disposables.use(
    new GlobalShortcutsPortal({ busAddress: address, appId: 'io.example.App', describe: (id) => `does ${id}` }),
  );
  const heard: string[] = [];
  const waiting: { word: string; resolve: () => void }[] = [];
  const note = (word: string): void => {
    heard.push(word);
    for (const one of waiting) if (one.word === word) one.resolve();
  };
  const states: PortalState[] = [];
  portal.listen({
    onKey: (id, kind) => note(`${id} ${kind}`),
    onLost: () => note('lost'),
    onState: (state) => {
      states.push(state);
      note(state.is);
    },
  });
  const until = (word: string): Promise<void> =>
    new Promise((resolve) => (heard.includes(word) ? resolve() : waiting.push({ word, resolve })));
  return { portal, bus: started.bus, heard, states, until };
}

beforeEach(() => {
  stack.length = 0;
});
afterEach(async () => {
  for (const disposables of stack) await disposables.disposeAsync();
});

function shortcut(text: string) {
  const accelerator = parseAccelerator(text, 'linux');
  if (!accelerator) throw new Error(`${text} is no accelerator`);
  return { id: 'dictate', accelerator };
}

test('asks for the key by its freedesktop name and tells of press and release', async () => {
  const { portal, heard, until } = await start(true);
  await portal.bind([shortcut('Control+Alt+Space')]);
  expect(portal.state).toEqual({ is: 'works' });
  expect(pretended.asked).toHaveLength(1);
  expect(pretended.asked[0]?.[1]).toContain('CTRL+ALT+space');
  expect(pretended.asked[0]?.[1]).toContain('does dictate');
  pretended.signal('Activated', 'dictate', '/of/another/program');
  pretended.signal('Activated', 'dictate');
  pretended.signal('Deactivated', 'dictate');
  await until('dictate up');
  expect(heard).toEqual(['asking', 'works', 'dictate down', 'dictate up']);
});

test('the same keys are not asked for twice, other keys are', async () => {
  const { portal } = await start(true);
  await portal.bind([shortcut('Control+Alt+Space')]);
  await portal.bind([shortcut('Control+Alt+Space')]);
  expect(pretended.asked).toHaveLength(1);
  await portal.bind([shortcut('F9')]);
  expect(pretended.asked).toHaveLength(2);
});

test('a user who says no is a state with a reason, not a fault', async () => {
  const { portal } = await start(false);
  await portal.bind([shortcut('Control+Alt+Space')]);
  expect(portal.state).toMatchObject({ is: 'unavailable', error: { message: 'The shortcut was not granted.' } });
});

test('the session bus goes: keys count as up, and the app lives', async () => {
  const { portal, bus, until } = await start(true);
  await portal.bind([shortcut('Control+Alt+Space')]);
  await bus.stop();
  await until('lost');
  expect(portal.state).toMatchObject({ is: 'unavailable' });
});

test('without a bus or a portal it is unavailable', async () => {
  await using portal = new GlobalShortcutsPortal({
    busAddress: 'unix:path=/nowhere/bus',
    appId: 'a',
    describe: String,
  });
  await portal.bind([shortcut('F9')]);
  expect(portal.state).toMatchObject({ is: 'unavailable', error: { code: 'hook_unavailable' } });
});
