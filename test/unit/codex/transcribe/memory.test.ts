import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startStandin } from '../../../standin/standin.ts';
import { encodeSpeech, silentWav } from './speech.ts';

const bigBytes = 500 * 1024 * 1024;

it('uploading 500 MB raises the memory by less than 64 MB', { timeout: 120_000 }, async () => {
  await using standin = await startStandin({ scriptedTranscript: 'five hundred' });
  const folder = mkdtempSync(join(tmpdir(), 'codex-memory-'));
  try {
    const small = join(folder, 'small.wav');
    const big = join(folder, 'big.wav');
    writeFileSync(join(folder, 'auth.json'), JSON.stringify(standin.newLogin()));
    writeFileSync(small, encodeSpeech('small'));
    const head = Buffer.from(silentWav(200));
    head.writeUInt32LE(bigBytes - 8, 4);
    head.writeUInt32LE(bigBytes - 44, 40);
    writeFileSync(big, head);
    truncateSync(big, bigBytes); // the rest is a hole, read as zeros
    const child = join(import.meta.dirname, 'upload-in-own-process.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [child, standin.upstream, folder, small, big]);
    const { text, roseBytes } = JSON.parse(stdout) as { text: string; roseBytes: number }; // printed by that program
    expect(text).toBe('five hundred');
    expect(standin.requests.at(-1)?.audio?.bytes).toBe(bigBytes);
    process.stdout.write(`memory rose by ${(roseBytes / 1e6).toFixed(1)} MB\n`);
    expect(roseBytes).toBeLessThan(64 * 1024 * 1024);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
