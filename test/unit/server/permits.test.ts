import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Permits } from '../../../src-main/server/permits.ts';

const never = new AbortController().signal;

test('however requests come, go and give up, no more than allowed are at work, none is forgotten, the first waits least', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('take', 'give', 'leave'), { maxLength: 60 }), async (steps) => {
      const permits = new Permits({ atOnce: 3, waiting: 4, waitMs: 60_000 });
      const held: (() => void)[] = [];
      const waiting: { readonly number: number; readonly leave: AbortController }[] = [];
      const served: number[] = [];
      let number = 0;
      for (const step of steps) {
        if (step === 'take') {
          const own = { number: number++, leave: new AbortController() };
          waiting.push(own);
          permits.take(own.leave.signal).then(
            (give) => {
              served.push(own.number);
              held.push(give);
              waiting.splice(waiting.indexOf(own), 1);
            },
            () => waiting.splice(waiting.indexOf(own), 1),
          );
        } else if (step === 'give') {
          const give = held.shift();
          give?.();
          give?.(); // twice is once
        } else waiting[0]?.leave.abort(new Error('gone'));
        await new Promise((resolve) => setImmediate(resolve));
        expect(permits.inUse).toBe(held.length);
        expect(permits.inUse).toBeLessThanOrEqual(3);
        expect(permits.waiting).toBe(waiting.length);
        if (permits.waiting > 0) expect(permits.inUse).toBe(3);
      }
      expect(served).toEqual([...served].sort((a, b) => a - b));
      for (const { leave } of waiting) leave.abort(new Error('end'));
    }),
    { numRuns: 60 },
  );
});

test('whoever has gone already takes nothing', async () => {
  const permits = new Permits({ atOnce: 1, waiting: 1, waitMs: 1000 });
  await expect(permits.take(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(permits.inUse).toBe(0);
});

test('one too many, and one too long, are turned away with a time to come back', async () => {
  const permits = new Permits({ atOnce: 1, waiting: 1, waitMs: 30 });
  await permits.take(never);
  const waits = permits.take(never);
  await expect(permits.take(never)).rejects.toMatchObject({ code: 'too_many_requests', retryAfterMs: 5000 });
  await expect(waits).rejects.toMatchObject({ code: 'too_many_requests', retryAfterMs: 5000 });
  expect([permits.inUse, permits.waiting]).toEqual([1, 0]);
});

test('whatever weighs more waits for room in its turn; when it leaves, what fits behind it goes on', async () => {
  const permits = new Permits({ atOnce: 10, waiting: 4, waitMs: 60_000, what: 'large bodies' });
  const first = await permits.take(never, 6);
  const leave = new AbortController();
  const large = permits.take(leave.signal, 7);
  const small = permits.take(never, 3); // would fit, but came later
  expect([permits.inUse, permits.waiting]).toEqual([6, 2]);
  leave.abort(new Error('gone'));
  await expect(large).rejects.toThrow('gone');
  const second = await small;
  expect([permits.inUse, permits.waiting]).toEqual([9, 0]);
  expect(() => permits.takeNow(2)).toThrow('Too many large bodies are at work.');
  const all = permits.take(never, 1_000); // more than there is: all of it
  first();
  second();
  (await all)();
  expect([permits.inUse, permits.waiting]).toEqual([0, 0]);
});
