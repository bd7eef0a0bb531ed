// Reading here and there in something long, without holding it. What lies beyond the end is simply missing.
import { type FileHandle, open } from 'node:fs/promises';

export interface ByteSource {
  readonly size: number;
  /** The bytes from there on, at most `length`; fewer at the end. */
  read(at: number, length: number): Promise<Buffer>;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: whole.length,
    read: async (at, length) => whole.subarray(Math.max(0, at), Math.max(0, at + length)),
  };
}

/** Bytes that lie in pieces; only what is read is put together. */
export function partsSource(parts: readonly Uint8Array[]): ByteSource {
  return {
    size: parts.reduce((sum, { length }) => sum + length, 0),
    read: async (at, length) => {
      const found: Uint8Array[] = [];
      let start = 0;
      for (const part of parts) {
        const piece = part.subarray(Math.max(0, at - start), Math.max(0, at + length - start));
        if (piece.length > 0) found.push(piece);
        start += part.length;
        if (start >= at + length) break;
      }
      return Buffer.concat(found);
    },
  };
}

/** Throws what opening throws. */
export async function fileSource(path: string): Promise<ByteSource & AsyncDisposable> {
  const file: FileHandle = await open(path);
  try {
    const { size } = await file.stat();
    return {
      size,
      read: async (at, length) => {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, length)), 0, Math.max(0, length), at);
        return buffer.subarray(0, bytesRead);
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

const windowBytes = 256 * 1024;

/** The same source read in large pieces: for walking through it in small steps. */
export function windowed(source: ByteSource): ByteSource {
  let start = 0;
  let window: Buffer = Buffer.alloc(0);
  return {
    size: source.size,
    read: async (at, length) => {
      if (at < start || at + length > start + window.length) {
        window = await source.read(at, Math.max(length, windowBytes));
        start = at;
      }
      return window.subarray(at - start, at - start + length);
    },
  };
}
