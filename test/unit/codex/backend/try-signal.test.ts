import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { trySignal } from '../../../../src-main/codex/backend/try-signal.ts';

const aborted = async (signal: AbortSignal | undefined): Promise<unknown> => {
  if (signal !== undefined && !signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  return signal?.reason;
};

test('ends as a timeout when its time is up', async () => {
  using limit = trySignal(undefined, 5);
  expect(await aborted(limit.signal)).toMatchObject({ name: 'TimeoutError' });
});

test('ends with the caller\u2019s reason, before and after it began', async () => {
  const caller = new AbortController();
  using limit = trySignal(caller.signal, 60_000);
  caller.abort('enough');
  expect(await aborted(limit.signal)).toBe('enough');
  using late = trySignal(caller.signal, 60_000);
  expect(await aborted(late.signal)).toBe('enough');
});

test('leaves neither a timer nor a listener behind', async () => {
  const caller = new AbortController();
  const limit = trySignal(caller.signal, 5);
  limit[Symbol.dispose]();
  expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  await delay(20);
  expect(limit.signal?.aborted).toBe(false);
});

test('without a time it is the caller\u2019s own', () => {
  const caller = new AbortController();
  expect(trySignal(caller.signal, undefined).signal).toBe(caller.signal);
  expect(trySignal(undefined, undefined).signal).toBeUndefined();
});
