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
const escaped = (sender: string): string => sender.slice(1).replaceAll('.', '_');
const option = (options: Options, name: string): unknown => options.find(([key]) => key === name)?.[1][1][0];

/** @param asks whether the user, who never answers here, is asked when a session with this token begins */
async function pretendDesktop(granted: boolean, asks: (token: unknown) => boolean = () => false) {
  const stack = new AsyncDisposableStack();
  const { bus: daemon, address } = await startSessionBus(process.env);
  stack.use(daemon);
  const bus = createClient({ stream: connect(/path=([^,;]+)/.exec(address)?.[1] ?? '') });
  stack.defer(() => bus.connection.end());
  const keys: string[] = [];
  const tokens: unknown[] = [];
  const starts: string[] = [];
  /** By their names, as xdg-desktop-portal (session.c): a name that is in use can't be had once more. */
  const sessions = new Set<string>();
  const closable = (session: string): void =>
    bus.exportInterface({ Close: () => void sessions.delete(session) }, session, {
      name: 'org.freedesktop.portal.Session',
      methods: { Close: ['', ''] },
      signals: {},
    });
  const respond = (code: number, sender: string, options: Options, results: unknown[]) => {
    const request = requestOf(sender, options);
    setImmediate(() =>
      bus.sendSignal(request, 'org.freedesktop.portal.Request', 'Response', 'ua{sv}', [code, results]),
    );
    return request;
  };
  const requestOf = (sender: string, options: Options): string =>
    `${path}/request/${escaped(sender)}/${String(option(options, 'handle_token'))}`;
  bus.exportInterface(
    {
      CreateSession: (options: Options, message: { sender: string }) => {
        const session = `${path}/session/${escaped(message.sender)}/${String(option(options, 'session_handle_token'))}`;
        if (sessions.has(session)) return respond(2, message.sender, options, []);
        sessions.add(session);
        closable(session);
        return respond(0, message.sender, options, [['session_handle', ['s', session]]]);
      },
      SelectDevices: (_session: string, options: Options, message: { sender: string }) => {
        tokens.push(option(options, 'restore_token'));
        return respond(0, message.sender, options, []);
      },
      Start: (session: string, _parent: string, options: Options, message: { sender: string }) => {
        starts.push(session);
        if (asks(tokens.at(-1))) return requestOf(message.sender, options);
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
  return { address, keys, tokens, starts, sessions, [Symbol.asyncDispose]: () => stack.disposeAsync() };
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

test('a question that is given up does not stand in the way of the next one', async () => {
  let asks = true;
  await using desktop = await pretendDesktop(true, () => asks);
  using portal = new KeyPressPortal(desktop.address, { read: () => '', write: () => undefined });
  const giveUp = new AbortController();
  const pressed = portal.press('enter', giveUp.signal);
  pressed.catch(() => undefined); // looked at below
  await expect.poll(() => desktop.starts.length).toBe(1);
  giveUp.abort();
  await expect(pressed).rejects.toMatchObject({ code: 'paste_failed' });
  await expect.poll(() => desktop.sessions.size).toBe(0);
  asks = false;
  await portal.press('enter');
  expect(desktop.keys).toEqual(['ff0d↓', 'ff0d↑']);
});

test('a token that does not spare the question is given up, so that the user has the time to answer it', async () => {
  await using desktop = await pretendDesktop(true, (token) => token === 'revoked');
  let kept = 'revoked';
  const token = {
    read: () => kept,
    write: (value: string) => {
      kept = value;
    },
  };
  using portal = new KeyPressPortal(desktop.address, token);
  await expect(portal.press('enter')).rejects.toMatchObject({ code: 'paste_failed' });
  expect(kept).toBe('');
  await portal.press('enter');
  expect(desktop.tokens).toEqual(['revoked', undefined]);
  expect(kept).toBe('next time');
});
