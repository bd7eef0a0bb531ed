// The read receipt, with an owner of selections that the test speaks for.
import { expect, test } from 'vitest';
import { X11ReadWatch } from '../../../src-main/insertion/x11-read-watch.ts';
import type { SelectionRead, X11SelectionOwner } from '../../../src-main/insertion/x11-selection-owner.ts';

function open() {
  let tell: (read: SelectionRead) => void = () => undefined;
  const owner: Pick<X11SelectionOwner, 'onRead' | 'clientOf'> & { connection: { lost: AbortSignal } } = {
    onRead: (listener) => {
      tell = listener;
      return () => undefined;
    },
    clientOf: (window) => window,
    connection: { lost: new AbortController().signal },
  };
  const watch = new X11ReadWatch(owner as X11SelectionOwner, new Set());
  const read = { selection: 'CLIPBOARD', target: 'UTF8_STRING', content: true, client: 7 };
  return { watch, reads: () => tell(read) };
}

test('a program that asked while the app was held up has read, however late it is heard', async () => {
  const { watch, reads } = open();
  const receipt = watch.readBy(7, 300);
  setTimeout(() => setImmediate(reads), 10); // comes with what waits in the socket: after the timers
  for (const end = performance.now() + 500; performance.now() < end; );
  expect(await receipt).toBe(true);
});

test('one that does not ask has not, when the time is over', async () => {
  const { watch } = open();
  const startedAt = performance.now();
  expect(await watch.readBy(7, 250)).toBe(false);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(248);
});

test('nothing is waited for when the insertion is taken back', async () => {
  const { watch } = open();
  const abort = new AbortController();
  const receipt = watch.readBy(7, 60_000, abort.signal);
  abort.abort();
  expect(await receipt).toBe(false);
});
