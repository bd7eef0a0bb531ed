import { expect, test } from 'vitest';
import { fuzzRun, quickPorts } from '../server/support/fuzz-run.ts';
import { serverWithStandin, testKey } from '../server/support/server-with-standin.ts';

test('1,500 bodies that are almost right get an answer or an error in its shape, never a fault', async () => {
  await using s = await serverWithStandin({ ports: quickPorts });
  const { statuses, problems } = await fuzzRun(s.url, 1500, 1);
  expect(problems).toEqual([]);
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '400']));
  expect(s.leftovers()).toEqual([]);
  await expect.poll(() => s.server.load).toEqual({ atWork: 0, waiting: 0 });
  expect((await fetch(`${s.url}/v1/models`, { headers: { 'x-api-key': testKey } })).status).toBe(200);
});
