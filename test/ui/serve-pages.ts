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

const rate = 8_000;
/** Seconds; longer than any take of the fake, so that every time of a take is a time of its sound. */
const longest = 3_600;
const tone = makeTone();

/** Mono, 8 bits: an hour stays small. */
function makeTone(): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(header.length - 8 + longest * rate, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(longest * rate, 40);
  const wave = Uint8Array.from({ length: 16 }, (_, at) => 128 + Math.round(Math.sin((at * Math.PI) / 8) * 12)); // 500 Hz
  return Buffer.concat([header, Buffer.alloc(longest * rate, wave)]);
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
