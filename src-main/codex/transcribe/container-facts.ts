// What the service is known to take, and how each kind of file is called. The one place to change when that changes.
// Taken: the list that was tried against the service in May 2026 (WAV, MP3, M4A/MP4, FLAC, Ogg Opus, WebM Opus).
// Refused with "Error in ASR API": ADTS AAC, AIFF, CAF, raw PCM, SILK, empty files.
import type { Container } from './container.ts';

export interface ContainerFacts {
  /** For people. */
  readonly name: string;
  /** First: the one that is used when the given name has none of them. */
  readonly extensions: readonly [string, ...string[]];
  readonly contentType: string;
  readonly handling: 'upload' | 'convert' | 'silk';
  /** The converters' own words for it; absent: that program can't read it. */
  readonly ffmpegFormat?: string;
  readonly soxFormat?: string;
}

export const acceptedFormats = 'WAV, MP3, M4A (MP4), FLAC, Ogg or WebM';

const upload = (name: string, contentType: string, ...extensions: [string, ...string[]]): ContainerFacts => ({
  name,
  contentType,
  extensions,
  handling: 'upload',
});
const convert = (name: string, extension: string, ffmpegFormat: string, soxFormat?: string): ContainerFacts => ({
  name,
  contentType: 'application/octet-stream',
  extensions: [extension],
  handling: 'convert',
  ffmpegFormat,
  ...(soxFormat === undefined ? {} : { soxFormat }),
});
const silk = (name: string): ContainerFacts => ({
  name,
  contentType: 'audio/silk',
  extensions: ['silk', 'slk'],
  handling: 'silk',
});

export const containerFacts: Readonly<Record<Exclude<Container, 'unknown'>, ContainerFacts>> = {
  wav: upload('WAV', 'audio/wav', 'wav'),
  mp3: upload('MP3', 'audio/mpeg', 'mp3', 'mpga', 'mpeg'),
  flac: upload('FLAC', 'audio/flac', 'flac'),
  ogg: upload('Ogg', 'audio/ogg', 'ogg', 'oga'),
  webm: upload('WebM', 'audio/webm', 'webm'),
  mp4: upload('MP4', 'audio/mp4', 'm4a', 'mp4'),
  'aac-adts': convert('AAC (ADTS)', 'aac', 'aac'),
  aiff: convert('AIFF', 'aiff', 'aiff', 'aiff'),
  caf: convert('CAF', 'caf', 'caf', 'caf'),
  amr: convert('AMR', 'amr', 'amr', 'amr-nb'),
  'amr-wb': convert('AMR-WB', 'awb', 'amr', 'amr-wb'),
  au: convert('AU', 'au', 'au', 'au'),
  w64: convert('64-bit WAV', 'w64', 'w64', 'w64'),
  rf64: convert('64-bit WAV', 'wav', 'wav'),
  asf: convert('Windows Media (WMA)', 'wma', 'asf'),
  avi: convert('AVI', 'avi', 'avi'),
  flv: convert('Flash video', 'flv', 'flv'),
  matroska: convert('Matroska', 'mkv', 'matroska'),
  'mpeg-ps': convert('MPEG video', 'mpg', 'mpeg'),
  'mpeg-ts': convert('MPEG transport stream', 'ts', 'mpegts'),
  'ogg-speex': convert('Ogg Speex', 'spx', 'ogg'),
  quicktime: convert('QuickTime', 'mov', 'mov'),
  '3gp': convert('3GP', '3gp', 'mov'),
  silk: silk('SILK'),
  'silk-tencent': silk('SILK (Tencent)'),
};

/** The service refuses it: a program on this machine makes something else of it first. */
export function isConverted(container: Container): boolean {
  return container !== 'unknown' && containerFacts[container].handling === 'convert';
}
