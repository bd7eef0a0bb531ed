// What the update library throws, as an error of the closed list. The words that it throws hold addresses and pages of
// servers; they are kept as the cause, for the log, and never shown. PURE.
import { AppError } from '../contract/app-error.ts';

const offline =
  /ERR_(?:INTERNET|NETWORK|CONNECTION|NAME_NOT|ADDRESS|PROXY|TIMED_OUT|SSL|CERT|HTTP2|QUIC|EMPTY_RESPONSE|ABORTED)|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|timed out|aborted|socket hang up|fetch failed/i;
const damaged = new Set(['ERR_CHECKSUM_MISMATCH', 'ERR_UPDATER_NO_CHECKSUM', 'ERR_UPDATER_INVALID_SIGNATURE']);
const disk = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM']);

export function updateFailure(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (!(cause instanceof Error))
    return new AppError('update_failed', 'The new version could not be fetched.', { cause });
  const { code, statusCode } = cause as Error & { code?: unknown; statusCode?: unknown }; // the library's own: checked next
  if (typeof code === 'string' && damaged.has(code))
    return new AppError('update_damaged', 'What the update server sent is not what it announced.', { cause });
  if (typeof code === 'string' && disk.has(code))
    return new AppError(
      code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'storage_read_only',
      'The new version could not be written to the disk.',
      { cause },
    );
  if (typeof statusCode === 'number')
    return new AppError('update_failed', `The update server answered with ${statusCode}.`, { cause });
  if (offline.test(`${String(code)} ${cause.message}`))
    return new AppError('network', 'The update server could not be reached.', { cause });
  return new AppError('update_failed', 'The update server sent something that Sotto can\u2019t use.', { cause });
}
