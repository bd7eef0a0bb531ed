// Audio files that can be read without another program: WAV and Ogg Opus as sound, FLAC only as a length.
// Must not know what the sound means.
import type { Container } from './container.ts';
import { readOggOpus } from './ogg-opus.ts';
import { type Pcm, readWav } from './wav.ts';

/** The sound, or undefined if the container is another one or the file damaged. */
export async function readAudio(file: Uint8Array, container: Container): Promise<Pcm | undefined> {
  if (container === 'wav') return readWav(file);
  return container === 'ogg' ? await readOggOpus(file) : undefined;
}

/** The length that a FLAC file declares, in seconds; undefined for other containers, and where it declares none. */
export function declaredSeconds(file: Uint8Array, container: Container): number | undefined {
  if (container !== 'flac' || file.length < 26) return undefined;
  // STREAMINFO follows the 4-byte marker and its 4-byte block head: 20 bits of rate at byte 18, 36 bits of samples at 21.5.
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const rate = view.getUint32(18) >>> 12;
  const samples = (view.getUint8(21) & 0x0f) * 2 ** 32 + view.getUint32(22);
  return rate > 0 && samples > 0 ? samples / rate : undefined;
}
