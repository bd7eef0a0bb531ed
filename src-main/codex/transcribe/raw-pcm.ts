// Raw samples have no header that could be wrong: only what the caller says about them makes them a WAV. Pure.
import { extensionOf } from './upload-name.ts';

export interface PcmFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bigEndian: boolean;
}

/**
 * `audio/pcm; rate=16000; channels=1` (little endian), `audio/L16; rate=…` (big endian, RFC 2586).
 * `'incomplete'`: it is said to be raw PCM, but without a rate it can't be played. Undefined: nobody says that it is.
 */
export function declaredPcm(
  contentType: string | undefined,
  name: string | undefined,
): PcmFormat | 'incomplete' | undefined {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const kind = /^audio\/(?:x-)?(pcm|raw|l16)$/.exec(type.trim())?.[1];
  if (kind === undefined) return /^(pcm|raw|s16|s16le)$/.test(extensionOf(name)) ? 'incomplete' : undefined;
  const number = (...names: string[]): number | undefined => {
    for (const parameter of parameters) {
      const [key = '', value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''));
      if (names.includes(key) && /^\d{1,6}$/.test(value)) return Number(value);
    }
    return undefined;
  };
  const sampleRateHz = number('rate', 'samplerate', 'sample-rate');
  const channels = number('channels') ?? 1;
  const bits = number('bits', 'bit-depth') ?? 16;
  if (sampleRateHz === undefined || sampleRateHz < 4000 || channels < 1 || channels > 8 || bits !== 16)
    return 'incomplete';
  return { sampleRateHz, channels, bigEndian: kind === 'l16' };
}

/** The 44 bytes that make 16-bit samples a WAV. Unknown length: the largest, as programs that write to a pipe do. */
export function wavHeader(format: PcmFormat, dataBytes: number | undefined): Buffer {
  const header = Buffer.alloc(44);
  const frameBytes = format.channels * 2;
  const data = Math.min(dataBytes ?? 0xffff_ffff, 0xffff_ffff - 36);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(data + 36, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(format.channels, 22);
  header.writeUInt32LE(format.sampleRateHz, 24);
  header.writeUInt32LE(format.sampleRateHz * frameBytes, 28);
  header.writeUInt16LE(frameBytes, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data, 40);
  return header;
}

/** The samples behind their header, turned to little endian where needed, over any chunking. */
export async function* pcmAsWav(
  samples: AsyncIterable<Uint8Array>,
  format: PcmFormat,
  dataBytes: number | undefined,
): AsyncGenerator<Uint8Array> {
  yield wavHeader(format, dataBytes);
  if (!format.bigEndian) {
    yield* samples;
    return;
  }
  let half: Uint8Array = new Uint8Array(0);
  for await (const chunk of samples) {
    const all = Buffer.concat([half, chunk]);
    const whole = all.subarray(0, all.length - (all.length % 2));
    half = all.subarray(whole.length);
    yield whole.swap16();
  }
  yield half;
}
