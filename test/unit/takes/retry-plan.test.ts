import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorCodes, errorFacts } from '../../../src-main/contract/error-table.ts';
import { backoffMs, retryPlan } from '../../../src-main/takes/retry-plan.ts';

const now = 1_000_000_000;
const codes = fc.constantFrom(...errorCodes);

test('a take is tried again by the rule of its error, and never where that can\u2019t help', () => {
  fc.assert(
    fc.property(
      codes,
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (code, tries, chance) => {
        const plan = retryPlan({ code }, tries, now, chance);
        const { retry } = errorFacts(code);
        expect(plan?.rule ?? 'never').toBe(retry);
        if (retry === 'signed-in') expect(plan?.at).toBeNull();
        else if (plan) expect(plan.at).toBeGreaterThan(now);
      },
    ),
  );
});

test('each try waits at least as long as the one before', () => {
  fc.assert(
    fc.property(codes, fc.double({ min: 0, max: 1, noNaN: true }), (code, chance) => {
      const waits = [1, 2, 3, 4, 5].map((tries) => retryPlan({ code }, tries, now, chance)?.at ?? 0);
      expect(waits.toSorted((a, b) => a - b)).toEqual(waits);
    }),
  );
});

test('a time that the service gave is kept, and spread by no more than a tenth', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 86_400_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (retryAfterMs, chance) => {
        const at = retryPlan({ code: 'rate_limited', retryAfterMs }, 1, now, chance)?.at ?? 0;
        expect(at).toBeGreaterThanOrEqual(now + retryAfterMs);
        expect(at).toBeLessThanOrEqual(Math.ceil(now + retryAfterMs * 1.1));
      },
    ),
  );
});

test('a service that goes on stumbling is left to the user after a day, a missing network never', () => {
  expect(retryPlan({ code: 'upstream_error' }, backoffMs.length, now, 0)).not.toBeNull();
  expect(retryPlan({ code: 'upstream_error' }, backoffMs.length + 1, now, 0)).toBeNull();
  expect(retryPlan({ code: 'network' }, 10_000, now, 0)).toEqual({ rule: 'online', at: now + 900_000 });
});
