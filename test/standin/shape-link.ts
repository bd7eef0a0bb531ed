// A slow line to a server on this machine: a TCP proxy with a bandwidth and a round-trip time, no privileges needed.
// Must not know what travels through it. It models one shared line: all connections together get the bandwidth.
// Not modelled: packet loss, TCP's slow start.
import { connect, createServer, type Socket } from 'node:net';

export interface LinkOptions {
  /** Where the line leads: an http URL or host:port on this machine. */
  readonly target: string;
  /** Megabits (10^6) per second towards the target, and back. */
  readonly upMbit: number;
  readonly downMbit: number;
  readonly rttMs: number;
}

export interface ShapedLink extends AsyncDisposable {
  /** http://127.0.0.1:port, in place of the target. */
  readonly url: string;
  /** Payload so far, towards the target and back, in bytes. */
  readonly upBytes: number;
  readonly downBytes: number;
  /** Connections so far. */
  readonly connections: number;
  /** Breaks every connection, and every new one at once, until comeBack(): the network is away. */
  goDown(): void;
  comeBack(): void;
}

/** What one piece takes on the wire; small enough that connections share the line fairly. */
const PIECE_BYTES = 1460;
/** A sender is told to wait when so much is under way: little, so that a large upload delays others no more than it must. */
const LEAST_BUFFER_BYTES = 32 * 1024;

export async function startShapedLink(options: LinkOptions): Promise<ShapedLink> {
  const target = new URL(options.target.includes('://') ? options.target : `http://${options.target}`);
  const up = new Lane(options.upMbit, options.rttMs / 2);
  const down = new Lane(options.downMbit, options.rttMs / 2);
  const sockets = new Set<Socket>();
  let connections = 0;
  let isDown = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isDown) {
      near.resetAndDestroy();
      return;
    }
    connections++;
    const far = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true });
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    up.join(near, far);
    down.join(far, near);
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The link has no TCP address.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    get upBytes() {
      return up.bytes;
    },
    get downBytes() {
      return down.bytes;
    },
    get connections() {
      return connections;
    },
    goDown: () => {
      isDown = true;
      for (const socket of sockets) socket.destroy();
    },
    comeBack: () => {
      isDown = false;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      for (const socket of sockets) socket.destroy();
      await closed.promise;
    },
  };
}

/** One direction of the line: pieces leave one after the other at the line's rate and arrive after its delay. */
class Lane {
  readonly #bytesPerMs: number;
  readonly #delayMs: number;
  readonly #bufferBytes: number;
  /** When the line has sent everything given to it so far. */
  #freeAtMs = 0;
  bytes = 0;

  constructor(mbit: number, delayMs: number) {
    this.#bytesPerMs = (mbit * 1e6) / 8 / 1000;
    this.#delayMs = delayMs;
    this.#bufferBytes = Math.max(LEAST_BUFFER_BYTES, 2 * this.#bytesPerMs * delayMs);
  }

  join(from: Socket, to: Socket): void {
    const queue: { readonly atMs: number; readonly piece: Buffer | 'end' }[] = [];
    let inFlight = 0;
    let timer: NodeJS.Timeout | undefined;
    // The first round trip of TCP: nothing leaves before a handshake over such a line would be through.
    const openAtMs = performance.now() + this.#delayMs * 2;

    const deliver = (): void => {
      timer = undefined;
      const nowMs = performance.now();
      for (let next = queue[0]; next !== undefined && next.atMs <= nowMs + 0.5; next = queue[0]) {
        queue.shift();
        if (next.piece === 'end') to.end();
        else {
          inFlight -= next.piece.length;
          to.write(next.piece);
        }
      }
      if (inFlight < this.#bufferBytes / 2 && from.isPaused()) from.resume();
      schedule();
    };
    const schedule = (): void => {
      const next = queue[0];
      if (timer === undefined && next !== undefined)
        timer = setTimeout(deliver, Math.max(0, next.atMs - performance.now()));
    };

    from.on('data', (chunk) => {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        const piece = chunk.subarray(at, at + PIECE_BYTES);
        this.#freeAtMs = Math.max(this.#freeAtMs, performance.now(), openAtMs) + piece.length / this.#bytesPerMs;
        this.bytes += piece.length;
        inFlight += piece.length;
        queue.push({ atMs: this.#freeAtMs + this.#delayMs, piece });
      }
      if (inFlight > this.#bufferBytes) from.pause();
      schedule();
    });
    from.on('end', () => {
      queue.push({ atMs: Math.max(this.#freeAtMs, performance.now()) + this.#delayMs, piece: 'end' });
      schedule();
    });
    // A reset on one side is a reset on the other; 'close' follows every 'error'.
    from.on('error', () => to.destroy());
    from.on('close', (hadError) => {
      if (hadError || !from.readableEnded) {
        clearTimeout(timer);
        to.destroy();
      }
    });
  }
}
