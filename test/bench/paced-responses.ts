// The other end of rest.ts, in a process of its own: the stand-in service (which does not listen to large uploads, since
// its ears would be measured), and a source of events at a fixed rate. Tells its addresses to its parent and ends with it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startStandin } from '../standin/standin.ts';

export interface Sources {
  readonly upstream: string;
  readonly issuer: string;
  readonly openaiBase: string;
  /** As an upstream: every answer is `events` events at `eventsPerSecond`. */
  readonly paced: string;
  readonly bearer: string;
}

export interface SourceOptions {
  /** auth.json is written here. */
  readonly folder: string;
  readonly events: number;
  readonly eventsPerSecond: number;
}

const options = JSON.parse(process.argv[2] ?? '') as SourceOptions; // from rest.ts
const standin = await startStandin({ hearUpToBytes: 100_000 });
const login = standin.newLogin();
mkdirSync(options.folder, { recursive: true });
writeFileSync(join(options.folder, 'auth.json'), JSON.stringify(login));

const paced = createServer((request, response) => {
  request.resume();
  if (request.url?.startsWith('/backend-api/codex/models') === true) {
    response.setHeader('content-type', 'application/json').end('{"models":[{"slug":"gpt-5.5"}]}');
    return;
  }
  request.once('end', () => void stream(response));
});
paced.keepAliveTimeout = 60_000;
paced.listen(0, '127.0.0.1', () => {
  const sources: Sources = {
    upstream: standin.upstream,
    issuer: standin.issuer,
    openaiBase: standin.openaiBase,
    paced: `http://127.0.0.1:${(paced.address() as AddressInfo).port}/backend-api`, // it listens on TCP
    bearer: login.tokens.access_token,
  };
  process.send?.(sources);
});
process.once('disconnect', () => process.exit());

async function stream(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  write(response, { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } });
  const startedAt = performance.now();
  for (let sent = 0; sent < options.events; ) {
    const due = Math.min(options.events, Math.ceil(((performance.now() - startedAt) / 1000) * options.eventsPerSecond));
    for (; sent < due; sent += 1)
      write(response, { type: 'response.output_text.delta', ...at, delta: `word${sent} `, sequence_number: sent });
    await delay(1);
  }
  const usage = { input_tokens: 1, output_tokens: options.events, total_tokens: options.events + 1 };
  write(response, { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [], usage } });
  response.end();
}

function write(response: ServerResponse, event: { readonly type: string; readonly [field: string]: unknown }): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
