import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { CodexError } from '../../../../src-main/codex/errors.ts';
import { ConnectionCut } from '../../../../src-main/codex/transport/network-failure.ts';
import type { TransportBody, TransportResponse } from '../../../../src-main/codex/transport/transport.ts';
import { openUndiciTransport } from '../../../../src-main/codex/transport/undici-transport.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing[Symbol.asyncDispose]();
});

async function listen(server: Server): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    [Symbol.asyncDispose]: async () => {
      if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
        server.closeAllConnections();
      server.close();
    },
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections }; // listens on TCP
}

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const { port, connections } = await listen(createServer(handler));
  return { url: `http://127.0.0.1:${port}`, port, connections };
}

function transportWith(options: Parameters<typeof openUndiciTransport>[0] = {}) {
  const transport = openUndiciTransport(options);
  open.push(transport);
  return transport;
}

async function textOf(response: TransportResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function bodyOf(
  text: string,
  options: { length?: boolean; repeatable?: boolean } = {},
): TransportBody & { opened: number } {
  const bytes = Buffer.from(text);
  const body = {
    repeatable: options.repeatable ?? true,
    opened: 0,
    ...(options.length === false ? {} : { lengthBytes: bytes.length }),
    async *open() {
      body.opened += 1;
      yield bytes;
    },
  };
  return body;
}

const post = (url: string, body: TransportBody) => ({
  method: 'POST' as const,
  url,
  headers: { 'x-own': 'yes' },
  body,
});

describe('the undici transport', () => {
  it('sends a body that is in memory in one piece, without opening it', async () => {
    const got = Promise.withResolvers<[string | undefined, string]>();
    const server = await serve((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        got.resolve([request.headers['content-length'], text]);
        response.end();
      });
    });
    const body = { ...bodyOf('not this'), whole: () => Buffer.from('all this') };
    await (await transportWith().request(post(server.url, body))).discard();
    expect(await got.promise).toEqual(['8', 'all this']);
    expect(body.opened).toBe(0);
  });

  it('sends the headers it was given and none of its own but what HTTP needs', async () => {
    const seen = Promise.withResolvers<IncomingMessage['headers']>();
    const server = await serve((request, response) => {
      seen.resolve(request.headers);
      request.resume().on('end', () => response.end('ok'));
    });
    const response = await transportWith().request(post(`${server.url}/x?y=1`, bodyOf('hello')));
    expect(await textOf(response)).toBe('ok');
    expect(Object.keys(await seen.promise).sort()).toEqual(['connection', 'content-length', 'host', 'x-own']);
  });

  it('sends a body of unknown length in chunks', async () => {
    const got = Promise.withResolvers<[string | undefined, string]>();
    const server = await serve((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        got.resolve([request.headers['transfer-encoding'], text]);
        response.end();
      });
    });
    const response = await transportWith().request(post(server.url, bodyOf('in chunks', { length: false })));
    await response.discard();
    expect(await got.promise).toEqual(['chunked', 'in chunks']);
  });

  it('does not follow a redirect', async () => {
    let calls = 0;
    const server = await serve((_request, response) => {
      calls += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const response = await transportWith().request({ method: 'GET', url: server.url, headers: {} });
    expect([response.status, calls]).toEqual([302, 1]);
    await response.discard();
  });

  it('uses the connection that was made ahead', async () => {
    const server = await serve((_request, response) => response.end('warm'));
    const transport = transportWith();
    await transport.warm(server.url);
    await transport.warm(server.url);
    expect(server.connections()).toBe(1);
    expect(await textOf(await transport.request({ method: 'GET', url: server.url, headers: {} }))).toBe('warm');
    await nextTurn(); // undici counts the connection as idle a turn after its answer was read
    await transport.warm(server.url);
    expect(await textOf(await transport.request({ method: 'GET', url: server.url, headers: {} }))).toBe('warm');
    expect(server.connections()).toBe(1);
  });

  it('connects anew when the connection made ahead has died', async () => {
    const sockets: AsyncDisposable[] = [];
    const plain = createServer((_request, response) => response.end('fresh'));
    const gone = Promise.withResolvers<void>();
    plain.once('connection', (socket) => {
      sockets.push({ [Symbol.asyncDispose]: async () => void socket.end() });
      socket.once('close', () => gone.resolve());
    });
    const { port, connections } = await listen(plain);
    const transport = transportWith();
    await transport.warm(`http://127.0.0.1:${port}`);
    for (const socket of sockets) await socket[Symbol.asyncDispose]();
    await gone.promise;
    expect(await textOf(await transport.request({ method: 'GET', url: `http://127.0.0.1:${port}`, headers: {} }))).toBe(
      'fresh',
    );
    expect(connections()).toBe(2);
  });

  it('is silent when warming fails and tells it at the request', async () => {
    const { port } = await listen(createTcpServer());
    for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
    const transport = transportWith();
    await transport.warm(`http://127.0.0.1:${port}`);
    const failed = transport.request({ method: 'GET', url: `http://127.0.0.1:${port}`, headers: {} });
    await expect(failed).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('refused') });
  });

  it('tells a cut connection from one that never stood', async () => {
    const { port } = await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy())));
    const failed = transportWith().request(post(`http://127.0.0.1:${port}`, bodyOf('x')));
    await expect(failed).rejects.toBeInstanceOf(ConnectionCut);
  });

  it('tells an answer that was cut in the middle', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const response = await transportWith().request({ method: 'GET', url: server.url, headers: {} });
    await expect(textOf(response)).rejects.toBeInstanceOf(ConnectionCut);
  });

  it('ends the request when the caller gives up, and calls a timer\u2019s end a timeout', async () => {
    const server = await serve(() => undefined);
    const transport = transportWith();
    const abort = new AbortController();
    const given = transport.request({ method: 'GET', url: server.url, headers: {}, signal: abort.signal });
    abort.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    const timed = transport.request({ method: 'GET', url: server.url, headers: {}, signal: AbortSignal.timeout(50) });
    await expect(timed).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  it('calls a service that falls silent in its answer a timeout', async () => {
    const server = await serve((_request, response) => void response.writeHead(200).write('half'));
    const response = await transportWith().request({ method: 'GET', url: server.url, headers: {}, answerIdleMs: 300 });
    await expect(textOf(response)).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  it('cuts a long rest that nobody wants, and an answer that is abandoned', async () => {
    const cut: Promise<unknown>[] = [];
    const server = await serve((_request, response) => {
      cut.push(once(response, 'close'));
      response.writeHead(200).write('x');
    });
    const transport = transportWith();
    await (await transport.request({ method: 'GET', url: server.url, headers: {} })).discard();
    (await transport.request({ method: 'GET', url: server.url, headers: {} })).abandon();
    await Promise.all(cut);
    expect(cut.length).toBe(2);
  });

  it('passes on what the body itself threw', async () => {
    const server = await serve((request) => request.resume());
    const broken: TransportBody = {
      repeatable: false,
      async *open() {
        yield Buffer.from('a');
        throw new CodexError('audio_unreadable', 'The file vanished.');
      },
    };
    await expect(transportWith().request(post(server.url, broken))).rejects.toMatchObject({ code: 'audio_unreadable' });
  });

  it('goes through the proxy that was named, with its password', async () => {
    const server = await serve((_request, response) => response.end('behind'));
    const seen: (string | undefined)[] = [];
    const proxy = await serve((request, response) => {
      seen.push(request.headers['proxy-authorization']);
      const onward = httpRequest(
        request.url ?? '',
        { method: request.method, headers: { host: request.headers.host } },
        (answer) => answer.pipe(response),
      );
      request.pipe(onward);
    });
    const transport = transportWith({ proxy: { explicit: `http://me:p%40ss@127.0.0.1:${proxy.port}` } });
    expect(await textOf(await transport.request({ method: 'GET', url: `${server.url}/y`, headers: {} }))).toBe(
      'behind',
    );
    expect(seen).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('goes through a SOCKS proxy', async () => {
    const server = await serve((_request, response) => response.end('socks'));
    const { port, connections } = await listen(
      createTcpServer((client) => {
        client.once('data', () => {
          client.write(Buffer.from([5, 0]));
          client.once('data', () => {
            const target = connect(server.port, '127.0.0.1', () => {
              client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
              client.pipe(target).pipe(client);
            });
            target.on('error', () => client.destroy());
          });
        });
        client.on('error', () => undefined);
      }),
    );
    const transport = transportWith({ proxy: { explicit: `socks5://127.0.0.1:${port}` } });
    expect(await textOf(await transport.request({ method: 'GET', url: server.url, headers: {} }))).toBe('socks');
    expect(connections()).toBe(1);
  });

  it('tries the system\u2019s next way when the first proxy is dead, without having touched the body', async () => {
    const { port: deadPort } = await listen(createTcpServer());
    await open.splice(0)[0]?.[Symbol.asyncDispose]();
    const { port } = await listen(
      createTcpServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ndirect')),
    );
    const body = bodyOf('once', { repeatable: false });
    // Names of this machine are not proxied, so the system is asked about another one, which leads here as well.
    const transport = transportWith({
      proxy: { resolveProxy: async () => `PROXY 127.0.0.1:${deadPort}; PROXY 127.0.0.1:${port}` },
    });
    expect(await textOf(await transport.request(post('http://service.invalid/', body)))).toBe('direct');
    expect(body.opened).toBe(1);
  });

  it('tries the next way for token requests as well, once', async () => {
    const { port: deadPort } = await listen(createTcpServer());
    await open.splice(0)[0]?.[Symbol.asyncDispose]();
    const bodies: string[] = [];
    const server = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
      request.on('end', () => response.end('issued'));
    });
    const dead = { kind: 'proxy', address: `http://127.0.0.1:${deadPort}` } as const;
    const { fetch } = transportWith({ routes: [dead, { kind: 'direct' }] });
    expect(await (await fetch(server.url, { method: 'POST', body: 'spend' })).text()).toBe('issued');
    expect(bodies).toEqual(['spend']);
    await expect(transportWith({ routes: [dead] }).fetch(server.url)).rejects.toThrow();
  });

  it('names the proxy\u2019s refusal without its password', async () => {
    const { port } = await listen(
      createTcpServer((socket) =>
        socket.once('data', () =>
          socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'),
        ),
      ),
    );
    const transport = transportWith({ proxy: { explicit: `http://me:secret@127.0.0.1:${port}` } });
    const refused = transport.request({ method: 'GET', url: 'https://service.invalid/', headers: {} });
    await expect(refused).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/proxy refused .*407/),
    });
    await expect(refused).rejects.not.toThrow(/secret/);
  });

  it('forgets idle connections when asked to', async () => {
    const server = await serve((_request, response) => response.end());
    const transport = transportWith();
    await (await transport.request({ method: 'GET', url: server.url, headers: {} })).discard();
    transport.forgetConnections();
    await (await transport.request({ method: 'GET', url: server.url, headers: {} })).discard();
    expect(server.connections()).toBe(2);
  });
});
