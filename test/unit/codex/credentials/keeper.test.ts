import { spawnSync } from 'node:child_process';
import { createServer, request as requestOnward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tokenClient } from '../../../../src-main/codex/credentials/open-credentials.ts';
import { type KeeperTask, keepRefresh } from '../../../../src-main/codex/credentials/refresh-keeper.ts';
import { refreshKeeperCommand } from '../../../soak/refresh-processes.ts';
import { startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace } from './login-place.ts';

describe('the keeper', () => {
  test('hands its errors through, and they count like our own', async () => {
    await using standin = await startStandin();
    standin.script('token', { kind: 'status', status: 401, body: { error: { code: 'refresh_token_invalidated' } } });
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
    await using credentials = place.open({ keeper: { command: refreshKeeperCommand } });
    for (let call = 0; call < 2; call += 1) {
      expect(await failureOf(credentials.bearer())).toMatchObject({
        code: 'login_expired',
        message: expect.stringContaining('revoked'),
      });
    }
    expect(standin.requests).toHaveLength(1);
  });

  test('goes through the proxy that was named', async () => {
    await using standin = await startStandin();
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      const { method, headers } = request;
      const onward = requestOnward(request.url ?? '', { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    // Listening on TCP, the address has a port.
    const explicit = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await using credentials = place.open({ keeper: { command: refreshKeeperCommand, proxy: { explicit } } });
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
    expect(asked).toEqual([`${standin.issuer}/oauth/token`]);
    proxy.close();
  });

  test('that can’t be started leaves the work to us', async () => {
    await using standin = await startStandin();
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
    await using credentials = place.open({ keeper: { command: [join(place.codexHome, 'no-such-program')] } });
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
  });

  test('that ends without a word leaves the work to us', async () => {
    await using standin = await startStandin();
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
    await using credentials = place.open({ keeper: { command: [process.execPath, '-e', 'process.exit(1)'] } });
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
    expect(standin.book.refreshesSpent).toBe(1);
  });

  test('that was killed after it had renewed the login is believed by the file', async () => {
    await using standin = await startStandin();
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
    const [node, keeper] = refreshKeeperCommand;
    const dying = `const { spawnSync } = require('node:child_process');
      spawnSync(process.execPath, [${JSON.stringify(keeper)}], { env: process.env });
      process.kill(process.pid, 'SIGKILL');`;
    await using credentials = place.open({ keeper: { command: [node, '-e', dying] } });
    expect(standin.acceptsBearer((await credentials.bearer()).token)).toBe(true);
    expect(standin.book.refreshesSpent).toBe(1);
    expect(standin.book.refreshesRefused).toBe(0);
  });

  test('that hangs is a passing failure', async () => {
    await using standin = await startStandin();
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
    const command = [process.execPath, '-e', 'process.stdin.resume(); setTimeout(() => undefined, 5000)'];
    await using credentials = place.open({ keeper: { command, patienceMs: 300 } });
    expect(await failureOf(credentials.bearer())).toMatchObject({
      code: 'refresh_unavailable',
      message: expect.stringContaining('hangs'),
    });
    expect(standin.requests).toHaveLength(0);
  });

  test('sends the token to no address that a client would refuse', async () => {
    await using standin = await startStandin();
    using place = loginPlace(standin.newLogin({ expiresInSeconds: -10 }), { issuer: standin.issuer });
    const { endpoints, clientId, originator, userAgent } = tokenClient(place.options);
    const task: KeeperTask = {
      authFile: place.authFile,
      endpoints: { ...endpoints, refresh: 'http://collector.example/token' },
      ...{ clientId, originator, userAgent },
      seen: { digest: 'any' },
      routes: [{ kind: 'proxy', address: standin.issuer }],
      certificateFiles: [],
    };
    expect(await keepRefresh(JSON.stringify(task))).toMatchObject({ error: { code: 'settings_invalid' } });
    expect(standin.requests).toHaveLength(0);
  });

  test('without a task says so and does nothing', () => {
    const [node, entry] = refreshKeeperCommand;
    const { status, stdout, stderr } = spawnSync(node, [entry], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('for a running program');
  });
});
