// Files as sound: how long they are, and their samples as the listener wants them.
import { basename } from 'node:path';
import { AppError } from '../../contract/app-error.ts';
import { audioDurationMs, durationOf } from '../duration/audio-duration.ts';
import { fileSource, partsSource } from '../duration/byte-source.ts';
import { wavLayout } from '../wav.ts';
import { decodeByProgram } from './decode-program.ts';
import { decodeWav } from './decode-wav.ts';

export interface OpenAudioFilesOptions {
  /** PATH says where ffmpeg and sox are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

export interface AudioFiles {
  /**
   * Milliseconds as the container says; null when it doesn't. Throws AppError when the file can't be read at all.
   * @param audio a path, or all of the file's bytes in pieces
   */
  durationMs(audio: string | readonly Uint8Array[]): Promise<number | null>;
  /**
   * 16-bit mono PCM at 16 kHz, in blocks of less than a second. Throws AppError: file_not_found, file_unreadable,
   * converter_missing (WAV needs none), audio_empty, audio_unreadable; what the signal says when it is aborted.
   */
  decode(path: string, signal: AbortSignal): AsyncIterable<Buffer>;
}

export const decodedRate = 16_000;
/** Half a second: a block must not keep the process from everything else. */
const largestBlockBytes = decodedRate;

export function openAudioFiles(options: OpenAudioFilesOptions): AudioFiles {
  return {
    durationMs: async (audio) => {
      if (typeof audio !== 'string') return await durationOf(partsSource(audio));
      try {
        return await audioDurationMs(audio);
      } catch (error) {
        throw cannotRead(audio, error);
      }
    },
    decode: (path, signal) => inSmallBlocks(decoded(path, signal, options)),
  };
}

async function* decoded(path: string, signal: AbortSignal, options: OpenAudioFilesOptions) {
  signal.throwIfAborted();
  const layout = await layoutOf(path);
  if (layout === null) yield* decodeByProgram(path, { ...options, sampleRate: decodedRate, signal });
  else yield* decodeWav(path, layout, decodedRate, signal);
}

async function layoutOf(path: string) {
  try {
    await using source = await fileSource(path);
    return wavLayout(await source.read(0, 256 * 1024));
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** Whole samples in each block, whatever the pipe cuts. */
async function* inSmallBlocks(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let odd: Buffer = Buffer.alloc(0);
  for await (const fresh of blocks) {
    const whole = odd.length === 0 ? fresh : Buffer.concat([odd, fresh]);
    const even = whole.length - (whole.length % 2);
    for (let at = 0; at < even; at += largestBlockBytes)
      yield whole.subarray(at, Math.min(even, at + largestBlockBytes));
    odd = whole.subarray(even);
  }
}

function cannotRead(path: string, error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new AppError('file_not_found', `"${basename(path)}" does not exist.`, { cause: error });
  return new AppError('file_unreadable', `"${basename(path)}" can\u2019t be read.`, { cause: error });
}
