// Takes a multipart body apart while it arrives: one file, held or in a temporary file, and text fields, in any order. Of
// the file nothing is left when the upload is disposed, whatever happened. Knows no field by meaning but `file`.
import { finished } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../contract/app-error.ts';
import type { UploadedAudio } from './ports.ts';
import { watchBody } from './request-body.ts';
import { factsOf, reasonOf, untilAborted } from './request-facts.ts';
import type { UploadFolder } from './upload-folder.ts';
import { UploadSink } from './upload-sink.ts';

export interface UploadLimits {
  readonly fileBytes: number;
  /** A file up to this size stays in memory; a larger one goes to disk. */
  readonly heldBytes: number;
  readonly envelopeBytes: number;
  readonly fields: number;
  readonly fieldBytes: number;
  readonly stalledMs: number;
}

export interface Upload extends AsyncDisposable {
  readonly audio: UploadedAudio;
  /** Base name as it was sent; may be empty. */
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** The last value of each field. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Between socket and parser: with the default of 16 KiB every chunk would wait for the one before. */
const bufferedBytes = 1024 * 1024;

/** @param check called with every field as it arrives: what it throws ends the request before the rest is read */
export async function receiveUpload(
  request: FastifyRequest,
  folder: UploadFolder,
  limits: UploadLimits,
  check: (name: string, value: string) => void,
): Promise<Upload> {
  const facts = factsOf(request.raw);
  const { signal } = facts.work;
  const sink = new UploadSink({ newPath: () => folder.newPath(), heldBytes: limits.heldBytes });
  const fields = new Map<string, string>();
  const parts = request.parts({
    highWaterMark: bufferedBytes,
    fileHwm: bufferedBytes,
    limits: {
      files: 1,
      fileSize: limits.fileBytes,
      fields: limits.fields,
      fieldSize: limits.fieldBytes,
      parts: limits.fields + 1,
      headerPairs: 100,
    },
  });
  let file: MultipartFile | undefined;
  try {
    let first = parts.next(); // begins to read
    using _watch = watchBody(request.raw, facts, {
      mostBytes: limits.fileBytes + limits.envelopeBytes,
      stalledMs: limits.stalledMs,
    });
    for (;;) {
      const { value: part, done } = await untilAborted(first, signal);
      if (done === true) break;
      if (part.type === 'file') {
        await storeFile(part, sink, limits.fileBytes, signal);
        file = part;
      } else takeField(part, fields, limits.fieldBytes, check);
      first = parts.next();
    }
    if (file === undefined) throw fileError('The form has no file in its field `file`.');
  } catch (thrown) {
    await sink.remove();
    // What was found wrong first counts: while it is cleared away, too much may have come.
    throw thrown instanceof AppError ? thrown : readable(reasonOf(thrown, signal));
  }
  return {
    audio: sink.audio,
    fileName: file.filename ?? '',
    contentType: file.mimetype,
    sizeBytes: sink.sizeBytes,
    fields,
    [Symbol.asyncDispose]: () => sink.remove(),
  };
}

async function storeFile(part: MultipartFile, sink: UploadSink, mostBytes: number, signal: AbortSignal): Promise<void> {
  if (part.fieldname !== 'file') {
    part.file.destroy();
    throw fileError(`The file must be in the field \`file\`, not in \`${part.fieldname}\`.`);
  }
  // By hand: `pipeline` makes and aborts a controller of its own for every file, which costs more than the file.
  const stop = (reason: unknown): void => void sink.destroy(asError(reason));
  const gone = (): void => stop(signal.reason);
  signal.addEventListener('abort', gone, { once: true });
  // At once, not when the rest of it has arrived.
  part.file.once('limit', () => stop(tooLargeFile(mostBytes)));
  part.file.once('error', stop);
  part.file.pipe(sink);
  try {
    await finished(sink);
  } catch (thrown) {
    part.file.destroy();
    // The body is counted ahead of the parser when the disk is slow; what is too large is the file all the same.
    throw isBodyTooLarge(thrown) ? tooLargeFile(mostBytes) : thrown;
  } finally {
    signal.removeEventListener('abort', gone);
  }
  if (sink.sizeBytes === 0) {
    throw new AppError('audio_empty', 'The file is empty.', { param: 'file', hint: 'There is nothing to transcribe.' });
  }
}

function tooLargeFile(mostBytes: number): AppError {
  const mebibytes = Math.floor(mostBytes / (1024 * 1024));
  return new AppError('audio_too_large', `The file is larger than ${mebibytes} MiB.`, { param: 'file' });
}

function isBodyTooLarge(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'payload_too_large';
}

/** A signal's reason can be anything. */
function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('ended', { cause: reason });
}

function takeField(
  part: { readonly fieldname: string; readonly value: unknown; readonly valueTruncated: boolean },
  fields: Map<string, string>,
  mostBytes: number,
  check: (name: string, value: string) => void,
): void {
  const { fieldname: name, value } = part;
  if (part.valueTruncated) {
    throw new AppError(
      'payload_too_large',
      `The field \`${name}\` is larger than ${Math.floor(mostBytes / 1024)} KiB.`,
      {
        param: name,
      },
    );
  }
  if (name === 'file') throw fileError('The field `file` holds text; it must be a file with a name.');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  check(name, text);
  fields.set(name, text);
}

function fileError(message: string): AppError {
  return new AppError('invalid_request', message, { param: 'file', hint: 'Send exactly one file.' });
}

/** The parser's errors in our words; those of the disk and our own pass. */
function readable(thrown: unknown): unknown {
  if (thrown instanceof AppError || !(thrown instanceof Error)) return thrown;
  const code = 'code' in thrown ? String(thrown.code) : '';
  if (code === 'FST_FILES_LIMIT') return fileError('The form has more than one file.');
  if (code === 'FST_FIELDS_LIMIT' || code === 'FST_PARTS_LIMIT') {
    return new AppError('payload_too_large', 'The form has too many fields.', { hint: 'Send fewer.' });
  }
  if (code === 'FST_REQ_FILE_TOO_LARGE')
    return new AppError('audio_too_large', 'The file is too large.', { param: 'file' });
  if (/^E[A-Z0-9]+$/.test(code) && 'syscall' in thrown) return thrown;
  return new AppError('invalid_request', 'The multipart body can\u2019t be read.', {
    cause: thrown,
    hint: 'Let your HTTP library make it, with its boundary in Content-Type.',
  });
}
