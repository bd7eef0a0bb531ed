// What a refusal of the disk or of SQLite means. Knows result codes, nothing of takes.
import { AppError } from '../contract/app-error.ts';

/** https://sqlite.org/rescode.html, primary codes. */
const sqlite = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 };

function sqliteCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || thrown.code !== 'ERR_SQLITE_ERROR') return null;
  return 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : null;
}

/** The file is there but is no healthy database: it must be set aside, not tried again. */
export function isDamage(thrown: unknown): boolean {
  const code = sqliteCode(thrown);
  return code === sqlite.corrupt || code === sqlite.notADatabase;
}

const sentences = {
  disk_full: 'The disk is full; takes are kept in memory.',
  storage_read_only: 'The data folder can\u2019t be written; takes are kept in memory.',
  storage_failed: 'The history can\u2019t be written; takes are kept in memory.',
};

/** The refusal as an AppError, or null when it is none (a bug, which must throw on). */
export function storageFailure(thrown: unknown): AppError | null {
  if (thrown instanceof AppError) return Object.hasOwn(sentences, thrown.code) ? thrown : null;
  const kind = failureKind(thrown);
  return kind === null ? null : new AppError(kind, sentences[kind], { cause: thrown });
}

function failureKind(thrown: unknown): keyof typeof sentences | null {
  switch (sqliteCode(thrown)) {
    case sqlite.full:
      return 'disk_full';
    case sqlite.readOnly:
      return 'storage_read_only';
    case sqlite.busy:
    case sqlite.locked:
    case sqlite.ioError:
    case sqlite.corrupt:
    case sqlite.cantOpen:
    case sqlite.notADatabase:
      return 'storage_failed';
    default:
  }
  if (!(thrown instanceof Error) || !('code' in thrown)) return null;
  switch (thrown.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'disk_full';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'storage_read_only';
    case 'EIO':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST': // mkdir, where a file lies in the way
    case 'EMFILE':
    case 'ENFILE':
    case 'EBUSY':
    case 'ENODEV':
    case 'ENXIO':
    case 'ESTALE':
      return 'storage_failed';
    default:
      return null;
  }
}
