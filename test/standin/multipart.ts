// A streaming multipart/form-data parser: bytes in, parts out, nothing held but the current line or delimiter.
// Must not know what the parts are for.

export interface PartHead {
  readonly name: string;
  /** Present only on file parts. */
  readonly fileName?: string;
  readonly contentType?: string;
}

export interface PartSink {
  begin(head: PartHead): void;
  data(chunk: Buffer): void;
  end(): void;
}

export class MalformedMultipart extends Error {
  override readonly name = 'MalformedMultipart';
}

const LONGEST_HEAD_BYTES = 16_384;
const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

type State = 'preamble' | 'after-delimiter' | 'head' | 'body' | 'done';

export class MultipartParser {
  readonly #delimiter: Buffer;
  readonly #sink: PartSink;
  #state: State = 'preamble';
  // The first delimiter has no line end before it: this one stands in for it.
  #rest: Buffer = LINE_END;

  constructor(boundary: string, sink: PartSink) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    this.#sink = sink;
  }

  /** @throws MalformedMultipart when the bytes can't be a form. */
  push(chunk: Uint8Array): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#step()) {
      // Each step uses up what it understood.
    }
  }

  /** @throws MalformedMultipart when the closing delimiter has not come. */
  finish(): void {
    if (this.#state !== 'done') throw new MalformedMultipart('The form ends before its closing boundary.');
  }

  /** True as long as there is something to do with the bytes at hand. */
  #step(): boolean {
    switch (this.#state) {
      case 'preamble':
        return this.#upToDelimiter(() => {});
      case 'body':
        return this.#upToDelimiter((bytes) => this.#sink.data(bytes));
      case 'after-delimiter':
        return this.#afterDelimiter();
      case 'head':
        return this.#head();
      case 'done':
        this.#rest = Buffer.alloc(0);
        return false;
    }
  }

  #upToDelimiter(take: (bytes: Buffer) => void): boolean {
    const at = this.#rest.indexOf(this.#delimiter);
    const ready = at >= 0 ? at : this.#rest.length - this.#delimiter.length + 1;
    if (ready > 0) take(this.#rest.subarray(0, ready));
    if (at < 0) {
      if (ready > 0) this.#rest = this.#rest.subarray(ready);
      return false;
    }
    this.#rest = this.#rest.subarray(at + this.#delimiter.length);
    if (this.#state === 'body') this.#sink.end();
    this.#state = 'after-delimiter';
    return true;
  }

  #afterDelimiter(): boolean {
    if (this.#rest.length < 2) return false;
    if (this.#rest.subarray(0, 2).toString('latin1') === '--') {
      this.#state = 'done';
      return true;
    }
    const lineEnd = this.#rest.indexOf(LINE_END);
    if (lineEnd < 0) return this.#refuseLong('boundary line');
    if (this.#rest.subarray(0, lineEnd).toString('latin1').trim() !== '') {
      throw new MalformedMultipart('Something stands behind a boundary.');
    }
    // The line end stays: an empty head is then found by the same search as any other.
    this.#rest = this.#rest.subarray(lineEnd);
    this.#state = 'head';
    return true;
  }

  #head(): boolean {
    const at = this.#rest.indexOf(HEAD_END);
    if (at < 0) return this.#refuseLong('part head');
    this.#sink.begin(partHead(this.#rest.subarray(0, at).toString('utf8')));
    this.#rest = this.#rest.subarray(at + HEAD_END.length);
    this.#state = 'body';
    return true;
  }

  #refuseLong(what: string): false {
    if (this.#rest.length > LONGEST_HEAD_BYTES) throw new MalformedMultipart(`The ${what} is too long.`);
    return false;
  }
}

/** The boundary of a multipart/form-data content type, or undefined. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^multipart\/form-data\b/iu.test(contentType)) return undefined;
  const match = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/iu.exec(contentType);
  return match?.[1] ?? match?.[2];
}

function partHead(text: string): PartHead {
  const fields = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = fields.get('content-disposition') ?? '';
  const name = quoted(disposition, 'name');
  if (name === undefined) throw new MalformedMultipart('A part has no name.');
  const fileName = quoted(disposition, 'filename');
  const contentType = fields.get('content-type');
  return { name, ...(fileName !== undefined && { fileName }), ...(contentType !== undefined && { contentType }) };
}

/** A parameter of Content-Disposition; browsers write a quote inside as %22, others as a backslash and the quote. */
function quoted(disposition: string, parameter: string): string | undefined {
  const match = new RegExp(`;\\s*${parameter}=(?:"((?:\\\\.|[^"\\\\])*)"|([^;\\s]+))`, 'iu').exec(disposition);
  const raw = match?.[1] ?? match?.[2];
  return raw
    ?.replace(/\\(["\\])/gu, '$1')
    .replace(/%22/gu, '"')
    .replace(/%0D%0A/giu, '\n');
}
