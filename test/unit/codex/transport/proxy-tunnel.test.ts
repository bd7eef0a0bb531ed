import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openUndiciTransport } from '../../../../src-main/codex/transport/undici-transport.ts';

// A service behind a company's proxy: HTTPS to it, through a tunnel that the proxy makes.
const folder = mkdtempSync(join(tmpdir(), 'proxy-tunnel-'));
const certificate = join(folder, 'cert.pem');
const closing: (() => Promise<void>)[] = [];
/** TLS connections that the service has seen. */
let secured = 0;
let port = 0;

async function listen(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port; // listens on TCP
}

beforeAll(async () => {
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', certificate];
  execFileSync('openssl', ['req', '-x509', ...curve, ...names, ...files], { stdio: 'ignore' });
  const tls = { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(certificate) };
  const service = createHttpsServer(tls, (_request, response) => response.end('behind'));
  service.on('secureConnection', () => {
    secured += 1;
  });
  port = await listen(service);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** @param status what it says to every wish for a tunnel; null: nothing at all */
async function startProxy(status: number | null = 200) {
  const asked: { readonly target: string | undefined; readonly authorization: string | undefined }[] = [];
  const tunnels: Socket[] = [];
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket: Socket) => {
    asked.push({ target: request.url, authorization: request.headers['proxy-authorization'] });
    socket.on('error', () => undefined);
    if (status === null) return;
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => undefined);
    tunnels.push(socket);
  });
  return { port: await listen(proxy), asked, tunnels };
}

const get = (transport: ReturnType<typeof openUndiciTransport>, signal?: AbortSignal) =>
  transport.request({ method: 'GET', url: `https://localhost:${port}/`, headers: {}, ...(signal ? { signal } : {}) });

const textOf = async (response: Awaited<ReturnType<typeof get>>): Promise<string> =>
  Buffer.concat(await Array.fromAsync(response.body)).toString();

const through = (address: string, more: { readonly connectTimeoutMs?: number } = {}) =>
  openUndiciTransport({ proxy: { explicit: address }, certificateFiles: [certificate], ...more });

it('uses the tunnel that was made ahead, and makes another when that one has died', async () => {
  const proxy = await startProxy();
  await using transport = through(`http://me:p%40ss@127.0.0.1:${proxy.port}`);
  const before = secured;
  await transport.warm(`https://localhost:${port}/`);
  await transport.warm(`https://localhost:${port}/`);
  // All of it stands before the request: the proxy's part and the service's.
  await expect.poll(() => [proxy.asked.length, secured - before]).toEqual([1, 1]);
  expect(await textOf(await get(transport))).toBe('behind');
  expect([proxy.asked.length, secured - before]).toEqual([1, 1]);
  const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
  expect(proxy.asked).toEqual([{ target: `localhost:${port}`, authorization }]);
  transport.forgetConnections();
  await transport.warm(`https://localhost:${port}/`);
  const [, second] = proxy.tunnels;
  second?.end();
  await once(second as Socket, 'close'); // both ends have let go
  expect(await textOf(await get(transport))).toBe('behind');
  expect(await (await transport.fetch(`https://localhost:${port}/`)).text()).toBe('behind');
});

it('says what the proxy said, whether a tunnel was made ahead or not', async () => {
  const proxy = await startProxy(407);
  await using transport = through(`http://me:100%25@127.0.0.1:${proxy.port}`);
  await transport.warm(`https://localhost:${port}/`);
  for (let time = 0; time < 2; time += 1) {
    await expect(get(transport)).rejects.toMatchObject({ code: 'network', message: expect.stringMatching(/407/) });
  }
});

it('gives up a proxy that takes the connection and says nothing more', async () => {
  const proxy = await startProxy(null);
  await using transport = through(`http://127.0.0.1:${proxy.port}`, { connectTimeoutMs: 200 });
  await transport.warm(`https://localhost:${port}/`);
  await expect(get(transport)).rejects.toMatchObject({ code: 'connect_timeout' });
}, 5_000);

it('takes a password with a bare percent sign as it is', async () => {
  const proxy = await startProxy();
  await using transport = through(`http://me:100%@127.0.0.1:${proxy.port}`);
  expect(await textOf(await get(transport))).toBe('behind');
  expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from('me:100%').toString('base64')}`);
});
