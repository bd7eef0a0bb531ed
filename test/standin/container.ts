// Which audio container a file is, judged from its bytes, and which file-name extensions the service takes for it.
// Pure; must not know about HTTP.

export type Container =
  | 'wav'
  | 'mp3'
  | 'm4a'
  | 'flac'
  | 'ogg'
  | 'webm'
  | 'adts'
  | 'aiff'
  | 'caf'
  | 'silk'
  | 'empty'
  | 'unknown';

/** What the transcription endpoint accepts, with the extensions that go with each. The rest is "Error in ASR API". */
const EXTENSIONS: Partial<Record<Container, readonly string[]>> = {
  wav: ['wav'],
  mp3: ['mp3', 'mpga', 'mpeg'],
  m4a: ['m4a', 'mp4'],
  flac: ['flac'],
  ogg: ['ogg', 'oga'],
  webm: ['webm'],
};

/** How many of the first bytes containerOf needs. */
export const SNIFF_BYTES = 16;

export function containerOf(head: Uint8Array): Container {
  if (head.length === 0) return 'empty';
  const ascii = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  if (ascii.startsWith('RIFF') && ascii.startsWith('WAVE', 8)) return 'wav';
  if (ascii.startsWith('fLaC')) return 'flac';
  if (ascii.startsWith('OggS')) return 'ogg';
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) return 'webm';
  if (ascii.startsWith('ftyp', 4)) return 'm4a';
  if (ascii.startsWith('#!SILK_V3') || ascii.startsWith('\u0002#!SILK_V3')) return 'silk';
  if (ascii.startsWith('FORM') && (ascii.startsWith('AIFF', 8) || ascii.startsWith('AIFC', 8))) return 'aiff';
  if (ascii.startsWith('caff')) return 'caf';
  if (ascii.startsWith('ID3')) return 'mp3';
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0) {
    // MPEG audio and ADTS share the sync bits; ADTS always has layer 0, which MPEG audio never has.
    return ((head[1] ?? 0) & 0x06) === 0 ? 'adts' : 'mp3';
  }
  return 'unknown';
}

/** Whether the service would take this container under this file name. */
export function acceptsUnderName(container: Container, fileName: string): boolean {
  const extension = /\.([^.]+)$/u.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return EXTENSIONS[container]?.includes(extension) ?? false;
}
