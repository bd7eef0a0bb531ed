// A server of ours over the real Codex client over a stand-in service, all of it thrown away at the end.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import {
  type CodexClient,
  openCodexClient,
  openCredentials,
  openUndiciTransport,
} from '../../../src-main/codex/index.ts';
import { createLog } from '../../../src-main/lib/log.ts';
import { createServer, type SottoServer } from '../../../src-main/server/create-server.ts';
import type { ServerOptions } from '../../../src-main/server/server-options.ts';
import { watched } from '../../hygiene/watch.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { type Standin, type StandinOptions, startStandin } from '../../standin/standin.ts';
import { writeWav } from '../../standin/wav.ts';

export const testKey = 'sotto_test-key-that-is-long-enough-0123456789abcdef';

export interface ServerWithStandin extends AsyncDisposable {
  readonly server: SottoServer;
  readonly standin: Standin;
  readonly client: CodexClient;
  readonly url: string;
  readonly port: number;
  readonly openai: OpenAI;
  readonly folder: string;
  /** Uploads that still lie on disk. */
  leftovers(): string[];
  readonly logged: string[];
}

export async function serverWithStandin(
  options: Omit<Partial<ServerOptions>, 'ports'> & {
    readonly ports?: Partial<ServerOptions['ports']>;
    readonly standin?: StandinOptions;
    /** Default: a ChatGPT login that the stand-in knows; null: nobody is signed in. */
    readonly login?: ((standin: Standin) => object) | null;
    /** Of the OpenAI client. */
    readonly maxRetries?: number;
  } = {},
): Promise<ServerWithStandin> {
  const { standin: standinOptions, login, ports, maxRetries = 0, ...own } = options;
  const standin = await startStandin(standinOptions);
  const folder = mkdtempSync(join(tmpdir(), 'server-test-'));
  const uploads = join(folder, 'uploads');
  mkdirSync(uploads);
  if (login !== null) {
    writeFileSync(join(folder, 'auth.json'), JSON.stringify(login === undefined ? standin.newLogin() : login(standin)));
  }
  const transport = openUndiciTransport();
  const logged: string[] = [];
  const credentials = openCredentials({
    fetch: transport.fetch,
    home: folder,
    codexHome: folder,
    issuer: standin.issuer,
    codexCommand: null,
  });
  const client = openCodexClient({
    credentials,
    upstream: standin.upstream,
    openaiBase: standin.openaiBase,
    identity: { originator: 'sotto', userAgent: 'Sotto/0.1.0 (test; x64)' },
    transport,
    temporaryFolder: folder,
  });
  const server = createServer({
    version: '0.1.0',
    port: 0,
    key: { kind: 'given', key: testKey },
    temporaryFolder: uploads,
    log: createLog((line) => void logged.push(watched('the server’s log', line)), 'debug'),
    ...own,
    ports: { transcription: client, answers: client, models: client, ...ports },
  });
  const { address } = await server.start();
  return {
    server,
    standin,
    client,
    url: address,
    port: Number(new URL(address).port),
    openai: new OpenAI({ apiKey: testKey, baseURL: `${address}/v1`, maxRetries }),
    folder,
    logged,
    leftovers: () => readdirSync(uploads).flatMap((name) => readdirSync(join(uploads, name))),
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await client[Symbol.asyncDispose]();
      await credentials[Symbol.asyncDispose]();
      await transport[Symbol.asyncDispose]();
      await standin[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function toneWav(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(writeWav({ samples: speak(text), sampleRate: 16_000 }));
}
