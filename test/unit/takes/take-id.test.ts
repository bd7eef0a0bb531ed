import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeFiles } from '../../../src-main/takes/take-files.ts';
import { firstIdAt, isTakeId, takeIds, takeIdTime } from '../../../src-main/takes/take-id.ts';

const times = fc.array(fc.integer({ min: 0, max: 4_102_444_800_000 }), { minLength: 2, maxLength: 50 });

test('names rise in the order in which they were made, even when the clock goes back', () => {
  fc.assert(
    fc.property(times, (clock) => {
      let at = 0;
      const next = takeIds(() => clock[at++] ?? 0);
      const made = clock.map(() => next());
      expect(made.every(isTakeId)).toBe(true);
      expect(new Set(made).size).toBe(made.length);
      expect(made.toSorted()).toEqual(made);
    }),
  );
});

test('a name tells the time it was made at, and sorts after that time\u2019s first name', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (time) => {
      const id = takeIds(() => time)();
      expect(takeIdTime(id)).toBe(time);
      expect(id >= firstIdAt(time)).toBe(true);
      expect(id < firstIdAt(time + 1)).toBe(true);
    }),
  );
});

test('only well-formed names become paths', () => {
  for (const bad of ['', '../../etc/passwd', 'a'.repeat(25), `${takeIds(() => 1)()}/..`, 'U'.repeat(26)]) {
    expect(isTakeId(bad)).toBe(false);
    expect(() => takeFiles('/takes', bad)).toThrow(RangeError);
  }
});
