// Makes the cue tones: two soft sine partials with a round envelope, each shorter than 150 ms, as 48 kHz mono WAV.
// `node assets/make-sounds.ts` writes assets/sounds/*.wav; the files are committed.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const sampleRate = 48_000;

interface Note {
  readonly hz: number;
  readonly fromMs: number;
  readonly forMs: number;
}

/** Rising: open. Falling: closed. Twice the same, low: needs you. */
const tones: Readonly<Record<string, readonly Note[]>> = {
  start: [
    { hz: 587.33, fromMs: 0, forMs: 70 },
    { hz: 880, fromMs: 45, forMs: 90 },
  ],
  finish: [
    { hz: 880, fromMs: 0, forMs: 70 },
    { hz: 587.33, fromMs: 45, forMs: 90 },
  ],
  problem: [
    { hz: 392, fromMs: 0, forMs: 60 },
    { hz: 392, fromMs: 80, forMs: 60 },
  ],
};

/** Rises in 6 ms, falls like a plucked string: no click at either end. */
const envelope = (ms: number, { forMs }: Note): number =>
  ms < 0 || ms >= forMs ? 0 : Math.min(1, ms / 6) * (0.5 + 0.5 * Math.cos((Math.PI * ms) / forMs)) ** 1.5;

function sampleAt(ms: number, notes: readonly Note[]): number {
  return notes.reduce((sum, note) => {
    const phase = (2 * Math.PI * note.hz * (ms - note.fromMs)) / 1000;
    return sum + envelope(ms - note.fromMs, note) * (0.32 * Math.sin(phase) + 0.06 * Math.sin(2 * phase));
  }, 0);
}

function wav(notes: readonly Note[]): Buffer {
  const lengthMs = Math.max(...notes.map((note) => note.fromMs + note.forMs));
  const count = Math.ceil((lengthMs / 1000) * sampleRate);
  const file = Buffer.alloc(44 + count * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + count * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // mono
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(count * 2, 40);
  for (let k = 0; k < count; k++)
    file.writeInt16LE(Math.round(sampleAt((k / sampleRate) * 1000, notes) * 32_767), 44 + k * 2);
  return file;
}

const folder = join(import.meta.dirname, 'sounds');
await mkdir(folder, { recursive: true });
for (const [name, notes] of Object.entries(tones)) await writeFile(join(folder, `${name}.wav`), wav(notes));
