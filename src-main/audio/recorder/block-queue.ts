// Blocks on their way from the recorder to the one who reads them: nothing is dropped, a late reader gets everything.
// Knows nothing of audio.

export class BlockQueue implements AsyncIterable<Buffer> {
  #blocks: Buffer[] = [];
  #head = 0;
  #closed = false;
  #wake: (() => void) | null = null;

  push(block: Buffer): void {
    if (this.#closed) return;
    this.#blocks.push(block);
    this.#wake?.();
  }

  /** No more blocks; those that wait are still delivered. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** Single consumer. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const block = this.#take();
      if (block !== undefined) {
        yield block;
        continue;
      }
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  #take(): Buffer | undefined {
    const block = this.#blocks[this.#head];
    if (block === undefined) return undefined;
    this.#head += 1;
    if (this.#head === this.#blocks.length) {
      this.#blocks = [];
      this.#head = 0;
    }
    return block;
  }
}
