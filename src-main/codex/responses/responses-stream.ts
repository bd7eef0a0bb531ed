// A model's answer on its way.
import type { RateLimits } from './rate-limit-headers.ts';
import type { GatheredResponse, ResponseEvent } from './response-events.ts';

export interface ResponsesStream extends AsyncIterable<ResponseEvent>, AsyncDisposable {
  readonly requestId?: string;
  /** The model that really answers, when the backend says so. */
  readonly model?: string;
  readonly rateLimits?: RateLimits;
  /**
   * The whole answer. Throws CodexError when the answer failed, was cut or fell silent. Either this or the events:
   * a stream is read once.
   */
  gathered(): Promise<GatheredResponse>;
}
