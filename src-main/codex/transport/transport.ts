// The port through which every byte of the client travels: a request, an answer, nothing remembered in between.
// Interfaces only. A transport must not know tokens, accounts or routes; it never follows a redirect and never retries.

/** A request's body that can say how long it is and, mostly, can be sent again. */
export interface TransportBody {
  /** Bytes to come, when known: becomes Content-Length. Unknown: sent in chunks. */
  readonly lengthBytes?: number | undefined;
  /** False once the bytes were taken from a source that can't be read twice. */
  readonly repeatable: boolean;
  /**
   * The bytes from the start. Nothing is read before the first one is asked for.
   * @param reuse the reader is done with a piece when it asks for the eighth after it: its memory may be written again.
   * Only for readers that hand on what they get and wait until it is gone; without it every piece is the reader's own.
   */
  open(reuse?: boolean): AsyncIterable<Uint8Array>;
  /** All bytes in one piece instead of `open()`, where they are in memory and few. */
  whole?(): Uint8Array | undefined;
}

export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Sent as they are, and no others but what HTTP itself needs (Host, Connection, Content-Length). */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: TransportBody | undefined;
  /** Ends the request, connecting and reading the answer included. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait between two pieces of the answer, in milliseconds; 0 means no limit. */
  readonly answerIdleMs?: number | undefined;
}

export interface TransportResponse {
  readonly status: number;
  header(name: string): string | undefined;
  /** Every header once, names in lower case. Set-Cookie is not among them. */
  readonly headers: ReadonlyMap<string, string>;
  readonly setCookies: readonly string[];
  /** Read at most once. Throws CodexError (`network`, `upstream_timeout`) when the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Not interested in the rest: a short one is read so that the connection can be used again, a long one is cut. */
  discard(): Promise<void>;
  /** Cuts the connection now; who is still reading gets an error. Harmless when all was read. */
  abandon(): void;
}

export interface Transport extends AsyncDisposable {
  /** For logs: `undici`, `chromium`. */
  readonly name: string;
  /** True when it has a cookie jar of its own, so that ours stays out of it. */
  readonly keepsCookies: boolean;
  /**
   * Throws CodexError: `network` (a ConnectionCut when the connection was lost under way), `connect_timeout`,
   * `upstream_timeout`, `cancelled`; the signal's reason itself when that is a CodexError; what the body threw.
   */
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Name, TCP and TLS done, so that the next request starts at once. Best effort: failures are silent. */
  warm?(url: string, signal?: AbortSignal): Promise<void>;
  /** Whether the address (or the proxy on the way to it) accepts a connection. Sends nothing; never rejects. */
  reaches?(url: string, signal?: AbortSignal): Promise<boolean>;
  /** Lets idle connections go: after sleep, or when the network changed. */
  forgetConnections?(): void;
}
