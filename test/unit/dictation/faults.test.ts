import { expect, it } from 'vitest';
import { runFaults } from '../../rig/faults.ts';

it('dictations against a failing service end as done or as failed with sound and reason, none twice, none lost', async () => {
  const report = await runFaults(25, 7);
  expect(report.broken).toEqual([]);
  expect(report.doneAtOnce + report.failedFirst).toBe(25);
  expect(report.failedFirst).toBeGreaterThan(0);
  expect(report.doneAfterRetry).toBe(report.failedFirst);
}, 60_000);
