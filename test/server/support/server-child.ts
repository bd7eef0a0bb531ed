// A server with the real Codex client in a process of its own, so that its memory and sockets can be counted.
// Told where to send by its first argument; says its address, then its facts whenever it is asked.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCodexClient, openCredentials, openUndiciTransport } from '../../../src-main/codex/index.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { createServer } from '../../../src-main/server/create-server.ts';

export interface ChildOptions {
  readonly upstream: string;
  readonly issuer: string;
  readonly openaiBase: string;
  /** Holds auth.json; uploads go into a folder in it. */
  readonly folder: string;
  readonly key: string;
}

export interface ChildFacts {
  /** Bytes, after a collection of garbage where that can be asked for. */
  readonly rss: number;
  /** Room that the heap has taken from the system. */
  readonly heapTotal: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly atWork: number;
  readonly waiting: number;
  readonly uploads: number;
  readonly sockets: number;
}

const options = JSON.parse(process.argv[2] ?? '') as ChildOptions; // from the test that started us
const uploads = join(options.folder, 'uploads');
mkdirSync(uploads, { recursive: true });
const transport = openUndiciTransport();
const credentials = openCredentials({
  fetch: transport.fetch,
  home: options.folder,
  codexHome: options.folder,
  issuer: options.issuer,
  codexCommand: null,
});
const client = openCodexClient({
  credentials,
  upstream: options.upstream,
  openaiBase: options.openaiBase,
  identity: { originator: 'sotto', userAgent: 'Sotto/0.1.0 (test; x64)' },
  transport,
  temporaryFolder: options.folder,
});
const server = createServer({
  version: '0.1.0',
  port: 0,
  key: { kind: 'given', key: options.key },
  temporaryFolder: uploads,
  log: silentLog,
  ports: { transcription: client, answers: client, models: client },
});
const { address } = await server.start();
process.on('message', () => {
  // The thorough kind: it also returns the room that the collector keeps for the next burst, which is no growth of ours.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  const facts: ChildFacts = {
    rss,
    heapTotal,
    heapUsed,
    external,
    ...server.load,
    uploads: readdirSync(uploads).flatMap((name) => readdirSync(join(uploads, name))).length,
    sockets: process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length,
  };
  process.send?.(facts);
});
process.on('disconnect', () => process.exit());
process.send?.({ address });
