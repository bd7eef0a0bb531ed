// The one error that crosses rooms: a code of the closed list, a sentence for a person, the cause for the log.
// PURE. Bugs are ordinary exceptions and are never turned into one of these by catching everything.
import { type ErrorCode, errorFacts, isErrorCode } from './error-table.ts';

export interface AppErrorOptions {
  readonly cause?: unknown;
  /** Instead of the table's hint. */
  readonly hint?: string;
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs?: number;
  /** The field of a request that is wrong, for REST. */
  readonly param?: string;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retryAfterMs: number | undefined;
  readonly param: string | undefined;

  /** @param message one sentence: what happened, to what. The hint says what to do. */
  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? errorFacts(code).hint;
    this.retryAfterMs = options.retryAfterMs;
    this.param = options.param;
  }
}

/** What crosses process borders and lands in history rows: no stack, no cause. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly retryAfterMs?: number;
}

/**
 * Any thrown value as an AppError. Errors of other rooms (the Codex client has its own class) are recognised by a
 * `code` of the closed list; an AbortError is `cancelled`; the rest is `internal` and keeps its cause.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error) {
    const { code, retryAfterMs } = thrown as Error & { code?: unknown; retryAfterMs?: unknown }; // foreign errors: checked below
    if (isErrorCode(code)) {
      return new AppError(code, thrown.message, {
        cause: thrown,
        ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
      });
    }
    if (thrown.name === 'AbortError') return new AppError('cancelled', 'The work was cancelled.', { cause: thrown });
    if (code === 'ENOSPC' || code === 'EDQUOT')
      return new AppError('disk_full', 'The disk is full.', { cause: thrown });
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
      return new AppError('storage_read_only', `${folderOf(thrown)} can\u2019t be written.`, { cause: thrown });
    }
  }
  return new AppError('internal', 'Something in Sotto went wrong.', { cause: thrown });
}

/** The folder, not the file: names of recordings are nobody's business. */
function folderOf(error: Error & { readonly path?: unknown }): string {
  const folder = typeof error.path === 'string' ? error.path.replace(/[\\/][^\\/]*$/, '') : '';
  return folder === '' ? 'The data folder' : `The folder ${folder}`;
}

export function errorReport(error: AppError): ErrorReport {
  return {
    code: error.code,
    message: error.message,
    hint: error.hint,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}
