// The RemoteDesktop portal against a pretended desktop on a private session bus.
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { KeyPressPortal } from '../../../src-main/insertion/key-press-portal.ts';
import { startSessionBus } from '../../desktop/session-bus.ts';

interface Bus {
  readonly connection: { end(): void };
  requestName(name: string, flags: number, done: (error: unknown) => void): void;
  exportInterface(implementation: object, path: string, description: object): void;
  sendSignal(path: string, iface: string, name: string, signature: string, body: unknown[]): void;
}
type Options = [string, [unknown, [unknown]]][];
// The package's own types know only the client's side.
const { createClient } = createRequire(import.meta.url)('@homebridge/dbus-native') as {
  createClient(options: { stream: ReturnType<typeof connect> }): Bus;
};

const path = '/org/freedesktop/portal/desktop';
const iface = 'org.freedesktop.portal.RemoteDesktop';
const option = (options: Options, name: string): unknown => options.find(([key]) => key === name)?.[1][1][0];

/** @param unanswered so many times the user leaves the question alone */
async function pretendDesktop(granted: boolean, unanswered = 0) {
  const stack = new AsyncDisposableStack();
  const { bus: daemon, address } = await startSessionBus(process.env);
  stack.use(daemon);
  const bus = createClient({ stream: connect(/path=([^,;]+)/.exec(address)?.[1] ?? '') });
  stack.defer(() => bus.connection.end());
  const keys: string[] = [];
  const tokens: unknown[] = [];
  const open = new Set<string>();
  const asked = Promise.withResolvers<void>();
  let left = unanswered;
  const respond = (code: number, sender: string, options: Options, results: unknown[]) => {
    const request = `${path}/request/${sender.slice(1).replaceAll('.', '_')}/${String(option(options, 'handle_token'))}`;
    setImmediate(() =>
      bus.sendSignal(request, 'org.freedesktop.portal.Request', 'Response', 'ua{sv}', [code, results]),
    );
    return request;
  };
  bus.exportInterface(
    {
      CreateSession: (options: Options, message: { sender: string }) => {
        const name = String(option(options, 'session_handle_token'));
        const session = `${path}/session/${message.sender.slice(1).replaceAll('.', '_')}/${name}`;
        // A name is taken as long as its session lives (xdg-desktop-portal, xdp-session.c).
        if (open.has(session)) return respond(2, message.sender, options, []);
        open.add(session);
        const methods = { Close: ['', ''] };
        const close = { Close: () => void open.delete(session) };
        bus.exportInterface(close, session, { name: 'org.freedesktop.portal.Session', methods, signals: {} });
        return respond(0, message.sender, options, [['session_handle', ['s', session]]]);
      },
      SelectDevices: (_session: string, options: Options, message: { sender: string }) => {
        tokens.push(option(options, 'restore_token'));
        return respond(0, message.sender, options, []);
      },
      Start: (session: string, _parent: string, options: Options, message: { sender: string }) => {
        if (left > 0) {
          left -= 1;
          asked.resolve();
          return `${path}/request/unanswered`;
        }
        if (!granted) open.delete(session);
        return respond(granted ? 0 : 1, message.sender, options, [['restore_token', ['s', 'next time']]]);
      },
      NotifyKeyboardKeysym: (_session: string, _options: unknown, keysym: number, state: number) => {
        keys.push(`${keysym.toString(16)}${state === 1 ? '↓' : '↑'}`);
      },
    },
    path,
    {
      name: iface,
      methods: {
        CreateSession: ['a{sv}', 'o'],
        SelectDevices: ['oa{sv}', 'o'],
        Start: ['osa{sv}', 'o'],
        NotifyKeyboardKeysym: ['oa{sv}iu', ''],
      },
      signals: {},
    },
  );
  await new Promise<void>((resolve, reject) =>
    bus.requestName('org.freedesktop.portal.Desktop', 0, (error) => (error ? reject(error) : resolve())),
  );
  return { address, keys, tokens, open, asked: asked.promise, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('presses by meaning, asks the user once, and keeps the token that spares the next question', async () => {
  await using desktop = await pretendDesktop(true);
  let kept = '';
  const token = {
    read: () => kept,
    write: (value: string) => {
      kept = value;
    },
  };
  using portal = new KeyPressPortal(desktop.address, token);
  await portal.press('ctrl+shift+v');
  await portal.press('enter');
  expect(desktop.keys).toEqual(['ffe3↓', 'ffe1↓', '76↓', '76↑', 'ffe1↑', 'ffe3↑', 'ff0d↓', 'ff0d↑']);
  expect(desktop.tokens).toEqual([undefined]);
  expect(kept).toBe('next time');
  using later = new KeyPressPortal(desktop.address, token);
  await later.press('enter');
  expect(desktop.tokens).toEqual([undefined, 'next time']);
});

test('a user who says no: nothing is pressed, and the error says so', async () => {
  await using desktop = await pretendDesktop(false);
  using portal = new KeyPressPortal(desktop.address, { read: () => '', write: () => undefined });
  await expect(portal.press('ctrl+v')).rejects.toMatchObject({
    code: 'paste_failed',
    message: 'The desktop was not allowed to let Sotto press keys.',
  });
  expect(desktop.keys).toEqual([]);
});

test('a question that the user left alone is taken back, and the next paste asks anew', async () => {
  await using desktop = await pretendDesktop(true, 1);
  using portal = new KeyPressPortal(desktop.address, { read: () => '', write: () => undefined });
  const cancelled = new AbortController();
  const pressed = portal.press('ctrl+v', cancelled.signal);
  const failed = expect(pressed).rejects.toMatchObject({ message: 'The desktop did not press the keys.' });
  await desktop.asked;
  cancelled.abort();
  await failed;
  await portal.press('enter');
  expect(desktop.keys).toEqual(['ff0d↓', 'ff0d↑']);
  expect(desktop.open.size).toBe(1); // of both questions
});
