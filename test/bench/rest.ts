// What the REST server adds to a direct call of the service: time for an upload, time to the first event, events a second.
// Service, server and caller are processes of their own. `node test/bench/rest.ts` prints the figures.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { formBytes } from '../server/support/raw-socket.ts';
import type { ChildOptions } from '../server/support/server-child.ts';
import { writeWav } from '../standin/wav.ts';
import { type BenchResult, benchTable } from './bench-result.ts';
import type { SourceOptions, Sources } from './paced-responses.ts';

const key = 'sotto_bench-key-that-is-long-enough-0123456789abcdef';
const megabyte = 1024 * 1024;

export interface RestBenchOptions {
  readonly rounds?: number;
  readonly events?: number;
}

export async function run({ rounds = 60, events = 10_000 }: RestBenchOptions = {}): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-rest-'));
  const pacedFolder = join(folder, 'paced');
  mkdirSync(pacedFolder);
  const children: ChildProcess[] = [];
  const agent = new Agent({ keepAliveTimeout: 60_000 });
  const start = async <T>(program: string, options: SourceOptions | ChildOptions): Promise<T> => {
    const child = fork(program, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    children.push(child);
    const [message] = (await once(child, 'message')) as [T]; // each says one thing when it is ready
    return message;
  };
  try {
    const eventsPerSecond = 5_000;
    const sources = await start<Sources>(join(import.meta.dirname, 'paced-responses.ts'), {
      folder,
      events,
      eventsPerSecond,
    });
    copyFileSync(join(folder, 'auth.json'), join(pacedFolder, 'auth.json'));
    const program = join(import.meta.dirname, '..', 'server', 'support', 'server-child.ts');
    const { issuer, openaiBase, upstream, paced } = sources;
    const ours = await start<{ address: string }>(program, { upstream, issuer, openaiBase, folder, key });
    const oursPaced = await start<{ address: string }>(program, {
      upstream: paced,
      issuer,
      openaiBase,
      folder: pacedFolder,
      key,
    });
    return [
      await transcription(agent, sources, ours.address, rounds),
      await firstEvent(agent, sources, ours.address, rounds),
      await eventRate(agent, sources, oursPaced.address, events),
    ];
  } finally {
    await agent.close();
    for (const child of children) {
      child.disconnect();
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns milliseconds */
type Send = () => Promise<number>;

async function transcription(agent: Agent, sources: Sources, address: string, rounds: number): Promise<BenchResult> {
  const wav = writeWav({ sampleRate: 24_000, samples: new Int16Array((megabyte - 44) / 2).fill(1000) });
  const { bytes, contentType } = formBytes(wav);
  const send = async (url: string, bearer: string): Promise<number> => {
    const startedAt = performance.now();
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': contentType },
      body: bytes,
      dispatcher: agent,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${text}`);
    return performance.now() - startedAt;
  };
  return await overhead('transcription of 1 MB, added p50', 3, rounds, {
    direct: () => send(`${sources.upstream}/transcribe`, sources.bearer),
    ours: () => send(`${address}/v1/audio/transcriptions`, key),
  });
}

async function firstEvent(agent: Agent, sources: Sources, address: string, rounds: number): Promise<BenchResult> {
  const direct = {
    model: 'gpt-5.5',
    input: [{ role: 'user', content: 'Hello' }],
    instructions: 'x',
    stream: true,
    store: false,
  };
  return await overhead('responses, first event, added p50', 2, rounds * 3, {
    direct: async () =>
      (await readEvents(agent, `${sources.upstream}/codex/responses`, sources.bearer, direct)).firstMs,
    ours: async () =>
      (await readEvents(agent, `${address}/v1/responses`, key, { model: 'gpt-5.5', input: 'Hello', stream: true }))
        .firstMs,
  });
}

async function eventRate(agent: Agent, sources: Sources, address: string, events: number): Promise<BenchResult> {
  const chat = { model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hello' }], stream: true };
  const rates = { raw: [] as number[], ours: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    const raw = await readEvents(agent, `${sources.paced}/codex/responses`, sources.bearer, { input: [] });
    const ours = await readEvents(agent, `${address}/v1/chat/completions`, key, chat);
    for (const { seen } of [raw, ours]) if (seen < events) throw new Error(`only ${seen} of ${events} events came`);
    rates.raw.push(raw.seen / raw.seconds);
    rates.ours.push(ours.seen / ours.seconds);
  }
  const [raw, ours] = [median(rates.raw), median(rates.ours)];
  const value = raw / ours;
  return {
    name: `chat streaming, raw event rate (${Math.round(raw)}/s) over ours (${Math.round(ours)}/s)`,
    value,
    unit: '',
    target: 1 / 0.9,
    ok: value <= 1 / 0.9,
  };
}

interface Reading {
  readonly seen: number;
  /** From asking to the first event, in ms. */
  readonly firstMs: number;
  /** From the first event to the last. */
  readonly seconds: number;
}

/** Always to the end: a connection that is given up would cost the next request a new one. */
async function readEvents(agent: Agent, url: string, bearer: string, body: object): Promise<Reading> {
  const startedAt = performance.now();
  const response = await request(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(body),
    dispatcher: agent,
  });
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode} ${await response.body.text()}`);
  let seen = 0;
  let firstAt = 0;
  let last = 0;
  let rest = '';
  for await (const chunk of response.body) {
    const blocks = (rest + String(chunk)).split('\n\n');
    rest = blocks.pop() ?? '';
    seen += blocks.filter((block) => block.includes('data: {')).length;
    last = performance.now();
    if (seen > 0 && firstAt === 0) firstAt = last;
  }
  return { seen, firstMs: firstAt - startedAt, seconds: (last - firstAt) / 1000 };
}

async function overhead(
  name: string,
  target: number,
  rounds: number,
  ways: { readonly direct: Send; readonly ours: Send },
): Promise<BenchResult> {
  for (let warm = 0; warm < 20; warm += 1) for (const send of [ways.direct, ways.ours]) await send();
  const direct: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) direct.push(await ways.direct());
    ours.push(await ways.ours());
    if (round % 2 === 1) direct.push(await ways.direct());
  }
  const baseline = median(direct);
  const value = median(ours) - baseline;
  return {
    name,
    value,
    unit: 'ms',
    baseline: { name: 'direct call', value: baseline },
    ratio: median(ours) / baseline,
    target,
    ok: value <= target,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (process.argv[1] === import.meta.filename) {
  const results = await run();
  process.stdout.write(`${benchTable(results)}\n`);
  process.exitCode = results.some(({ ok }) => ok === false) ? 1 : 0;
}
