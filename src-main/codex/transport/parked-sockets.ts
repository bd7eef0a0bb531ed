// Connections made ahead of the request that will use them: no request is sent to keep them, they just stand ready.
// Knows sockets and time, nothing of HTTP.
import type { Socket } from 'node:net';

const parkedAtMostMs = 60_000;

interface Parked {
  readonly socket: Promise<Socket | undefined>;
}

export class ParkedSockets {
  readonly #parked = new Map<string, Parked>();

  has(place: string): boolean {
    return this.#parked.has(place);
  }

  /** Keeps the connection until it is taken, dies, or a minute has passed. Resolves when it stands or failed. */
  async park(place: string, connecting: Promise<Socket>): Promise<void> {
    const parked: Parked = {
      socket: connecting.then(
        (socket) => this.#watch(place, socket),
        () => undefined,
      ),
    };
    this.#parked.set(place, parked);
    const socket = await parked.socket;
    if (socket === undefined) this.#forget(place, parked);
  }

  /** The connection to `place`, now the caller's; undefined when there is none or it failed. Waits for one under way. */
  async take(place: string): Promise<Socket | undefined> {
    const parked = this.#parked.get(place);
    if (parked === undefined) return undefined;
    this.#parked.delete(place);
    const socket = await parked.socket;
    if (socket === undefined) return undefined;
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    socket.pause();
    socket.ref();
    return socket.destroyed || socket.readableEnded ? undefined : socket;
  }

  clear(): void {
    for (const parked of this.#parked.values()) void parked.socket.then((socket) => socket?.destroy());
    this.#parked.clear();
  }

  #watch(place: string, socket: Socket): Socket {
    socket.unref();
    // Flowing, so that a goodbye of the other side is noticed; before a request there is nothing to read.
    socket.resume();
    socket.once('close', () => {
      const parked = this.#parked.get(place);
      if (parked !== undefined) void parked.socket.then((held) => held === socket && this.#forget(place, parked));
    });
    socket.on('error', () => undefined); // `close` follows and tells all that matters.
    socket.setTimeout(parkedAtMostMs, () => socket.destroy());
    return socket;
  }

  #forget(place: string, parked: Parked): void {
    if (this.#parked.get(place) === parked) this.#parked.delete(place);
  }
}
