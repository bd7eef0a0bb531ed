import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createNetServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { initialState, type ServerState } from '../../src-main/contract/state.ts';
import { silentLog } from '../../src-main/lib/log.ts';
import { createServer, type SottoServer } from '../../src-main/server/create-server.ts';
import type { ServerPorts } from '../../src-main/server/ports.ts';
import type { ServerOptions } from '../../src-main/server/server-options.ts';
import { raw } from './support/raw-socket.ts';

const folder = mkdtempSync(join(tmpdir(), 'server-life-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unused = async (): Promise<never> => {
  throw new Error('not asked for in these tests');
};
const ports: ServerPorts = {
  transcription: { transcribe: unused },
  answers: { responses: unused, compact: unused },
  models: { models: async () => ({ models: [], source: 'bundled', asOfMs: 0 }) },
};
const serve = (options: Partial<ServerOptions> = {}): SottoServer =>
  createServer({
    version: '1',
    ports,
    log: silentLog,
    port: 0,
    key: { kind: 'none' },
    temporaryFolder: folder,
    ...options,
  });

const statusOf = async (address: string, key?: string): Promise<number> =>
  (await fetch(`${address}/v1/models`, key === undefined ? {} : { headers: { 'x-api-key': key } })).status;

describe('server.json', () => {
  const path = join(folder, 'data', 'server.json');
  const read = (): { address: string | null; key: string } => JSON.parse(readFileSync(path, 'utf8'));

  test('is made at the first start with a key of 256 bits, readable for its owner only', async () => {
    await using server = serve({ key: { kind: 'file', path } });
    const { address, madeKey } = await server.start();
    expect(madeKey).toBe(true);
    expect(read()).toEqual({ address, key: server.key });
    expect(server.key).toMatch(/^sotto_[\w-]{43}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await statusOf(address, server.key)).toBe(200);
    expect(await statusOf(address)).toBe(401);
  });

  test('keeps its key over restarts, and says when the server is off', async () => {
    const { key } = read();
    expect(read().address).toBeNull();
    chmodSync(path, 0o644);
    await using server = serve({ key: { kind: 'file', path } });
    expect((await server.start()).madeKey).toBe(false);
    expect(server.key).toBe(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('gets another key when it is rotated, and the old one is worth nothing at once', async () => {
    await using server = serve({ key: { kind: 'file', path } });
    const { address } = await server.start();
    const before = server.key;
    await server.rotateKey();
    expect(server.key).not.toBe(before);
    expect(read()).toEqual({ address, key: server.key });
    expect([await statusOf(address, before), await statusOf(address, server.key)]).toEqual([401, 200]);
  });

  test('ends event streams that the old key opened when it is rotated', async () => {
    const dictation = {
      ...{ start: () => undefined, stop: () => undefined, toggle: () => undefined, cancel: () => undefined },
      state: () => initialState('0.1.0'),
      subscribe: () => () => undefined,
    };
    await using server = serve({ key: { kind: 'file', path }, ports: { ...ports, dictation } });
    const { address } = await server.start();
    const response = await fetch(`${address}/v1/events`, { headers: { authorization: `Bearer ${server.key}` } });
    expect(response.status).toBe(200);
    const ended = response.text();
    await server.rotateKey();
    expect(await ended).toContain('event: state');
  });

  test.each(['', '{"key":', '{"key":""}', '{"key":"short"}', '[]'])('with %j in it is made anew', async (text) => {
    writeFileSync(path, text);
    await using server = serve({ key: { kind: 'file', path } });
    expect((await server.start()).madeKey).toBe(true);
    expect(readdirSync(join(folder, 'data'))).toEqual(['server.json']);
  });

  test('is not touched by a key from outside, which can\u2019t be rotated', async () => {
    const before = readFileSync(path, 'utf8');
    await using server = serve({ key: { kind: 'given', key: 'my key \u00e9' } });
    const { address } = await server.start();
    expect(readFileSync(path, 'utf8')).toBe(before);
    const sent = Buffer.from('my key \u00e9', 'utf8').toString('latin1');
    expect(await statusOf(address, sent)).toBe(200);
    await expect(server.rotateKey()).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('where it listens', () => {
  test('on loopback only, by default', async () => {
    await using server = serve();
    const { address } = await server.start();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal);
    if (outside === undefined) return;
    await expect(fetch(`http://${outside.address}:${new URL(address).port}/healthz`)).rejects.toThrow();
  });

  test('on IPv6 loopback and by the name localhost', async () => {
    await using six = serve({ host: '::1' });
    const { address } = await six.start();
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    expect(
      (
        await raw(
          Number(new URL(address).port),
          `GET /healthz HTTP/1.1\r\nhost: localhost:${new URL(address).port}\r\nconnection: close\r\n\r\n`,
          { host: '::1' },
        )
      ).status,
    ).toBe(200);
    await using named = serve({ host: 'localhost' });
    expect((await named.start()).address).toContain('127.0.0.1');
  });

  test.each([
    ['0.0.0.0', { kind: 'none' }, true],
    ['::', { kind: 'none' }, true],
    ['0.0.0.0', { kind: 'given', key: 'k' }, false],
    ['192.168.0.1', { kind: 'given', key: 'k' }, undefined],
    ['example.com', { kind: 'given', key: 'k' }, true],
    ['', { kind: 'none' }, false],
  ] as const)('%j with a key of kind %j and allowNetwork %s is refused', async (host, key, allowNetwork) => {
    await using server = serve({ host, key, allowNetwork });
    await expect(server.start()).rejects.toMatchObject({ code: 'address_not_allowed' });
    expect(server.state).toMatchObject({ kind: 'failed', error: { code: 'address_not_allowed' } });
  });

  test('on every address with a key and the permission, still under its own names only', async () => {
    await using server = serve({ host: '0.0.0.0', key: { kind: 'given', key: 'k' }, allowNetwork: true });
    const port = new URL((await server.start()).address).port;
    const ask = async (host: string): Promise<number> =>
      (await raw(Number(port), `GET /healthz HTTP/1.1\r\nhost: ${host}:${port}\r\nconnection: close\r\n\r\n`)).status;
    expect([await ask('127.0.0.1'), await ask('evil.example'), await ask('10.1.2.3')]).toEqual([200, 403, 403]);
  });

  test('an empty key is no key, and no permission either', async () => {
    await using server = serve({ key: { kind: 'given', key: ' ' } });
    await expect(server.start()).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('on and off', () => {
  test('a taken port is a state, and the server starts when it is free', async () => {
    const other = createNetServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const states: ServerState['kind'][] = [];
    await using server = serve({ port, onState: ({ kind }) => states.push(kind) });
    await expect(server.start()).rejects.toMatchObject({ code: 'port_taken' });
    expect(server.state).toMatchObject({ kind: 'failed', error: { code: 'port_taken' } });
    await new Promise((resolve) => other.close(resolve));
    await server.start();
    await server.stop();
    expect(states).toEqual(['starting', 'failed', 'starting', 'on', 'off']);
  });

  test('starts and stops in any order, as often as wanted, and leaves nothing', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    const server = serve({ temporaryFolder: own });
    await Promise.all([server.start(), server.start(), server.stop(), server.stop(), server.start()]);
    expect(server.state.kind).toBe('on');
    expect(readdirSync(own)).toHaveLength(1);
    expect(statSync(join(own, readdirSync(own)[0] ?? '')).mode & 0o777).toBe(0o700);
    await server.stop();
    expect(readdirSync(own)).toEqual([]);
  });

  test('what a crash left behind is removed at the next start', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    const dead = join(own, 'sotto-uploads-4194304-abcdef'); // above the largest process id
    const sameId = `sotto-uploads-${process.pid}-abcdef`; // in a container every start has the same one
    writeFileSync(dead, 'x');
    writeFileSync(join(own, sameId), 'x');
    writeFileSync(join(own, 'sotto-uploads-of-somebody-else'), 'x');
    await using server = serve({ temporaryFolder: own });
    await server.start();
    const left = readdirSync(own);
    expect(left.filter((name) => !name.includes(`-${process.pid}-`))).toEqual(['sotto-uploads-of-somebody-else']);
    expect(left).not.toContain(sameId);
    await using second = serve({ temporaryFolder: own });
    await second.start();
    expect(readdirSync(own)).toEqual(expect.arrayContaining(left)); // the first one's folder is in use
  });

  test('a fault in a handler is a 500 without its details, and the next request is served', async () => {
    const logged: string[] = [];
    const log = {
      ...silentLog,
      room: () => log,
      error: (_event: string, facts?: object) => void logged.push(JSON.stringify(facts, errorText)),
    };
    await using server = serve({
      log,
      ports: {
        ...ports,
        models: {
          models: () => {
            throw new TypeError('secret detail');
          },
        },
      },
    });
    const { address } = await server.start();
    const response = await fetch(`${address}/v1/models`);
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.code]).toEqual([500, 'internal']);
    expect(text).not.toContain('secret detail');
    expect(logged.join()).toContain('secret detail');
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
  });
});

const errorText = (_name: string, value: unknown): unknown =>
  value instanceof Error ? `${value.message} ${String(value.cause)}` : value;
