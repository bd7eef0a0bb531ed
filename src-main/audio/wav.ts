// WAV files of 16-bit mono samples: the header for what we write, and reading what others wrote (PCM of 8 to 32 bit,
// float, several channels, lengths that a pipe could not know). Pure; never throws on garbage.

export const wavHeaderBytes = 44;
const formatPcm = 1;
const formatFloat = 3;
const formatExtensible = 0xfffe;

/** Header of a 16-bit mono file with that many bytes of samples. */
export function wavHeader(sampleRate: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(wavHeaderBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(Math.min(0xffffffff, wavHeaderBytes - 8 + dataBytes), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(formatPcm, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(Math.min(0xffffffff, dataBytes), 40);
  return header;
}

/** A whole 16-bit mono file. */
export function wavFile(pcm: Uint8Array, sampleRate: number): Buffer {
  return Buffer.concat([wavHeader(sampleRate, pcm.byteLength), pcm]);
}

export interface WavLayout {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bytesPerSample: number;
  readonly float: boolean;
  /** Where the samples begin in the file. */
  readonly dataAt: number;
  /** As declared; null when the writer could not know it (0, or the streaming placeholders of sox and arecord). */
  readonly dataBytes: number | null;
}

/** @param head the file's beginning; 64 KiB are enough for every usual file. Null when it is no WAV that can be read. */
export function wavLayout(head: Uint8Array): WavLayout | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') return null;
  let format: Omit<WavLayout, 'dataAt' | 'dataBytes'> | null = null;
  for (let at = 12; at + 8 <= head.byteLength; ) {
    const size = view.getUint32(at + 4, true);
    const name = tag(view, at);
    if (name === 'fmt ') format = readFormat(view, at + 8, size);
    if (name === 'data') {
      if (format === null) return null;
      return { ...format, dataAt: at + 8, dataBytes: size === 0 || size >= 0x7ff00000 ? null : size };
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

function readFormat(view: DataView, at: number, size: number): Omit<WavLayout, 'dataAt' | 'dataBytes'> | null {
  if (at + 16 > view.byteLength || size < 16) return null;
  const declared = view.getUint16(at, true);
  const extended = declared === formatExtensible && size >= 26 && at + 26 <= view.byteLength;
  const format = extended ? view.getUint16(at + 24, true) : declared;
  const channels = view.getUint16(at + 2, true);
  const sampleRate = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  const known = format === formatPcm ? [8, 16, 24, 32] : format === formatFloat ? [32, 64] : [];
  if (channels === 0 || sampleRate === 0 || !known.includes(bits)) return null;
  return { sampleRate, channels, bytesPerSample: bits / 8, float: format === formatFloat };
}

/** Samples of whole frames as 16-bit mono, channels averaged. */
export function monoSamples(data: Uint8Array, layout: WavLayout): Int16Array {
  const { channels, bytesPerSample } = layout;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const samples = new Int16Array(Math.floor(data.byteLength / (channels * bytesPerSample)));
  for (let frame = 0; frame < samples.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += sampleAt(view, (frame * channels + channel) * bytesPerSample, layout);
    }
    samples[frame] = Math.max(-32768, Math.min(32767, Math.round(sum / channels)));
  }
  return samples;
}

/** One sample on the 16-bit scale. */
function sampleAt(view: DataView, at: number, layout: WavLayout): number {
  if (layout.float)
    return (layout.bytesPerSample === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true)) * 32767;
  switch (layout.bytesPerSample) {
    case 1:
      return (view.getUint8(at) - 128) * 256;
    case 2:
      return view.getInt16(at, true);
    case 3:
      return view.getInt16(at + 1, true);
    default:
      return view.getInt16(at + 2, true);
  }
}

function tag(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return '';
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
