// How long an audio file is, from its container: by its bytes, whatever its name says. Small readers of our own, so that
// no program is needed and garbage costs nothing. Null when the file doesn't say or is none that is known here.
import { type ByteSource, fileSource } from './byte-source.ts';
import { flacDurationMs } from './flac-duration.ts';
import { mp3DurationMs } from './mp3-duration.ts';
import { mp4DurationMs } from './mp4-duration.ts';
import { oggDurationMs } from './ogg-duration.ts';
import { wavDurationMs } from './wav-duration.ts';
import { webmDurationMs } from './webm-duration.ts';

/** Milliseconds. Never throws for what the file holds; throws when it can't be opened or read. */
export async function audioDurationMs(path: string): Promise<number | null> {
  await using source = await fileSource(path);
  return await durationOf(source);
}

export async function durationOf(source: ByteSource): Promise<number | null> {
  const head = await source.read(0, 16);
  const ascii = head.toString('latin1');
  const ms = await reader(ascii, head)?.(source);
  return ms === undefined || ms === null || !Number.isFinite(ms) || ms < 0 ? null : ms;
}

type Reader = (source: ByteSource) => Promise<number | null>;

function reader(ascii: string, head: Buffer): Reader | null {
  if (ascii.startsWith('RIFF') && ascii.startsWith('WAVE', 8)) return wavDurationMs;
  if (ascii.startsWith('OggS')) return oggDurationMs;
  if (ascii.startsWith('fLaC')) return flacDurationMs;
  if (ascii.startsWith('ftyp', 4)) return mp4DurationMs;
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return webmDurationMs;
  // Last, since its marks are weakest. ADTS has the same sync bits with layer 0, which no MPEG audio frame has.
  if (ascii.startsWith('ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0 && ((head[1] ?? 0) & 6) !== 0)) {
    return mp3DurationMs;
  }
  return null;
}
