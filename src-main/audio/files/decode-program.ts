// Any audio or video file as 16 kHz mono through ffmpeg, or sox where ffmpeg is missing. The program is held back when
// nobody reads, and ended when nobody wants to read on.
import { spawn } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { AppError } from '../../contract/app-error.ts';
import { findProgram } from '../../lib/find-program.ts';
import { programEnv } from '../../lib/program-env.ts';
import { StderrTail } from '../recorder/stderr-tail.ts';

export interface DecodeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly sampleRate: number;
  readonly signal: AbortSignal;
}

interface Decoder {
  readonly program: string;
  readonly args: readonly string[];
  /** Names that make it read other files. */
  readonly follows?: RegExp;
}

/**
 * Names of ffmpeg's readers (`ffmpeg -demuxers`) for what holds its own sound. Playlists and scripts aren't among them:
 * such a file, whatever it is called, could make ffmpeg read others.
 */
const containers = [
  ...['aac', 'ac3', 'aiff', 'alaw', 'amr', 'amrnb', 'amrwb', 'ape', 'asf', 'au', 'avi', 'caf', 'dts', 'dv', 'eac3'],
  ...['flac', 'flv', 'gsm', 'gxf', 'loas', 'matroska', 'mlp', 'mov', 'mp3', 'mpc', 'mpc8', 'mpeg', 'mpegts'],
  ...['mulaw', 'mxf', 'nut', 'ogg', 'rm', 'sln', 'sox', 'tak', 'truehd', 'tta', 'voc', 'w64', 'wav', 'webm', 'wv'],
].join(',');

/** Throws AppError: converter_missing, audio_empty, audio_unreadable; what the signal says when it is aborted. */
export async function* decodeByProgram(path: string, options: DecodeOptions): AsyncGenerator<Buffer, void, undefined> {
  const { signal } = options;
  signal.throwIfAborted();
  const decoder = findDecoder(resolve(path), options);
  if (decoder === null) {
    throw new AppError('converter_missing', `"${basename(path)}" can\u2019t be decoded without ffmpeg or sox.`);
  }
  if (decoder.follows?.test(path)) throw failure(path, 'a list of other files', 0);
  const child = spawn(decoder.program, [...decoder.args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...programEnv(options.env), LC_ALL: 'C' },
    windowsHide: true,
  });
  const ended = Promise.withResolvers<number | null>();
  const said = new StderrTail();
  child.on('error', (error) => {
    said.push(Buffer.from(`${error.message}\n`));
    ended.resolve(null);
  });
  child.on('close', (code) => ended.resolve(code));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  signal.addEventListener('abort', kill, { once: true });
  let bytes = 0;
  try {
    for await (const chunk of child.stdout) {
      signal.throwIfAborted();
      const block = chunk as Buffer; // a stream without an encoding gives buffers
      bytes += block.length;
      yield block;
    }
    const code = await ended.promise;
    signal.throwIfAborted();
    if (code !== 0 || bytes === 0) throw failure(path, said.toString(), bytes);
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}

function findDecoder(path: string, options: DecodeOptions): Decoder | null {
  const where = { path: options.env.PATH ?? '', platform: options.platform };
  const rate = String(options.sampleRate);
  const ffmpeg = findProgram('ffmpeg', where);
  if (ffmpeg !== null) {
    const input = [
      '-protocol_whitelist',
      'file',
      '-format_whitelist',
      containers,
      '-i',
      `file:${path}`,
      '-map',
      '0:a:0',
    ];
    const output = ['-f', 's16le', '-ac', '1', '-ar', rate, 'pipe:1'];
    return { program: ffmpeg, args: ['-v', 'error', '-nostdin', ...input, ...output] };
  }
  const sox = findProgram('sox', where);
  if (sox === null) return null;
  const output = ['-t', 'raw', '-e', 'signed-integer', '-b', '16', '-L', '-c', '1', '-r', rate, '-'];
  return { program: sox, args: ['-V1', path, ...output], follows: /\.(?:m3u|pls)$/iu };
}

function failure(path: string, said: string, bytes: number): AppError {
  const cause = new Error(said);
  // sox knows neither M4A nor WebM: that says nothing about the file, which the service may well take as it is.
  if (bytes === 0 && /no handler for/iu.test(said)) {
    const message = `"${basename(path)}" is of a kind that sox doesn\u2019t decode.`;
    return new AppError('converter_missing', message, { cause, hint: 'Install ffmpeg.' });
  }
  if (/matches no streams|does not contain any stream/iu.test(said) || (bytes === 0 && said === '')) {
    return new AppError('audio_empty', `"${basename(path)}" holds no sound.`, { cause });
  }
  return new AppError('audio_unreadable', `"${basename(path)}" can\u2019t be decoded.`, { cause });
}
