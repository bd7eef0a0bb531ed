import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { holdFileLock, tryFileLock } from '../../../../src-main/codex/credentials/file-lock.ts';
import { startRefreshWorker } from '../../../soak/refresh-processes.ts';
import { startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace } from './login-place.ts';

describe('the lock', () => {
  test('has one holder at a time, in the order of release, and leaves an empty private file', async () => {
    using place = loginPlace();
    const path = join(place.codexHome, 'lock');
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        using _lock = await holdFileLock(path, 10_000);
        inside += 1;
        most = Math.max(most, inside);
        await new Promise(setImmediate);
        inside -= 1;
      }),
    );
    expect(most).toBe(1);
    expect(statSync(path)).toMatchObject({ size: 0 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(place.others()).toEqual(['lock']);
  });

  test('that stays taken is given up in time, and at once when cancelled', async () => {
    using place = loginPlace();
    const path = join(place.codexHome, 'lock');
    using _lock = tryFileLock(path);
    expect((await failureOf(holdFileLock(path, 30))).code).toBe('refresh_unavailable');
    const gone = AbortSignal.abort();
    expect((await failureOf(holdFileLock(path, 10_000, gone))).code).toBe('cancelled');
  });

  test('that can’t be made says where', async () => {
    using place = loginPlace();
    const path = join(place.codexHome, 'missing', 'lock');
    const { code, message } = await failureOf(holdFileLock(path, 30));
    expect(code).toBe('refresh_unavailable');
    expect(message).toContain(path);
  });

  test('of a process that is killed is free at once', async () => {
    await using standin = await startStandin({ tokenLatencyMs: 5000 });
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }));
    await using worker = await startRefreshWorker();
    const task = { codexHome: place.codexHome, issuer: standin.issuer, calls: 1, keeper: null };
    const work = worker.run(task);
    await expect.poll(() => standin.requests.length).toBe(1);
    expect(tryFileLock(`${place.authFile}.lock`)).toBeUndefined();
    await worker.kill();
    expect(await work).toBeUndefined();
    using lock = tryFileLock(`${place.authFile}.lock`);
    expect(lock).toBeDefined();
  });
});
