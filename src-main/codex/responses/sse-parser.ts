// Server-sent events from bytes, as the HTML standard says (9.2.6), whatever way the bytes are cut. Knows no event.
import { CodexError } from '../errors.ts';

export interface SseMessage {
  /** `message` unless the stream names another. */
  readonly event: string;
  readonly data: string;
}

/** Pictures travel inside events; more than this is no answer any more. */
const longestEventChars = 64 * 1024 * 1024;

export class SseParser {
  readonly #decoder = new TextDecoder('utf-8'); // drops a byte order mark, replaces what is not UTF-8
  readonly #limit: number;
  #rest = '';
  #afterCarriageReturn = false;
  #data: string[] = [];
  #dataChars = 0;
  #event = '';

  constructor(limitChars: number = longestEventChars) {
    this.#limit = limitChars;
  }

  /** The messages that these bytes complete. Throws `invalid_response` when one grows beyond all measure. */
  push(bytes: Uint8Array): SseMessage[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    // CR LF is one line's end, also when it is cut in the middle.
    if (this.#afterCarriageReturn && text.startsWith('\n')) text = text.slice(1);
    this.#afterCarriageReturn = text === '' ? false : text.endsWith('\r');
    const messages: SseMessage[] = [];
    const lines = text.split(/\r\n|\r|\n/);
    for (const [index, piece] of lines.entries()) {
      const line = this.#rest + piece;
      if (index === lines.length - 1) {
        this.#rest = line;
        break;
      }
      this.#rest = '';
      const message = this.#line(line);
      if (message !== undefined) messages.push(message);
    }
    if (this.#rest.length + this.#dataChars > this.#limit) {
      throw new CodexError('invalid_response', 'The service sent an event that is too long to be one; try again.');
    }
    return messages;
  }

  #line(line: string): SseMessage | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined; // A comment: a sign of life.
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line.startsWith(' ', colon + 1) ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data.push(value);
      this.#dataChars += value.length;
    } else if (field === 'event') this.#event = value;
    return undefined;
  }

  #dispatch(): SseMessage | undefined {
    const message = { event: this.#event === '' ? 'message' : this.#event, data: this.#data.join('\n') };
    const empty = this.#data.length === 0;
    this.#data = [];
    this.#dataChars = 0;
    this.#event = '';
    return empty ? undefined : message;
  }
}
