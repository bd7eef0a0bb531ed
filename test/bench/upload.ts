// How much longer our client takes than a bare undici upload of the same file to the same server, over the same kind of
// connection. The server runs in a process of its own and only counts. `node test/bench/upload.ts` prints the figures
// and, as its last line, JSON.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { openCodexClient, openCredentials, openUndiciTransport } from '../../src-main/codex/index.ts';
import { writeWav } from '../standin/wav.ts';

interface Comparison {
  readonly name: string;
  readonly fileBytes: number;
  readonly rounds: number;
  /** Medians of all rounds, in ms. */
  readonly bareMs: number;
  readonly oursMs: number;
  /** Median of the rounds' own ratios: a busy moment hits both halves of a round. */
  readonly ratio: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** As large as the client's own reads: Node's default of 64 kB would make the bare upload slower than it need be. */
const pieceBytes = 128 * 1024;

/** A token of the usual shape, so that reading it costs what it costs every day. */
const bearer = ['{"alg":"none"}', '{"exp":4000000000}', 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/**
 * @param uploads in one measurement; a small file alone is too quick to be measured
 * @param inMemory both sides have the bytes already, as a dictation does
 */
async function compare(
  name: string,
  fileBytes: number,
  uploads: number,
  rounds: number,
  inMemory = false,
): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-upload-'));
  const path = join(folder, 'audio.wav');
  writeFileSync(path, writeWav({ sampleRate: 24_000, samples: new Int16Array((fileBytes - 44) / 2).fill(1000) }));
  const sink = fork(join(import.meta.dirname, 'upload-sink.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = await once(sink, 'message');
  const upstream = `http://127.0.0.1:${Number(port)}`;
  const agent = new Agent({ keepAliveTimeout: 60_000 });
  await using transport = openUndiciTransport();
  await using credentials = openCredentials({
    fetch: transport.fetch,
    home: folder,
    bearer,
    codexCommand: null,
  });
  await using client = openCodexClient({
    credentials,
    upstream,
    openaiBase: upstream,
    identity: { originator: 'bench', userAgent: 'bench/1' },
    transport,
  });
  const bytes = inMemory ? readFileSync(path) : undefined;
  const bare = async (): Promise<void> => {
    const size = bytes?.length ?? statSync(path).size;
    const headers = { 'content-type': 'audio/wav', 'content-length': String(size) };
    const response = await request(upstream, {
      method: 'POST',
      headers,
      body: bytes ?? createReadStream(path, { highWaterMark: pieceBytes }),
      dispatcher: agent,
    });
    await response.body.json();
  };
  const ours = async (): Promise<void> =>
    void (await client.transcribe(bytes ? { kind: 'bytes', bytes } : { kind: 'file', path }));
  const timed = async (work: () => Promise<void>): Promise<number> => {
    const startedAt = performance.now();
    for (let upload = 0; upload < uploads; upload += 1) await work();
    return performance.now() - startedAt;
  };
  const times: { readonly bare: number; readonly ours: number }[] = [];
  try {
    for (const work of [bare, ours, bare, ours]) await timed(work); // warm up
    for (let round = 0; round < rounds; round += 1) {
      // Who goes first changes: neither always gets the warmer caches.
      const first = round % 2 === 0 ? await timed(bare) : await timed(ours);
      const second = round % 2 === 0 ? await timed(ours) : await timed(bare);
      times.push(round % 2 === 0 ? { bare: first, ours: second } : { bare: second, ours: first });
    }
  } finally {
    await agent.close();
    sink.disconnect();
    await once(sink, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    name,
    fileBytes,
    rounds,
    bareMs: median(times.map((time) => time.bare)) / uploads,
    oursMs: median(times.map((time) => time.ours)) / uploads,
    ratio: median(times.map((time) => time.ours / time.bare)),
  };
}

/** At most this much longer than bare, for files whose upload takes longer than the work around it. */
export const allowedRatio = 1.05;
/** What login, sniffing, form and answer may cost, however short the file. */
export const allowedOverheadMs = 1;

export async function measureUploads(): Promise<readonly Comparison[]> {
  return [
    await compare('200 MB', 200_000_000, 1, 15),
    await compare('10 MB', 10_000_000, 10, 15),
    await compare('60 kB (a sentence) from a file', 60_000, 100, 15),
    await compare('60 kB (a sentence) in memory', 60_000, 100, 15, true),
  ];
}

if (import.meta.main) {
  const results = await measureUploads();
  for (const { name, bareMs, oursMs, ratio } of results) {
    process.stdout.write(
      `${name}: bare ${bareMs.toFixed(2)} ms, ours ${oursMs.toFixed(2)} ms, ratio ${ratio.toFixed(3)}\n`,
    );
  }
  process.stdout.write(`${JSON.stringify({ bench: 'upload', allowedRatio, allowedOverheadMs, results })}\n`);
}
