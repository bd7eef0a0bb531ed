// Chunks of any length from a pipe to blocks of whole samples and equal length. Pure.

export class PcmBlocks {
  readonly #blockBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  /** @param blockMs length of a block, of 16-bit mono samples. */
  constructor(sampleRate: number, blockMs: number) {
    this.#blockBytes = Math.round((sampleRate * blockMs) / 1000) * 2;
  }

  /** Whole blocks that are complete now, in order. */
  push(chunk: Uint8Array): Buffer[] {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const whole = this.#rest.length === 0 ? fresh : Buffer.concat([this.#rest, fresh]);
    const blocks: Buffer[] = [];
    let at = 0;
    for (; at + this.#blockBytes <= whole.length; at += this.#blockBytes) {
      blocks.push(whole.subarray(at, at + this.#blockBytes));
    }
    // Copied: the chunk's memory belongs to the pipe.
    this.#rest = at === whole.length ? Buffer.alloc(0) : Buffer.from(whole.subarray(at));
    return blocks;
  }

  /** What is left, in whole samples; a lone odd byte at the very end is no sample. */
  flush(): Buffer | null {
    const even = this.#rest.length - (this.#rest.length % 2);
    const last = this.#rest.subarray(0, even);
    this.#rest = Buffer.alloc(0);
    return last.length > 0 ? last : null;
  }
}
