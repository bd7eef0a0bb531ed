// Tells from the first bytes what kind of audio file this is. Names and declared types are not looked at: they lie.
// Pure. Which kinds the service takes is said in container-facts.ts.
import { findMpegFrames, id3Length } from './mpeg-frames.ts';

export type Container =
  | 'wav'
  | 'mp3'
  | 'flac'
  | 'ogg'
  | 'webm'
  | 'mp4'
  | 'aac-adts'
  | 'aiff'
  | 'caf'
  | 'amr'
  | 'amr-wb'
  | 'au'
  | 'w64'
  | 'rf64'
  | 'asf'
  | 'avi'
  | 'flv'
  | 'matroska'
  | 'mpeg-ps'
  | 'mpeg-ts'
  | 'ogg-speex'
  | 'quicktime'
  | '3gp'
  | 'silk'
  | 'silk-tencent'
  | 'unknown';

/** Enough of a file's start for `sniffContainer`. */
export const sniffBytes = 16 * 1024;

/** @param head the first bytes, up to `sniffBytes`; fewer are fine for a short file */
export function sniffContainer(head: Uint8Array): Container {
  const text = (from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));
  const four = text(0, 4);
  if (four === 'RIFF' || four === 'RF64' || four === 'BW64') return riffKind(four, text(8, 12));
  if (four === 'fLaC') return 'flac';
  if (four === 'OggS') return text(0, 256).includes('Speex   ') ? 'ogg-speex' : 'ogg';
  if (four === '\x1aE\xdf\xa3') return text(0, 96).includes('matroska') ? 'matroska' : 'webm';
  if (four === 'FORM' && /^AIF[FC]$/.test(text(8, 12))) return 'aiff';
  if (four === 'caff') return 'caf';
  if (four === '.snd') return 'au';
  if (four === 'riff') return 'w64';
  if (four === 'FLV\x01') return 'flv';
  if (four === '\x30\x26\xb2\x75') return 'asf';
  if (four === '\x00\x00\x01\xba') return 'mpeg-ps';
  if (text(0, 9) === '#!SILK_V3') return 'silk';
  if (text(0, 10) === '\x02#!SILK_V3') return 'silk-tencent';
  if (text(0, 9) === '#!AMR-WB\n') return 'amr-wb';
  if (text(0, 6) === '#!AMR\n') return 'amr';
  const box = text(4, 8);
  if (box === 'ftyp') return ftypKind(text(8, 12));
  if (quicktimeBoxes.has(box)) return 'quicktime';
  if (isTransportStream(head)) return 'mpeg-ts';
  return afterTag(head);
}

/** Where the audio begins when a tag stands before it: the place to look at when `head` ends inside the tag. */
export function tagLength(head: Uint8Array): number {
  return id3Length(head);
}

const quicktimeBoxes = new Set(['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']);

function riffKind(form: string, kind: string): Container {
  if (kind === 'WAVE') return form === 'RIFF' ? 'wav' : 'rf64';
  return kind === 'AVI ' ? 'avi' : 'unknown';
}

function ftypKind(brand: string): Container {
  if (brand === 'qt  ') return 'quicktime';
  if (brand.startsWith('3g')) return '3gp';
  return /^(heic|heix|hevc|mif1|msf1|avif|avis|crx )/.test(brand) ? 'unknown' : 'mp4';
}

/** Packets of 188 bytes, each beginning with the same sign. */
function isTransportStream(head: Uint8Array): boolean {
  if (head.length < 188 * 3) return false;
  return [0, 188, 376].every((at) => head[at] === 0x47);
}

function afterTag(head: Uint8Array): Container {
  const tag = id3Length(head);
  if (tag >= head.length && tag > 0) return 'mp3'; // Too long a tag to see behind it: nearly always MP3.
  if (tag > 0 && String.fromCharCode(...head.subarray(tag, tag + 4)) === 'fLaC') return 'flac';
  return findMpegFrames(head, tag)?.frame.kind ?? 'unknown';
}
