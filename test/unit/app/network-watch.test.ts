import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { NetworkWatch } from '../../../src-main/app/network-watch.ts';
import { openUndiciTransport } from '../../../src-main/codex/index.ts';

/** A network that the test switches, and everything that was asked of it. */
class World {
  isLinked = true;
  answers = false;
  asked = 0;
  called = 0;
  readonly #backs: (() => void)[] = [];
  readonly #calls: { readonly count: number; readonly reached: () => void }[] = [];
  readonly watch = new NetworkWatch({
    linked: () => {
      this.asked += 1;
      return this.isLinked;
    },
    reaches: async () => {
      this.called += 1;
      for (const { count, reached } of this.#calls) if (this.called >= count) reached();
      return this.answers;
    },
    onBack: () => {
      this.#backs.shift()?.();
    },
    timing: { callsMs: [1, 2, 4], lookMs: 1 },
  });

  back(): Promise<void> {
    return new Promise((resolve) => this.#backs.push(resolve));
  }

  calls(count: number): Promise<void> {
    return new Promise((reached) => this.#calls.push({ count, reached }));
  }
}

const open: Disposable[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing[Symbol.dispose]();
});

function world(): World {
  const made = new World();
  open.push(made.watch);
  return made;
}

describe('the network', () => {
  it('is not asked after while nothing waits', async () => {
    const { watch, ...before } = world();
    expect(watch.isLooking).toBe(false);
    expect(before).toMatchObject({ asked: 0, called: 0 });
  });

  it('is called until somebody answers, and then said to be back once', async () => {
    const net = world();
    const back = net.back();
    net.watch.want(true);
    await net.calls(4);
    net.answers = true;
    await back;
    expect(net.watch.isLooking).toBe(false);
    const { called } = net;
    net.watch.want(false);
    await new Promise((resolve) => setTimeout(resolve, 20)); // nothing may happen in this time
    expect(net.called).toBe(called);
  });

  it('is not called while there is surely no link, and at once when the link is up', async () => {
    const net = world();
    net.isLinked = false;
    net.answers = true;
    const back = net.back();
    net.watch.want(true);
    while (net.asked < 5) await new Promise((resolve) => setImmediate(resolve));
    expect(net.called).toBe(0);
    net.isLinked = true;
    await back;
    expect(net.called).toBe(1);
  });

  it('is left alone as soon as nothing waits any more', async () => {
    const net = world();
    net.watch.want(true);
    await net.calls(1);
    net.watch.want(false);
    const { called } = net;
    await new Promise((resolve) => setTimeout(resolve, 20)); // nothing may happen in this time
    expect(net.called).toBeLessThanOrEqual(called + 1); // one may have been on its way
    expect(net.watch.isLooking).toBe(false);
  });
});

describe('calling an address', () => {
  async function listening(): Promise<Server> {
    const server = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return server;
  }
  const urlOf = (server: Server): string => {
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/backend-api`;
  };

  it('says whether somebody listens there, or at the proxy on the way', async () => {
    const there = await listening();
    const gone = await listening();
    const goneUrl = urlOf(gone);
    await new Promise((resolve) => gone.close(resolve));
    await using direct = openUndiciTransport();
    expect(await direct.reaches(urlOf(there))).toBe(true);
    expect(await direct.reaches(goneUrl)).toBe(false);
    await using through = openUndiciTransport({ proxy: { explicit: urlOf(there) } });
    expect(await through.reaches('https://service.invalid/')).toBe(true);
    await using lost = openUndiciTransport({ proxy: { explicit: goneUrl } });
    expect(await lost.reaches(urlOf(there))).toBe(false);
  });
});
