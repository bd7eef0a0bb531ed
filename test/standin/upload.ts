// Reads the form of a transcription upload while it streams in: text fields, and one file, hashed and kept up to a limit.
// Must not know what is done with it.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Call, drain } from './call.ts';
import { SNIFF_BYTES } from './container.ts';
import { boundaryOf, MalformedMultipart, MultipartParser, type PartHead } from './multipart.ts';

export interface UploadedFile {
  readonly fileName: string;
  readonly contentType: string | undefined;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly head: Uint8Array;
  /** The whole file, or undefined if it was larger than the limit. */
  readonly data: Uint8Array | undefined;
}

export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly UploadedFile[];
}

/** @throws MalformedMultipart */
export async function readUpload(request: IncomingMessage, call: Call, keepUpToBytes: number): Promise<Upload> {
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined) {
    await drain(request, call);
    throw new MalformedMultipart('The body is not multipart/form-data with a boundary.');
  }
  const fields: Record<string, string> = {};
  const files: UploadedFile[] = [];
  let part: OpenPart | undefined;
  const parser = new MultipartParser(boundary, {
    begin: (head) => {
      part = new OpenPart(head, keepUpToBytes);
    },
    data: (chunk) => part?.add(chunk),
    end: () => {
      if (part?.head.fileName !== undefined) files.push(part.asFile(part.head.fileName));
      else if (part !== undefined) fields[part.head.name] = part.asText();
      part = undefined;
    },
  });
  await drain(request, call, (chunk) => parser.push(chunk));
  parser.finish();
  return { fields, files };
}

class OpenPart {
  readonly head: PartHead;
  readonly #limit: number;
  readonly #hash = createHash('sha256');
  readonly #chunks: Buffer[] = [];
  #first: Buffer = Buffer.alloc(0);
  #bytes = 0;

  constructor(head: PartHead, limit: number) {
    this.head = head;
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    if (this.#first.length < SNIFF_BYTES) this.#first = Buffer.concat([this.#first, chunk.subarray(0, SNIFF_BYTES)]);
    if (this.#bytes <= this.#limit) this.#chunks.push(chunk);
    else this.#chunks.length = 0;
  }

  asText(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  asFile(fileName: string): UploadedFile {
    return {
      fileName,
      contentType: this.head.contentType,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
      head: this.#first.subarray(0, SNIFF_BYTES),
      data: this.#bytes <= this.#limit ? Buffer.concat(this.#chunks) : undefined,
    };
  }
}
