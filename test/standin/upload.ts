// Reads the form of a transcription upload while it streams in: text fields, and one file, hashed and kept up to a limit.
// Must not know what is done with it: the practice service uses it too.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
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
  readonly bodyBytes: number;
}

export class UploadTooLarge extends Error {
  override readonly name = 'UploadTooLarge';
}

export interface UploadLimits {
  /** A larger part is hashed and counted, but not kept. */
  readonly keepUpToBytes: number;
  /** Stop at a larger part instead. */
  readonly refuseLarger?: boolean;
}

/** @throws MalformedMultipart, UploadTooLarge */
export async function readUpload(request: IncomingMessage, limits: UploadLimits): Promise<Upload> {
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined) throw new MalformedMultipart('The body is not multipart/form-data with a boundary.');
  const fields: Record<string, string> = {};
  const files: UploadedFile[] = [];
  let part: OpenPart | undefined;
  const parser = new MultipartParser(boundary, {
    begin: (head) => {
      part = new OpenPart(head, limits);
    },
    data: (chunk) => part?.add(chunk),
    end: () => {
      if (part?.head.fileName !== undefined) files.push(part.asFile(part.head.fileName));
      else if (part !== undefined) fields[part.head.name] = part.asText();
      part = undefined;
    },
  });
  let bodyBytes = 0;
  // A form that is refused half-way must not take the connection with it: the refusal has to get out.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    // A request without an encoding set yields buffers.
    const bytes = chunk as Buffer;
    bodyBytes += bytes.length;
    parser.push(bytes);
  }
  parser.finish();
  return { fields, files, bodyBytes };
}

class OpenPart {
  readonly head: PartHead;
  readonly #limits: UploadLimits;
  readonly #hash = createHash('sha256');
  readonly #chunks: Buffer[] = [];
  #first: Buffer = Buffer.alloc(0);
  #bytes = 0;

  constructor(head: PartHead, limits: UploadLimits) {
    this.head = head;
    this.#limits = limits;
  }

  add(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    if (this.#first.length < SNIFF_BYTES) this.#first = Buffer.concat([this.#first, chunk.subarray(0, SNIFF_BYTES)]);
    const { keepUpToBytes, refuseLarger } = this.#limits;
    if (this.#bytes <= keepUpToBytes) this.#chunks.push(chunk);
    else if (refuseLarger === true) throw new UploadTooLarge(`A part is larger than ${keepUpToBytes} bytes.`);
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
      data: this.#bytes <= this.#limits.keepUpToBytes ? Buffer.concat(this.#chunks) : undefined,
    };
  }
}
