// Ends an answer's text before the first of the texts that the client calls `stop`. The backend knows no such field, and a
// client that sends it takes what stands behind for words that nobody said. Pure; one instance per answer.

export class TextStop {
  readonly #stops: readonly string[];
  /** May be the begin of a stop: not told yet. */
  #held = '';
  #reached = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  get reached(): boolean {
    return this.#reached;
  }

  /** What can be told after this piece. */
  push(piece: string): string {
    if (this.#reached) return '';
    const text = this.#held + piece;
    const places = this.#stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    this.#reached = places.length > 0;
    const end = this.#reached ? Math.min(...places) : text.length - this.#begunAtEnd(text);
    this.#held = this.#reached ? '' : text.slice(end);
    return text.slice(0, end);
  }

  /** What was held back for nothing. */
  rest(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  /** How many characters at the end of the text begin a stop. */
  #begunAtEnd(text: string): number {
    const lengths = this.#stops.map((stop) => {
      let length = Math.min(stop.length - 1, text.length);
      while (length > 0 && !text.endsWith(stop.slice(0, length))) length -= 1;
      return length;
    });
    return Math.max(0, ...lengths);
  }
}
