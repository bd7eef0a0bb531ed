// Serves the built pages with the very headers of the app's own scheme, and a tone as every take's sound.
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { origin, pageHeaders, resolvePage } from '../../src-main/desktop/page-address.ts';

export interface PageServer extends AsyncDisposable {
  readonly address: string;
}

export async function servePages(folder: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end(); // only a browser asks for it
    const page = resolvePage(origin + (request.url ?? '/'), folder);
    if (page.kind === 'audio') return sendTone(request.headers.range, response);
    if (page.kind === 'none') return response.writeHead(404, pageHeaders).end();
    readFile(page.path).then(
      (body) => response.writeHead(200, { ...pageHeaders, 'Content-Type': page.contentType }).end(body),
      () => response.writeHead(404, pageHeaders).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // a TCP server's address
  return { address: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(() => closed()));
}

const rate = 16_000;
const tone = makeTone(24);

function makeTone(seconds: number): Buffer {
  const file = Buffer.alloc(44 + seconds * rate * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(file.length - 44, 40);
  for (let k = 0; k < seconds * rate; k++) file.writeInt16LE(Math.round(Math.sin(k / 12) * 3000), 44 + k * 2);
  return file;
}

function sendTone(range: string | undefined, response: ServerResponse): void {
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  const from = Number(match?.[1] ?? 0);
  const to = match?.[2] ? Number(match[2]) : tone.length - 1;
  response
    .writeHead(match ? 206 : 200, {
      ...pageHeaders,
      'Content-Type': 'audio/wav',
      'Accept-Ranges': 'bytes',
      'Content-Length': to - from + 1,
      ...(match ? { 'Content-Range': `bytes ${from}-${to}/${tone.length}` } : {}),
    })
    .end(tone.subarray(from, to + 1));
}
