// What the REST server adds to a direct call of the service: time for an upload, time to the first event, events a second.
// Measured is what is shipped: `sotto serve` from dist, in a process of its own like the service and the caller.
// `node test/bench/rest.ts` prints the figures.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { formBytes } from '../server/support/raw-socket.ts';
import { writeWav } from '../standin/wav.ts';
import { type BenchResult, benchTable } from './bench-result.ts';
import type { SourceOptions, Sources } from './paced-responses.ts';
import { type ServeProcess, startServe } from './serve-process.ts';

const key = 'sotto_bench-key-that-is-long-enough-0123456789abcdef';
const megabyte = 1024 * 1024;

export interface RestBenchOptions {
  readonly rounds?: number;
  readonly events?: number;
}

export async function run({ rounds = 300, events = 10_000 }: RestBenchOptions = {}): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-rest-'));
  const pacedFolder = join(folder, 'paced');
  mkdirSync(pacedFolder);
  const agent = new Agent({ keepAliveTimeout: 60_000 });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const sources = stack.adopt(await startSources({ folder, events, eventsPerSecond: 5_000 }), endSources).told;
  copyFileSync(join(folder, 'auth.json'), join(pacedFolder, 'auth.json'));
  const { issuer, upstream, paced } = sources;
  const ours = stack.use(await startServe({ folder, upstream, issuer, key }));
  const oursPaced = stack.use(await startServe({ folder: pacedFolder, upstream: paced, issuer, key }));
  stack.defer(() => agent.close());
  return [
    await transcription(agent, sources, ours, rounds),
    await firstEvent(agent, sources, ours, rounds),
    await eventRate(agent, sources, oursPaced, events),
  ];
}

interface SourcesProcess {
  readonly process: ChildProcess;
  readonly told: Sources;
}

async function startSources(options: SourceOptions): Promise<SourcesProcess> {
  const child = fork(join(import.meta.dirname, 'paced-responses.ts'), [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [told] = (await once(child, 'message')) as [Sources]; // it says one thing when it is ready
  return { process: child, told };
}

async function endSources({ process: child }: SourcesProcess): Promise<void> {
  child.disconnect();
  await once(child, 'exit');
}

/** @returns milliseconds */
type Send = () => Promise<number>;

async function transcription(
  agent: Agent,
  sources: Sources,
  { address }: ServeProcess,
  rounds: number,
): Promise<BenchResult> {
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
  return await overhead('transcription of 1 MB', 3, rounds, {
    direct: () => send(`${sources.upstream}/transcribe`, sources.bearer),
    ours: () => send(`${address}/v1/audio/transcriptions`, key),
  });
}

async function firstEvent(
  agent: Agent,
  sources: Sources,
  { address }: ServeProcess,
  rounds: number,
): Promise<BenchResult> {
  const direct = {
    model: 'gpt-5.5',
    input: [{ role: 'user', content: 'Hello' }],
    instructions: 'x',
    stream: true,
    store: false,
  };
  return await overhead('responses, first event', 2, rounds, {
    direct: async () =>
      (await readEvents(agent, `${sources.upstream}/codex/responses`, sources.bearer, direct)).firstMs,
    ours: async () =>
      (await readEvents(agent, `${address}/v1/responses`, key, { model: 'gpt-5.5', input: 'Hello', stream: true }))
        .firstMs,
  });
}

async function eventRate(
  agent: Agent,
  sources: Sources,
  { address }: ServeProcess,
  events: number,
): Promise<BenchResult> {
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

/** Both ways in turn, each first as often as the other; what counts is the difference within a round. */
async function overhead(
  name: string,
  target: number,
  rounds: number,
  ways: { readonly direct: Send; readonly ours: Send },
): Promise<BenchResult> {
  // Compiled code, connections; a login that was written seconds ago is read anew for every call.
  const warmUntil = performance.now() + 3_000;
  for (let warm = 0; warm < 30 || performance.now() < warmUntil; warm += 1) {
    for (const send of [ways.direct, ways.ours]) await send();
  }
  const direct: number[] = [];
  const ours: number[] = [];
  const added: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? await ways.direct() : undefined;
    const through = await ways.ours();
    const plain = first ?? (await ways.direct());
    direct.push(plain);
    ours.push(through);
    added.push(through - plain);
  }
  const baseline = median(direct);
  const value = median(added);
  return {
    name: `${name}, added p50 (ours: ${median(ours).toFixed(2)} ms)`,
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
