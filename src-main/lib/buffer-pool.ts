// Memory for uploads that is used again. A buffer that lives for the second of an upload outlives the collector's quick
// rounds and is left for a slow one, which comes when tens of megabytes have gathered; a long dictation would fill them.

const smallestBytes = 64 * 1024;
const largestBytes = 2 * 1024 * 1024;
/** Of each size: as many as are under way at a time, about. */
const mostKept = 8;

export class BufferPool {
  readonly #free = new Map<number, Buffer[]>();

  /** Exactly so many bytes, with anything in them. */
  take(bytes: number): Buffer {
    const size = sizeFor(bytes);
    const slab = this.#free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
    return slab.subarray(0, bytes);
  }

  /** @param buffer one from `take`, which nobody reads or writes any more. Another one is left alone. */
  give(buffer: Uint8Array): void {
    const { buffer: memory, byteOffset } = buffer;
    const size = memory.byteLength;
    if (byteOffset !== 0 || sizeFor(size) !== size || size > largestBytes || !(memory instanceof ArrayBuffer)) return;
    const free = this.#free.get(size) ?? [];
    this.#free.set(size, free);
    if (free.length < mostKept) free.push(Buffer.from(memory));
  }
}

/** A power of two, so that buffers of similar lengths share one size. What is larger is as long as it is. */
function sizeFor(bytes: number): number {
  if (bytes > largestBytes) return bytes;
  let size = smallestBytes;
  while (size < bytes) size *= 2;
  return size;
}
