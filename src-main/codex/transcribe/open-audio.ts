// Opens audio, wherever it comes from, for looking at its start and for sending it; holds no more than that start.
import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { CodexError } from '../errors.ts';
import type { AudioSource } from './audio-source.ts';
import { sniffBytes } from './container.ts';

export interface OpenAudio extends AsyncDisposable {
  /** Base name of the file, for messages and for the upload; undefined where there is none. */
  readonly name?: string;
  /** Of a file that programs can open again. */
  readonly path?: string;
  readonly sizeBytes: number | undefined;
  /** The first bytes. */
  readonly head: Uint8Array;
  /** All of it, where it is in memory and short. */
  readonly bytes?: Uint8Array;
  /** Any other place; undefined for streams. */
  readonly readAt?: (offset: number, length: number) => Promise<Uint8Array>;
  /** False once a stream was begun. */
  readonly repeatable: boolean;
  /** All bytes from the first; `reuse` as in the transport's body. */
  open(reuse?: boolean): AsyncIterable<Uint8Array>;
}

/** Throws `audio_unreadable` when there is nothing to open. */
export async function openAudio(source: AudioSource): Promise<OpenAudio> {
  if (source.kind === 'bytes') return openParts([source.bytes]);
  if (source.kind === 'parts') return openParts(source.parts);
  if (source.kind === 'stream') return await openStream(source.stream, source.lengthBytes);
  return await openFile(source.path);
}

function openParts(parts: readonly Uint8Array[]): OpenAudio {
  const sizeBytes = parts.reduce((sum, { length }) => sum + length, 0);
  return {
    sizeBytes,
    head: slice(parts, 0, sniffBytes),
    ...(sizeBytes <= chunkBytes ? { bytes: slice(parts, 0, sizeBytes) } : {}),
    readAt: async (offset, length) => slice(parts, offset, length),
    repeatable: true,
    async *open() {
      // In small pieces, so that progress can be seen.
      for (const part of parts) {
        for (let at = 0; at < part.length; at += chunkBytes) yield part.subarray(at, at + chunkBytes);
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Copied only where it lies in more than one part. */
function slice(parts: readonly Uint8Array[], offset: number, length: number): Uint8Array {
  const found: Uint8Array[] = [];
  let start = 0;
  for (const part of parts) {
    if (start >= offset + length) break;
    const piece = part.subarray(Math.max(0, offset - start), Math.max(0, offset + length - start));
    if (piece.length > 0) found.push(piece);
    start += part.length;
  }
  return found.length === 1 && found[0] !== undefined ? found[0] : Buffer.concat(found);
}

const chunkBytes = 128 * 1024;
/** Twice what a reader that allows reuse may still hold. */
const reusedChunks = 16;

async function openFile(path: string): Promise<OpenAudio> {
  const name = basename(path);
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  try {
    const stat = fstatSync(handle.fd); // at hand for an open file, and quicker than the way to another thread
    if (stat.isDirectory()) throw new CodexError('audio_unreadable', `${name} is a folder; name an audio file.`);
    if (!stat.isFile()) return await openPipe(name, handle);
    if (stat.size <= chunkBytes) {
      // Small: read once and let go of, as most takes are. The system closes it while it is sent.
      const audio = openParts([await readPart(handle, name, 0, stat.size)]);
      const closing = handle.close();
      closing.catch(() => undefined); // whoever disposes hears of it
      return { ...audio, name, path, [Symbol.asyncDispose]: () => closing };
    }
    const readAt = (offset: number, length: number): Promise<Uint8Array> => readPart(handle, name, offset, length);
    return {
      name,
      path,
      sizeBytes: stat.size,
      head: await readAt(0, sniffBytes),
      readAt,
      repeatable: true,
      open: (reuse) => readAll(handle, name, stat.size, reuse === true),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

/** A named pipe or a terminal: read once. */
async function openPipe(name: string, handle: FileHandle): Promise<OpenAudio> {
  const stream = handle.createReadStream({ highWaterMark: chunkBytes });
  const audio = await openStream(stream, undefined);
  return {
    name,
    sizeBytes: undefined,
    head: audio.head,
    get repeatable() {
      return audio.repeatable;
    },
    open: () => audio.open(),
    [Symbol.asyncDispose]: async () => void stream.destroy(), // closes the handle as well
  };
}

async function openStream(stream: AsyncIterable<Uint8Array>, lengthBytes: number | undefined): Promise<OpenAudio> {
  const source = stream[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < sniffBytes && !ended) {
    const next = await source.next().catch((cause: unknown) => {
      throw unreadable('The audio', cause);
    });
    ended = next.done === true;
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  const start = Buffer.concat(first);
  let begun = false;
  return {
    // A stream that ended while its start was read has told its length.
    sizeBytes: ended ? length : lengthBytes,
    head: start.subarray(0, sniffBytes),
    get repeatable() {
      return ended || !begun;
    },
    async *open() {
      if (begun && !ended) throw new Error('a stream is read once');
      begun = true;
      yield start;
      while (!ended) {
        const next = await source.next().catch((cause: unknown) => {
          throw unreadable('The audio', cause);
        });
        if (next.done === true) return;
        yield next.value;
      }
    },
    [Symbol.asyncDispose]: async () => {
      // Not awaited: a source that waits for bytes that never come would hold us with it.
      source.return?.().then(
        () => undefined,
        () => undefined,
      );
    },
  };
}

async function* readAll(
  handle: FileHandle,
  name: string,
  sizeBytes: number,
  reuse: boolean,
): AsyncGenerator<Uint8Array> {
  // Without reuse, a file of 500 MB leaves 64 MB of garbage behind before the collector takes notice.
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < sizeBytes; turn += 1) {
    const buffer = chunks[turn % reusedChunks] ?? Buffer.allocUnsafe(chunkBytes);
    if (reuse && chunks.length < reusedChunks) chunks.push(buffer);
    const chunk = await readInto(buffer, handle, name, at, Math.min(chunkBytes, sizeBytes - at));
    if (chunk.length === 0) throw new CodexError('audio_unreadable', `${name} became shorter while it was read.`);
    at += chunk.length;
    yield chunk;
  }
}

async function readPart(handle: FileHandle, name: string, offset: number, length: number): Promise<Uint8Array> {
  return await readInto(Buffer.allocUnsafe(length), handle, name, offset, length);
}

async function readInto(
  buffer: Buffer,
  handle: FileHandle,
  name: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  try {
    const { bytesRead } = await handle.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

function unreadable(name: string, cause: unknown): CodexError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  const why =
    code === 'ENOENT'
      ? 'was not found'
      : code === 'EACCES' || code === 'EPERM'
        ? 'may not be read'
        : 'could not be read';
  return new CodexError('audio_unreadable', `${name} ${why}; check the path and its permissions.`, { cause });
}
