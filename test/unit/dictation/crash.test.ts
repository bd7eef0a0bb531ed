import { expect, it } from 'vitest';
import { runCrashes } from '../../soak/crash-dictation.ts';

it('a dictation that is killed at any moment is there after the restart, playable, sendable and not twice', async () => {
  const report = await runCrashes(10);
  expect(report.broken).toEqual([]);
}, 90_000);
