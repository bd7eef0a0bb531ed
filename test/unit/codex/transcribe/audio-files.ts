// Real audio of every kind, made with ffmpeg and sox when a test runs, from tones that the stand-in understands.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSpeech } from './speech.ts';

export const spoken = 'seven small words';

/** Arguments for ffmpeg after `-i speech.wav`. */
const recipes = {
  wav: ['-c:a', 'pcm_s16le', '-f', 'wav'],
  'wav-extensible': ['-c:a', 'pcm_s24le', '-f', 'wav'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '96k', '-f', 'mp3'],
  'mp3-bare': ['-c:a', 'libmp3lame', '-b:a', '96k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
  flac: ['-c:a', 'flac', '-f', 'flac'],
  'ogg-opus': ['-c:a', 'libopus', '-b:a', '48k', '-f', 'ogg'],
  'ogg-vorbis': ['-c:a', 'libvorbis', '-f', 'ogg'],
  webm: ['-c:a', 'libopus', '-b:a', '48k', '-f', 'webm'],
  m4a: ['-c:a', 'aac', '-b:a', '96k', '-f', 'ipod'],
  mp4: ['-c:a', 'aac', '-b:a', '96k', '-f', 'mp4'],
  'mp4-faststart': ['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', '-f', 'mp4'],
  adts: ['-c:a', 'aac', '-b:a', '96k', '-f', 'adts'],
  aiff: ['-f', 'aiff'],
  caf: ['-f', 'caf'],
  au: ['-f', 'au'],
  w64: ['-f', 'w64'],
  rf64: ['-rf64', 'always', '-f', 'wav'],
  wma: ['-c:a', 'wmav2', '-b:a', '96k', '-f', 'asf'],
  mov: ['-c:a', 'aac', '-b:a', '96k', '-f', 'mov'],
  mkv: ['-c:a', 'libopus', '-b:a', '48k', '-f', 'matroska'],
  avi: ['-c:a', 'libmp3lame', '-b:a', '96k', '-f', 'avi'],
  flv: ['-c:a', 'aac', '-b:a', '96k', '-ar', '44100', '-f', 'flv'],
  ts: ['-c:a', 'aac', '-b:a', '96k', '-f', 'mpegts'],
  mpg: ['-c:a', 'mp2', '-b:a', '160k', '-f', 'mpeg'],
  speex: ['-c:a', 'libspeex', '-ar', '16000', '-f', 'ogg'],
  pcm: ['-f', 's16le'],
} as const satisfies Record<string, readonly string[]>;

export type Recipe = keyof typeof recipes;

/** Writes `<folder>/<recipe>.made`, if it is not there yet, and returns its path. */
export function makeAudio(folder: string, recipe: Recipe): string {
  const source = join(folder, 'speech.wav');
  const target = join(folder, `${recipe}.made`);
  if (existsSync(target)) return target;
  writeFileSync(source, encodeSpeech(spoken));
  execFileSync('ffmpeg', [
    '-nostdin',
    '-loglevel',
    'error',
    '-y',
    '-i',
    source,
    '-ac',
    '1',
    ...recipes[recipe],
    target,
  ]);
  return target;
}

/** Old voice notes: sox writes AMR where ffmpeg has no encoder for it. */
export function makeAmr(folder: string): string {
  const source = join(folder, 'speech.wav');
  const target = join(folder, 'note.amr');
  writeFileSync(source, encodeSpeech(spoken));
  execFileSync('sox', ['-V1', source, '-r', '8000', '-c', '1', '-t', 'amr-nb', target]);
  return target;
}
