// Writes multipart/form-data (RFC 7578) as a stream: the fields first, then one file, whose length is declared when
// it is known. Nothing of the file is held.
import { randomBytes } from 'node:crypto';
import { BufferPool } from '../../lib/buffer-pool.ts';
import { CodexError } from '../errors.ts';
import type { TransportBody } from '../transport/transport.ts';

export interface UploadFile {
  readonly fieldName: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number | undefined;
  readonly repeatable: boolean;
  /** All of it, where it is in memory and short. */
  readonly bytes?: Uint8Array;
  open(reuse?: boolean): AsyncIterable<Uint8Array>;
}

export interface MultipartOptions {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly file: UploadFile;
  /** Bytes of the file that were handed on. */
  readonly onProgress?: ((sentBytes: number) => void) | undefined;
  /** The last byte was handed on. */
  readonly onSent?: (() => void) | undefined;
}

export interface MultipartBody extends TransportBody {
  /** With the boundary: the request's Content-Type. */
  readonly contentType: string;
  /** The answer to the whole body is there: the memory in which it was joined may be used again. */
  release(): void;
}

/** For bodies that go out in one piece. */
const memory = new BufferPool();

/** Copying so much is cheaper than another write. */
const smallBytes = 128 * 1024;

export function multipartBody(options: MultipartOptions): MultipartBody {
  const { file } = options;
  const boundary = `form-${randomBytes(18).toString('hex')}`;
  const start = Buffer.from(
    [
      ...options.fields.map(([name, value]) => `${partHead(boundary, name)}\r\n\r\n${value}\r\n`),
      `${partHead(boundary, file.fieldName)}; filename="${quoted(file.fileName)}"\r\n`,
      `Content-Type: ${file.contentType}\r\n\r\n`,
    ].join(''),
  );
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  let joined: Buffer | undefined;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    lengthBytes: file.sizeBytes === undefined ? undefined : start.length + file.sizeBytes + end.length,
    get repeatable() {
      return file.repeatable;
    },
    whole: () => {
      if (file.bytes === undefined) return undefined;
      options.onProgress?.(0);
      const whole = Buffer.concat([start, file.bytes, end]);
      options.onProgress?.(file.bytes.length);
      options.onSent?.();
      return whole;
    },
    async *open(reuse) {
      let sent = 0;
      let before: Uint8Array | undefined = start;
      options.onProgress?.(0);
      for await (const chunk of file.open(reuse)) {
        sent += chunk.length;
        if (file.sizeBytes !== undefined && sent > file.sizeBytes) throw changedError(file.fileName);
        const whole = sent === file.sizeBytes;
        // A sentence of speech goes out in one piece instead of three.
        if (before !== undefined && chunk.length <= smallBytes) {
          joined = inOnePiece(whole ? [before, chunk, end] : [before, chunk]);
          yield joined;
          if (whole) {
            options.onProgress?.(sent);
            options.onSent?.();
            return;
          }
        } else {
          if (before !== undefined) yield before;
          yield chunk;
        }
        before = undefined;
        options.onProgress?.(sent);
      }
      if (file.sizeBytes !== undefined && sent !== file.sizeBytes) throw changedError(file.fileName);
      if (before !== undefined) yield before;
      yield end;
      options.onSent?.();
    },
    release: () => {
      if (joined) memory.give(joined);
      joined = undefined;
    },
  };
}

function inOnePiece(parts: readonly Uint8Array[]): Buffer {
  const whole = memory.take(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function partHead(boundary: string, name: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
}

/** As browsers do (HTML, 4.10.21.8): UTF-8 with three characters escaped. */
function quoted(value: string): string {
  return value.toWellFormed().replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22');
}

function changedError(name: string): CodexError {
  return new CodexError(
    'audio_unreadable',
    `${name} is not as long as was said; it may have changed while it was sent.`,
  );
}
