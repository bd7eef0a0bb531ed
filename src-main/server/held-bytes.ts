// Bytes that are kept as they came, without a copy: memory from outside the heap is what wakes the collector. Only small
// pieces are copied together, since a body that comes byte by byte would cost a hundred times its size. Knows no stream.

/** Pieces from here on stay as they are. */
const wholeBytes = 16 * 1024;
const togetherBytes = 64 * 1024;

export class HeldBytes {
  readonly #parts: Uint8Array[] = [];
  #together: Buffer = Buffer.alloc(0);
  #used = 0;
  /** Where the last part begins in `#together`; undefined when it lies elsewhere. */
  #partFrom: number | undefined;

  get parts(): readonly Uint8Array[] {
    return this.#parts;
  }

  /** The piece is ours from now on. */
  add(piece: Uint8Array): void {
    if (piece.length >= wholeBytes) {
      this.#parts.push(piece);
      this.#partFrom = undefined;
      return;
    }
    for (let rest = piece; rest.length > 0; ) rest = this.#copy(rest);
  }

  /** @returns what found no place */
  #copy(piece: Uint8Array): Uint8Array {
    if (this.#used === this.#together.length) {
      this.#together = Buffer.allocUnsafeSlow(togetherBytes);
      this.#used = 0;
      this.#partFrom = undefined;
    }
    const from = this.#partFrom ?? this.#used;
    const fitting = piece.subarray(0, this.#together.length - this.#used);
    this.#together.set(fitting, this.#used);
    this.#used += fitting.length;
    const part = this.#together.subarray(from, this.#used);
    if (this.#partFrom === undefined) this.#parts.push(part);
    else this.#parts[this.#parts.length - 1] = part;
    this.#partFrom = from;
    return piece.subarray(fitting.length);
  }
}
