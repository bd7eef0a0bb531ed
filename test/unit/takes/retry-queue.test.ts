import { describe, expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import type { ErrorCode } from '../../../src-main/contract/error-table.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { openRetryQueue, type RetryOccasion, type RetryQueue } from '../../../src-main/takes/retry-queue.ts';
import type { TakeStore } from '../../../src-main/takes/take-store.ts';
import { openTestStore, ramp, type TestStore } from './open-test-store.ts';

interface Sending {
  readonly id: string;
  readonly by: RetryOccasion['by'];
  readonly signal: AbortSignal;
  succeed(): void;
  fail(code: ErrorCode, retryAfterMs?: number): void;
}

class World {
  isOnline = true;
  isSignedIn = true;
  isPractising = false;
  #listener: () => void = () => undefined;
  readonly networkWaits: boolean[] = [];
  readonly signals = {
    awaitNetwork: (waits: boolean) => void this.networkWaits.push(waits),
    online: () => this.isOnline,
    signedIn: (practice: boolean) => (practice ? this.isPractising : this.isSignedIn),
    subscribe: (listener: () => void) => {
      this.#listener = listener;
      return () => undefined;
    },
  };
  tell(): void {
    this.#listener();
  }
}

/** A queue whose sendings wait for the test to say how they end. */
function openTestQueue(opened: TestStore, world = new World()) {
  const sendings: Sending[] = [];
  const begun: ((sending: Sending) => void)[] = [];
  const queue = openRetryQueue({
    store: opened.store,
    signals: world.signals,
    now: () => opened.clock.now,
    log: silentLog,
    run: (id, signal, { by }) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        const sending: Sending = {
          id,
          by,
          signal,
          succeed: () => {
            opened.store.done(id, { text: `text of ${id}`, timings: {} });
            resolve();
          },
          fail: (code, retryAfterMs) =>
            reject(new AppError(code, 'It failed.', retryAfterMs === undefined ? {} : { retryAfterMs })),
        };
        sendings.push(sending);
        begun.shift()?.(sending);
      }),
  });
  onTestFinished(async () => await queue[Symbol.asyncDispose]());
  let next = 0;
  return {
    queue,
    world,
    sendings,
    /** The next take that the queue sends. */
    sending: (): Promise<Sending> => {
      const known = sendings[next];
      next += 1;
      return known ? Promise.resolve(known) : new Promise((resolve) => begun.push(resolve));
    },
  };
}

function failedTake(
  opened: TestStore,
  code: ErrorCode = 'upstream_error',
  retryAfterMs?: number,
  practice = false,
): string {
  opened.clock.now += 1;
  const writer = opened.store.begin({ source: 'dictation', sampleRate: 16_000, practice });
  writer.append(ramp(1600));
  writer.finish();
  opened.store.failed(writer.id, new AppError(code, 'It failed.', retryAfterMs === undefined ? {} : { retryAfterMs }));
  return writer.id;
}

