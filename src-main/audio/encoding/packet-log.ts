// Pieces of bytes in a row (packets, frames of samples), numbered from the take's start, in one block of memory that is
// used again when the first ones are forgotten: a take of hours needs no more than its longest segment. Pure data.

const firstBytes = 64 * 1024;
const firstPackets = 1024;

export class PacketLog {
  #bytes = new Uint8Array(firstBytes);
  /** Where each packet ends in `#bytes`. */
  #ends = new Uint32Array(firstPackets);
  #count = 0;
  #first = 0;

  /** Number of the first packet that is still kept. */
  get first(): number {
    return this.#first;
  }

  /** Number of the next packet. */
  get end(): number {
    return this.#first + this.#count;
  }

  /** Copies it. */
  push(packet: Uint8Array): void {
    const from = this.#endOf(this.#count);
    const to = from + packet.byteLength;
    if (to > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(to, this.#bytes.length * 2)));
    if (this.#count === this.#ends.length) this.#ends = grown(this.#ends, new Uint32Array(this.#count * 2));
    this.#bytes.set(packet, from);
    this.#ends[this.#count++] = to;
  }

  /** Packets [from, to) as views, good until the next change. Throws RangeError for what is forgotten or yet to come. */
  views(from: number, to: number): readonly Uint8Array[] {
    if (from < this.#first || to > this.end || from > to) {
      throw new RangeError(`Packets ${from}-${to} are not in ${this.#first}-${this.end}.`);
    }
    return Array.from({ length: to - from }, (_, index) => {
      const at = from - this.#first + index;
      return this.#bytes.subarray(this.#endOf(at), this.#endOf(at + 1));
    });
  }

  /** Packets before this one are not needed any more. */
  forget(before: number): void {
    const count = Math.min(before - this.#first, this.#count);
    if (count <= 0) return;
    const gone = this.#endOf(count);
    this.#bytes.copyWithin(0, gone, this.#endOf(this.#count));
    for (let at = count; at < this.#count; at++) this.#ends[at - count] = (this.#ends[at] ?? 0) - gone;
    this.#first += count;
    this.#count -= count;
  }

  /** Gives the memory back; nothing is kept. */
  clear(): void {
    this.#first = this.end;
    this.#count = 0;
    this.#bytes = new Uint8Array(0);
    this.#ends = new Uint32Array(1);
  }

  #endOf(packets: number): number {
    return packets === 0 ? 0 : (this.#ends[packets - 1] ?? 0);
  }
}

function grown<T extends Uint8Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
