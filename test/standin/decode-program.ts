// Decodes any audio file to 16 kHz mono through ffmpeg, or sox where ffmpeg is missing: for containers that the
// stand-in can't read by itself. Bounded in time and size; must not know what the sound means.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pcm } from './wav.ts';

const SAMPLE_RATE = 16_000;
const DECODE_TIMEOUT_MS = 60_000;
/** Four hours of sound. */
const LARGEST_OUTPUT_BYTES = 4 * 3600 * SAMPLE_RATE * 2;

type Outcome = { readonly kind: 'decoded'; readonly pcm: Pcm } | { readonly kind: 'undecodable' | 'no-program' };

/** @param extension of the file's name, as a hint to sox; without a dot. */
export async function decodeByProgram(file: Uint8Array, extension: string, signal: AbortSignal): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'standin-'));
  try {
    const path = join(folder, `audio.${extension}`);
    await writeFile(path, file);
    const raw = ['-f', 's16le', '-ac', '1', '-ar', String(SAMPLE_RATE), 'pipe:1'];
    const byFfmpeg = await run('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, ...raw], signal);
    if (byFfmpeg.kind !== 'no-program') return byFfmpeg;
    return await run(
      'sox',
      [path, '-t', 'raw', '-e', 'signed', '-b', '16', '-c', '1', '-r', String(SAMPLE_RATE), '-'],
      signal,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], signal: AbortSignal): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(DECODE_TIMEOUT_MS)]),
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LARGEST_OUTPUT_BYTES) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  child.on('error', (error: NodeJS.ErrnoException) => {
    resolve({ kind: error.code === 'ENOENT' ? 'no-program' : 'undecodable' });
  });
  child.on('close', (code) => {
    if (code !== 0) return resolve({ kind: 'undecodable' });
    const whole = Buffer.concat(chunks);
    // Copied so that the samples are aligned to two bytes.
    const samples = new Int16Array(Uint8Array.from(whole.subarray(0, whole.length - (whole.length % 2))).buffer);
    return resolve({ kind: 'decoded', pcm: { samples, sampleRate: SAMPLE_RATE } });
  });
  return promise;
}