const minute = 60_000;
const state = (store: TakeStore, id: string): string | undefined => store.get(id)?.state;
/** Lets everything run that is ready to. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('by itself the queue', () => {
  test('sends what is due, in the order in which it was spoken, one at a time', async () => {
    const opened = openTestStore();
    const ids = [failedTake(opened), failedTake(opened), failedTake(opened)];
    opened.clock.now += minute;
    const { sending, sendings, queue } = openTestQueue(opened);
    for (const id of ids) {
      const sent = await sending();
      expect(sent).toMatchObject({ id, by: 'queue' });
      await turn();
      expect(sendings).toHaveLength(ids.indexOf(id) + 1);
      sent.succeed();
    }
    await queue.idle();
    expect(ids.map((id) => state(opened.store, id))).toEqual(['done', 'done', 'done']);
    expect(queue.size).toBe(0);
  });

  test('waits for the time of a take, and is woken by its own timer', async () => {
    const opened = openTestStore();
    const id = failedTake(opened, 'rate_limited', 30);
    const { sending, sendings } = openTestQueue(opened);
    await turn();
    expect(sendings).toEqual([]);
    opened.clock.now += minute; // the timer of some 30 real milliseconds finds that it is time
    expect((await sending()).id).toBe(id);
  });

  test('leaves alone what trying again can\u2019t help', async () => {
    const opened = openTestStore();
    const id = failedTake(opened, 'upstream_rejected');
    opened.clock.now += 1000 * minute;
    const { sendings, queue } = openTestQueue(opened);
    await turn();
    expect([sendings.length, queue.size, state(opened.store, id)]).toEqual([0, 0, 'failed']);
  });

  test('lets practice takes go in practice mode, and real ones with a login only', async () => {
    const opened = openTestStore();
    const world = new World();
    world.isSignedIn = false;
    const real = failedTake(opened, 'not_signed_in');
    const late = failedTake(opened);
    const practised = failedTake(opened, 'not_signed_in', undefined, true);
    opened.clock.now += 100 * minute;
    const { sending, sendings, queue } = openTestQueue(opened, world);
    await turn();
    expect(sendings).toEqual([]);
    world.isPractising = true;
    world.tell();
    const first = await sending();
    expect(first.id).toBe(practised);
    first.succeed();
    await queue.idle();
    await turn();
    expect(sendings).toHaveLength(1);
    world.isPractising = false;
    world.isSignedIn = true;
    world.tell();
    for (const id of [real, late]) {
      const sent = await sending();
      expect(sent.id).toBe(id);
      sent.succeed();
    }
  });

  test('waits for the network without trying, and sends at once when it is back', async () => {
    const opened = openTestStore();
    const world = new World();
    world.isOnline = false;
    const ids = [failedTake(opened, 'network'), failedTake(opened, 'connect_timeout')];
    const { sending, sendings } = openTestQueue(opened, world);
    opened.clock.now += 100 * minute;
    await turn();
    expect(sendings).toEqual([]);
    world.isOnline = true;
    world.tell();
    const first = await sending();
    expect(first.id).toBe(ids[0]);
    first.succeed();
    expect((await sending()).id).toBe(ids[1]);
  });

  test('has the network watched only while a take waits for it', async () => {
    const opened = openTestStore();
    const { queue, world, sending } = openTestQueue(opened);
    failedTake(opened, 'upstream_error');
    await turn();
    expect(world.networkWaits).not.toContain(true);
    const id = failedTake(opened, 'network');
    await turn();
    expect(world.networkWaits.at(-1)).toBe(true);
    queue.wake();
    const sent = await sending();
    expect(sent.id).toBe(id);
    sent.succeed();
    await queue.idle();
    await turn();
    expect(world.networkWaits.at(-1)).toBe(false);
  });

  test('has no network watched for takes that can\u2019t be sent anyway, for want of a login or in practice mode', async () => {
    const opened = openTestStore();
    const world = new World();
    world.isSignedIn = false;
    const real = failedTake(opened, 'network');
    failedTake(opened, 'network', undefined, true);
    const { queue, sending } = openTestQueue(opened, world);
    await turn();
    expect(world.networkWaits).not.toContain(true);
    world.isSignedIn = true;
    world.tell();
    const sent = await sending();
    expect(sent.id).toBe(real);
    sent.fail('network');
    await queue.idle();
    await turn();
    expect(world.networkWaits.at(-1)).toBe(true);
  });

  test('waits for a sign-in, whatever the time', async () => {
    const opened = openTestStore();
    const world = new World();
    world.isSignedIn = false;
    const id = failedTake(opened, 'login_expired');
    const { sending, sendings } = openTestQueue(opened, world);
    opened.clock.now += 1000 * minute;
    await turn();
    expect(sendings).toEqual([]);
    world.isSignedIn = true;
    world.tell();
    expect((await sending()).id).toBe(id);
  });

  test('holds the others back when a failure would meet them too, and lets them go when one gets through', async () => {
    const opened = openTestStore();
    const ids = [failedTake(opened), failedTake(opened)];
    opened.clock.now += minute;
    const { sending, sendings, queue } = openTestQueue(opened);
    (await sending()).fail('quota_exhausted', 60 * minute);
    await queue.idle();
    await turn();
    expect(sendings).toHaveLength(1);
    queue.retryNow([ids[1] ?? '']);
    const asked = await sending();
    expect(asked).toMatchObject({ id: ids[1], by: 'user' });
    asked.succeed();
    await queue.idle();
    expect(opened.store.get(ids[0] ?? '')?.retryAt).toBeGreaterThanOrEqual(opened.clock.now + 60 * minute);
  });

  test('sends takes that a crash left behind', async () => {
    const first = openTestStore();
    const writer = first.store.begin({ source: 'dictation', sampleRate: 16_000 });
    writer.append(ramp(1600));
    await first.store[Symbol.asyncDispose]();
    const { sending } = openTestQueue(openTestStore({ folder: first.folder }));
    expect((await sending()).id).toBe(writer.id);
  });

  test('sees a take that fails while it runs', async () => {
    const opened = openTestStore();
    const { sending } = openTestQueue(opened);
    const id = failedTake(opened, 'rate_limited', 0);
    opened.clock.now += 1;
    expect((await sending()).id).toBe(id);
  });
});

describe('a user who asks', () => {
  test('doesn\u2019t wait for a time, a network or a running automatic try', async () => {
    const opened = openTestStore();
    const due = failedTake(opened);
    opened.clock.now += minute;
    const later = failedTake(opened, 'rate_limited', 60 * minute);
    const never = failedTake(opened, 'upstream_rejected');
    const { sending, queue } = openTestQueue(opened);
    expect((await sending()).id).toBe(due);
    const asked = queue.retry([later, never]);
    for (const id of [later, never]) {
      const sent = await sending();
      expect(sent).toMatchObject({ id, by: 'user' });
      sent.succeed();
    }
    await asked;
    expect(opened.store.get(never)).toMatchObject({ state: 'done' });
  });

  test('gets all the others sent when one of the chosen takes is in work, or gone', async () => {
    const opened = openTestStore();
    const inWork = failedTake(opened);
    opened.clock.now += minute;
    const ids = [failedTake(opened, 'upstream_rejected'), failedTake(opened, 'upstream_rejected')];
    const { sending, queue } = openTestQueue(opened);
    expect((await sending()).id).toBe(inWork);
    const asked = queue.retry([inWork, ids[0] ?? '', '01jd0000000000000000000000', ids[1] ?? '']);
    const refused = expect(asked).rejects.toMatchObject({ code: 'busy' });
    for (const id of ids) {
      const sent = await sending();
      expect(sent).toMatchObject({ id, by: 'user' });
      sent.succeed();
    }
    await refused;
    expect(ids.map((id) => state(opened.store, id))).toEqual(['done', 'done']);
  });

  test('has a take sent once, however often it is asked for and whoever sends it before its turn', async () => {
    const opened = openTestStore();
    const first = failedTake(opened, 'upstream_rejected');
    const second = failedTake(opened, 'network');
    const { sending, sendings, queue } = openTestQueue(opened);
    const asked = [queue.retry([first, second]), queue.retry([first, second])];
    const own = await sending();
    expect(own).toMatchObject({ id: first, by: 'user' });
    queue.wake();
    const byItself = await sending();
    expect(byItself).toMatchObject({ id: second, by: 'queue' });
    byItself.succeed();
    await turn();
    opened.store.edit(second, 'as it was corrected');
    own.succeed();
    await Promise.all(asked);
    expect(sendings).toHaveLength(2);
    expect(opened.store.get(second)?.text).toBe('as it was corrected');
    const anew = queue.retry([second]);
    (await sending()).succeed();
    await anew;
    expect(sendings).toHaveLength(3);
  });

  test('is told when the take is being sent already, or is gone', async () => {
    const opened = openTestStore();
    const id = failedTake(opened);
    const { sending, queue } = openTestQueue(opened);
    const first = queue.retry([id]);
    const sent = await sending();
    opened.clock.now += minute;
    expect(opened.store.claim(id)).toBe(false);
    sent.succeed();
    await first;
    await expect(queue.retry(['01jd0000000000000000000000'])).rejects.toMatchObject({ code: 'take_not_found' });
    const other = failedTake(opened);
    expect(opened.store.claim(other)).toBe(true);
    await expect(queue.retry([other])).rejects.toMatchObject({ code: 'busy' });
  });
});

test('a try that fails waits longer each time, and in the end for the user', async () => {
  const opened = openTestStore();
  const id = failedTake(opened);
  const waits: number[] = [];
  const { sending, queue } = openTestQueue(opened);
  for (let tries = 1; opened.store.get(id)?.retryAt !== undefined; tries += 1) {
    const { retryAt = 0 } = opened.store.get(id) ?? {};
    waits.push(retryAt - opened.clock.now);
    opened.clock.now = retryAt;
    queue.wake();
    (await sending()).fail('upstream_error');
    await queue.idle();
    expect(tries).toBeLessThan(20);
  }
  expect(waits).toHaveLength(9);
  expect(waits.toSorted((a, b) => a - b)).toEqual(waits);
  expect(opened.store.get(id)).toMatchObject({ state: 'failed', error: { code: 'upstream_error' } });
});

test('a take that was left without a result is a failure that says so', async () => {
  const opened = openTestStore();
  const id = failedTake(opened);
  await using queue: RetryQueue = openRetryQueue({
    store: opened.store,
    now: () => opened.clock.now,
    log: silentLog,
    run: async () => undefined,
  });
  await queue.retry([id]);
  expect(opened.store.get(id)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
});

test('when the queue ends, the running try is stopped and its take waits for the next start', async () => {
  const opened = openTestStore();
  const id = failedTake(opened);
  const { sending, queue } = openTestQueue(opened);
  queue.retryNow([id]);
  const { signal } = await sending();
  await queue[Symbol.asyncDispose]();
  expect(signal.aborted).toBe(true);
  expect(state(opened.store, id)).toBe('recorded');
  expect(opened.store.queued().map((take) => take.id)).toEqual([id]);
});
