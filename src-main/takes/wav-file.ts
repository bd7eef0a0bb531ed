// A take's raw samples as a WAV file that exists nowhere: a header computed from the length, then the samples. Parts can
// be asked for, as players do (HTTP ranges). Knows bytes only.

export const wavHeaderBytes = 44;
/** RIFF sizes have 32 bits; longer takes (37 hours at 16 kHz) say the most they can, and players go by the file's end. */
const largestSize = 0xffff_ffff;

/** Header of 16-bit mono PCM. https://datatracker.ietf.org/doc/html/rfc2361, format 1. */
export function wavHeader(sampleRate: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(wavHeaderBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(Math.min(36 + dataBytes, largestSize), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(Math.min(dataBytes, largestSize), 40);
  return header;
}

export interface PlayableAudio {
  readonly contentType: string;
  readonly totalBytes: number;
  /** Bytes from `start` to `end` (excluded), clipped. Rejects with what the file system says. */
  read(start: number, end: number): Promise<Buffer>;
  /** The same in pieces, for a response or a file. */
  pieces(start?: number, end?: number): AsyncGenerator<Buffer, void, undefined>;
}

const pieceBytes = 256 * 1024;

/** @param readData samples from byte to byte */
export function wavAudio(
  sampleRate: number,
  dataBytes: number,
  readData: (start: number, end: number) => Promise<Buffer>,
): PlayableAudio {
  const whole = dataBytes - (dataBytes % 2);
  const header = wavHeader(sampleRate, whole);
  return playable('audio/wav', wavHeaderBytes + whole, async (start, end) => {
    const head = header.subarray(start, end);
    const from = Math.max(0, start - wavHeaderBytes);
    const to = Math.max(0, end - wavHeaderBytes);
    return to > from ? Buffer.concat([head, await readData(from, to)]) : head;
  });
}

export function playable(
  contentType: string,
  totalBytes: number,
  readBytes: (start: number, end: number) => Promise<Buffer>,
): PlayableAudio {
  const read = (start: number, end: number): Promise<Buffer> => {
    const from = Math.max(0, Math.min(start, totalBytes));
    return readBytes(from, Math.max(from, Math.min(end, totalBytes)));
  };
  return {
    contentType,
    totalBytes,
    read,
    async *pieces(start = 0, end = totalBytes) {
      for (let at = start; at < Math.min(end, totalBytes); at += pieceBytes) {
        yield await read(at, Math.min(at + pieceBytes, end));
      }
    },
  };
}
