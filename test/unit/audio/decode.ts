// Test support: what other programs make of our files, and speech from espeak-ng.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function withFile<T>(bytes: Uint8Array, name: string, use: (path: string) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'sotto-decode-'));
  try {
    const path = join(dir, name);
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const aligned = (bytes: Buffer): Int16Array =>
  new Int16Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~1)).buffer);

/** Samples of a whole file as ffmpeg decodes it; every warning of ffmpeg is an error here. */
export function decoded(bytes: Uint8Array, name: string, sampleRate: number): Int16Array {
  return withFile(bytes, name, (path) =>
    aligned(
      execFileSync(
        'ffmpeg',
        ['-v', 'warning', '-xerror', '-i', path, '-f', 's16le', '-ac', '1', '-ar', String(sampleRate), '-'],
        { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] },
      ),
    ),
  );
}

/** Seconds, as ffprobe says. */
export function probedSeconds(bytes: Uint8Array, name: string): number {
  return withFile(bytes, name, (path) =>
    Number(
      execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path]).toString(),
    ),
  );
}

/** espeak-ng's reading of a text, 16-bit mono. */
export function spoken(text: string, sampleRate: number): Int16Array {
  const wav = execFileSync('espeak-ng', ['-v', 'en-us', '-s', '160', '--stdout', text], { maxBuffer: 1 << 28 });
  const raw = execFileSync(
    'sox',
    ['-t', 'wav', '-', '-t', 'raw', '-r', String(sampleRate), '-c', '1', '-b', '16', '-e', 'signed', '-'],
    { input: wav, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  return aligned(raw);
}

/** Samples by which `found` lies later than `original`, by correlation within ±range. */
export function offsetOf(found: Int16Array, original: Int16Array, range: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let at = 0;
  for (let shift = -range; shift <= range; shift++) {
    let sum = 0;
    for (let index = range; index < original.length - range; index++) {
      sum += (original[index] ?? 0) * (found[index + shift] ?? 0);
    }
    if (sum > best) {
      best = sum;
      at = shift;
    }
  }
  return at;
}
