// The session bus as the portals use it, on a real bus that is held up and goes in the middle of a question.
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { BusError, SessionBus } from '../../../src-main/lib/session-bus.ts';
import { ensurePackages } from '../../desktop/packages.ts';
import { startSessionBus } from '../../desktop/session-bus.ts';

beforeAll(() => ensurePackages(['dbus']), 120_000);

describe('a session bus that goes while it is asked', () => {
  const questions = {
    'a call': (bus: SessionBus) =>
      bus.call({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'ListNames',
      }),
    'a signal that is to be heard': (bus: SessionBus) =>
      bus.onSignal('/org/freedesktop/portal/desktop', 'org.freedesktop.portal.Request', 'Response', () => undefined),
  };
  it.each(Object.entries(questions))('does not keep %s waiting for ever', async (_name, ask) => {
    const { bus: daemon, address } = await startSessionBus(process.env);
    using bus = await SessionBus.open(address);
    daemon.child.kill('SIGSTOP');
    const asked = ask(bus);
    const ended = once(daemon.child, 'exit');
    daemon.child.kill('SIGKILL');
    await expect(asked).rejects.toThrow(BusError);
    await ended;
  });
});
