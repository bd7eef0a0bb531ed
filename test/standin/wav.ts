// WAV files in memory: reads what recorders write (PCM 8 to 32 bit, float, any channel count, streaming headers) as
// 16-bit mono, and writes 16-bit mono. Must not know about tones or the service.

export interface Pcm {
  /** Mono, 16 bit. */
  readonly samples: Int16Array;
  /** Samples per second. */
  readonly sampleRate: number;
}

const HEADER_BYTES = 44;
const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;

/** A 16-bit mono WAV file. */
export function writeWav(pcm: Pcm): Uint8Array {
  const dataBytes = pcm.samples.length * 2;
  const file = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(file.buffer);
  const ascii = (at: number, text: string): void => {
    for (let index = 0; index < text.length; index++) file[at + index] = text.charCodeAt(index);
  };
  ascii(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  ascii(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, pcm.sampleRate, true);
  view.setUint32(28, pcm.sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, 'data');
  view.setUint32(40, dataBytes, true);
  for (let index = 0; index < pcm.samples.length; index++)
    view.setInt16(HEADER_BYTES + index * 2, pcm.samples[index] ?? 0, true);
  return file;
}

/**
 * The sound of a WAV file, or undefined if it isn't one that can be read.
 * A data length that is missing, too long or the recorders' "unknown" counts as "to the end of the file".
 */
export function readWav(file: Uint8Array): Pcm | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') return undefined;
  let layout: Layout | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true);
    const kind = tag(view, at);
    if (kind === 'fmt ' && at + 24 <= file.length) layout = readLayout(view, at + 8, size);
    if (kind === 'data') {
      if (layout === undefined) return undefined;
      return readSamples(view, at + 8, Math.min(size === 0 ? Infinity : size, file.length - at - 8), layout);
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

interface Layout {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bytesPerSample: number;
  readonly float: boolean;
}

function readLayout(view: DataView, at: number, size: number): Layout | undefined {
  const declared = view.getUint16(at, true);
  const format = declared === FORMAT_EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : declared;
  const bits = view.getUint16(at + 14, true);
  const channels = view.getUint16(at + 2, true);
  const sampleRate = view.getUint32(at + 4, true);
  if (format !== FORMAT_PCM && format !== FORMAT_FLOAT) return undefined;
  if (channels === 0 || sampleRate === 0 || ![8, 16, 24, 32].includes(bits)) return undefined;
  return { sampleRate, channels, bytesPerSample: bits / 8, float: format === FORMAT_FLOAT };
}

function readSamples(view: DataView, at: number, bytes: number, layout: Layout): Pcm {
  const { channels, bytesPerSample, float } = layout;
  const frameBytes = channels * bytesPerSample;
  const samples = new Int16Array(Math.floor(bytes / frameBytes));
  for (let frame = 0; frame < samples.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += sampleAt(view, at + frame * frameBytes + channel * bytesPerSample, bytesPerSample, float);
    }
    samples[frame] = Math.max(-32_768, Math.min(32_767, Math.round(sum / channels)));
  }
  return { samples, sampleRate: layout.sampleRate };
}

/** One sample on the 16-bit scale. */
function sampleAt(view: DataView, at: number, bytes: number, float: boolean): number {
  if (float) return view.getFloat32(at, true) * 32_767;
  if (bytes === 1) return (view.getUint8(at) - 128) * 256;
  if (bytes === 2) return view.getInt16(at, true);
  if (bytes === 3) return view.getInt16(at + 1, true);
  return view.getInt16(at + 2, true);
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
