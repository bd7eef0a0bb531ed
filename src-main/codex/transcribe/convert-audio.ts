// Turns audio that the service doesn't take into FLAC or WAV with a program that is on the machine. The kind is told
// to the program, so that a file can't pose as a playlist or another format that opens what it likes.
import { resolve } from 'node:path';
import { runProgram } from '../../lib/run-program.ts';
import { CodexError, cancelledError } from '../errors.ts';
import type { AudioPrograms } from './audio-programs.ts';
import { acceptedFormats, type ContainerFacts } from './container-facts.ts';
import { privateFile } from './temporary-folder.ts';

export interface Converted {
  readonly path: string;
  readonly container: 'flac' | 'wav';
}

const timeoutMs = 10 * 60_000;
/** Speech models listen at no more than this. */
const sampleRateHz = 24_000;

/**
 * @param input a regular file
 * @param output gives the name of a new file with this ending
 * Throws `converter_missing`, `audio_unreadable`, `cancelled`.
 */
export async function convertAudio(
  input: string,
  facts: ContainerFacts,
  output: (name: string) => string,
  programs: AudioPrograms,
  signal: AbortSignal | undefined,
): Promise<Converted> {
  for (const converter of programs.converters ?? ['ffmpeg', 'sox']) {
    const format = converter === 'ffmpeg' ? facts.ffmpegFormat : facts.soxFormat;
    if (format === undefined) continue;
    const container = converter === 'ffmpeg' ? 'flac' : 'wav';
    const path = await privateFile(output(`converted.${container}`));
    const args = converter === 'ffmpeg' ? ffmpegArguments(format, input, path) : soxArguments(format, input, path);
    const result = await runProgram(converter, args, {
      timeoutMs,
      maxOutputBytes: 64 * 1024,
      ...(programs.env === undefined ? {} : { env: programs.env }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (result.kind === 'missing') continue;
    if (result.kind === 'aborted') throw cancelledError('Converting the audio');
    if (result.kind === 'ended' && result.code === 0) return { path, container };
    const how =
      result.kind === 'timeout' ? `took longer than ${timeoutMs / 60_000} minutes` : `ended with ${result.code}`;
    throw new CodexError('audio_unreadable', `The ${facts.name} audio could not be converted; ${converter} ${how}.`);
  }
  throw new CodexError(
    'converter_missing',
    `${facts.name} audio is not accepted by the service; install ffmpeg${facts.soxFormat === undefined ? '' : ' or sox'} to have it converted, or use ${acceptedFormats}.`,
  );
}

function ffmpegArguments(format: string, input: string, output: string): string[] {
  return [
    ...['-nostdin', '-y', '-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'file,pipe'],
    ...['-f', format, '-i', `file:${resolve(input)}`, '-map', '0:a:0', '-vn', '-map_metadata', '-1'],
    ...['-ac', '1', '-ar', String(sampleRateHz), '-sample_fmt', 's16', '-c:a', 'flac', '-f', 'flac', `file:${output}`],
  ];
}

function soxArguments(format: string, input: string, output: string): string[] {
  // Absolute: a name that begins with a bar or a dash means something else to sox.
  return ['-V1', '-t', format, resolve(input), '-t', 'wav', '-b', '16', '-c', '1', '-r', String(sampleRateHz), output];
}
