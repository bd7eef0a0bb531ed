// The one error type of the Codex client and the closed list of its codes.
// It knows no HTTP server, no exit codes and no window: whoever shows an error maps the code.

/** Every way in which the client can fail as expected. Anything else that is thrown is a bug. */
export const codexErrorCodes = [
  // The login
  'not_signed_in',
  'login_unreadable',
  'login_unsupported',
  'login_expired',
  'account_changed',
  'login_cancelled',
  'login_failed',
  /** The login could not be renewed just now; nothing is lost, try again. */
  'refresh_unavailable',
  'invalid_api_key',
  // The way to the service
  'network',
  'connect_timeout',
  'upstream_timeout',
  'upstream_challenge',
  'upstream_error',
  'upstream_rejected',
  'rate_limited',
  'quota_exhausted',
  'plan_not_included',
  'invalid_response',
  // The audio
  'audio_empty',
  'audio_too_short',
  'audio_unsupported',
  'audio_unreadable',
  'converter_missing',
  'silk_decoder_missing',
  'silk_failed',
  // The caller
  'cancelled',
  /** An address, a folder or a variable that was handed in can't be used. */
  'settings_invalid',
] as const;

export type CodexErrorCode = (typeof codexErrorCodes)[number];

export interface CodexErrorDetails {
  /** What was caught. Must hold no token: it may be printed. */
  readonly cause?: unknown;
  /** How long to wait before another try makes sense, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The HTTP status that the service answered with, if it answered. */
  readonly status?: number | undefined;
}

/**
 * An expected failure. `message` is one sentence for people: what happened, to what, what to do.
 * Neither message nor cause ever holds a token, a transcript or a page of HTML.
 */
export class CodexError extends Error {
  override readonly name = 'CodexError';
  readonly code: CodexErrorCode;
  readonly retryAfterMs?: number;
  readonly status?: number;

  constructor(code: CodexErrorCode, message: string, details: CodexErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.status !== undefined) this.status = details.status;
  }
}

export function isCodexError(value: unknown, ...codes: readonly CodexErrorCode[]): value is CodexError {
  return value instanceof CodexError && (codes.length === 0 || codes.includes(value.code));
}

/** The error for work that its caller gave up; `what` completes "… was cancelled". */
export function cancelledError(what: string): CodexError {
  return new CodexError('cancelled', `${what} was cancelled.`);
}
