// Two programs share one login. The long version of these tests is test/soak/refresh.ts.
import { expect, test } from 'vitest';
import { besideOfficial } from '../../../soak/refresh-beside-official.ts';
import { refreshKeeperCommand, startRefreshWorker } from '../../../soak/refresh-processes.ts';
import { refreshRound } from '../../../soak/refresh-rounds.ts';
import { startStandin } from '../../../standin/standin.ts';
import { loginPlace } from './login-place.ts';

test('two processes with twenty calls each spend one refresh token, ten times of ten', async () => {
  await using standin = await startStandin({ tokenLatencyMs: 15 });
  await using one = await startRefreshWorker();
  await using two = await startRefreshWorker();
  for (let round = 1; round <= 10; round += 1) {
    const result = await refreshRound(standin, [one, two], { calls: 20, keeper: null });
    expect(result).toEqual({ spent: 1, refused: 0, bearers: 1, failures: [], accepted: true, killed: 0 });
  }
}, 60_000);

test('a process killed in the middle of a refresh that a keeper does loses nothing', async () => {
  await using standin = await startStandin({ tokenLatencyMs: 150 });
  for (const killAfterMs of [0, 100, 250]) {
    await using one = await startRefreshWorker();
    await using two = await startRefreshWorker();
    const result = await refreshRound(standin, [one, two], {
      calls: 20,
      keeper: refreshKeeperCommand,
      killAfterMs: [killAfterMs],
    });
    expect(result).toMatchObject({ spent: 1, refused: 0, failures: [], accepted: true, killed: 1 });
  }
}, 60_000);

test('a process killed right after the answer arrived leaves it to the next one', async () => {
  await using standin = await startStandin();
  using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
  const old = place.read().tokens.refresh_token;
  await using worker = await startRefreshWorker();
  const task = {
    codexHome: place.codexHome,
    issuer: standin.issuer,
    calls: 1,
    keeper: null,
    dieAfterAnswer: true,
  };
  expect(await worker.run(task)).toBeUndefined();
  expect(place.read().tokens.refresh_token).toBe(old);
  await using credentials = place.open();
  expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
  expect(standin.book.isCurrentRefreshToken(place.read().tokens.refresh_token)).toBe(true);
  expect(standin.book.refreshesSpent).toBe(1);
  expect(place.others()).toEqual(['auth.json.lock']);
});

test('beside an official program that writes in place, nothing of either is lost', async () => {
  await using standin = await startStandin({ tokenLatencyMs: 5 });
  const result = await besideOfficial(standin, 5000);
  expect(result).toMatchObject({ dead: 0, failures: [], newestKept: true, accepted: true, leftovers: [] });
  expect(result.bearers).toBeGreaterThan(50);
  expect(result.signIns).toBeGreaterThan(5);
}, 60_000);
